using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Snapshots.Report;

public sealed class ImageTests
{
    private static Gen<(int Width, int Height, int Channels, byte[] Pixels)> Images { get; } =
        from width in Gen.Choose(1, 40)
        from height in Gen.Choose(1, 40)
        from channels in Gen.Elements(1, 3)
        from pixels in Gen.ArrayOf(Gen.Choose(0, 255), width * height * channels)
        select (width, height, channels, Array.ConvertAll(pixels, value => (byte)value));

    private static Gen<(int Count, int Height, int Width, int Columns, int Gap, int Scale, int[] Levels)> Grids { get; } =
        from count in Gen.Choose(1, 7)
        from height in Gen.Choose(1, 5)
        from width in Gen.Choose(1, 5)
        from columns in Gen.Choose(1, 4)
        from gap in Gen.Choose(0, 3)
        from scale in Gen.Choose(1, 3)
        from levels in Gen.ArrayOf(Gen.Choose(0, 255), count * height * width)
        select (count, height, width, columns, gap, scale, levels);

    [Law(nameof(Images), MaxTest = 200)]
    public bool A_written_image_decodes_to_the_same_pixels((int Width, int Height, int Channels, byte[] Pixels) image)
    {
        using var stream = new MemoryStream();
        PngWriter.Write(stream, image.Width, image.Height, image.Pixels, image.Channels);
        var decoded = PngDecoder.Decode(stream.ToArray());
        return (decoded.Width, decoded.Height, decoded.Channels) == (image.Width, image.Height, image.Channels)
            && decoded.Pixels.AsSpan().SequenceEqual(image.Pixels);
    }

    [Law(nameof(Grids), MaxTest = 300)]
    public bool A_grid_holds_every_pixel_of_every_image_in_its_place(
        (int Count, int Height, int Width, int Columns, int Gap, int Scale, int[] Levels) grid)
    {
        var (count, height, width, columns, gap, scale, levels) = grid;
        var images = Array.ConvertAll(levels, level => level / 255f);
        var drawn = ImageGrid.Render(images, height, width, columns, gap, scale);
        var covered = 0;
        for (var index = 0; index < levels.Length; index++)
        {
            var (image, row, column) = (index / (height * width), index / width % height, index % width);
            for (var part = 0; part < scale * scale; part++)
            {
                var y = gap + (image / columns * (gap + (height * scale))) + (row * scale) + (part / scale);
                var x = gap + (image % columns * (gap + (width * scale))) + (column * scale) + (part % scale);
                if (drawn.Pixels[(y * drawn.Width) + x] != levels[index]) return false;
                covered++;
            }
        }

        var inGap = drawn.Pixels.Count(ImageGrid.GapShade) - (scale * scale * levels.Count(level => level == ImageGrid.GapShade));
        return covered + inGap == drawn.Pixels.Length;
    }

    [Fact]
    public void Levels_outside_zero_to_one_are_clamped_and_not_a_number_is_black()
    {
        var drawn = ImageGrid.Render(
            [-1f, 2f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0.5f], 1, 6, columns: 1, gap: 0);

        Assert.Equal([0, 255, 0, 255, 0, 128], drawn.Pixels.ToArray());
    }

    [Fact]
    public void Sizes_that_do_not_match_are_refused()
    {
        Assert.Throws<ArgumentException>(() => PngWriter.Write(Stream.Null, 2, 2, new byte[3], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => PngWriter.Write(Stream.Null, 1, 1, new byte[4], 4));
        Assert.Throws<ArgumentException>(() => ImageGrid.Render(new float[7], 2, 2, columns: 1));
    }

    [Fact]
    public void Image_grid()
    {
        var images = new float[5 * 8 * 8];
        for (var index = 0; index < images.Length; index++)
            images[index] = ((index * 7) + (index / 64 * 3)) % 65 / 64f;
        var drawn = ImageGrid.Render(images, 8, 8, columns: 3, scale: 2);
        using var stream = new MemoryStream();
        drawn.WritePng(stream);
        var (width, height, channels, pixels) = PngDecoder.Decode(stream.ToArray());

        Snapshot.VerifyPixels(width, height, channels, pixels);
    }
}
