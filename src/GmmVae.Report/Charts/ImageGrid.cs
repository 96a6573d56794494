using GmmVae.Engine.Artifacts.Images;

namespace GmmVae.Report.Charts;

/// <summary>Lays grey images out in rows and columns with a thin gap between and around them.</summary>
internal static class ImageGrid
{
    /// <summary>A middle grey: it shows against dark and against light images and pages.</summary>
    public const byte GapShade = 128;

    /// <summary>
    /// Draws the grid, row by row from the top left; places without an image stay in the gap's shade.
    /// </summary>
    /// <param name="images">
    /// Grey levels <c>[count, height, width]</c>, 0 black, 1 white. Values outside are clamped, NaN is black.
    /// </param>
    /// <param name="height">Pixel rows of one image.</param>
    /// <param name="width">Pixels in a row of one image.</param>
    /// <param name="columns">Images in a row of the grid.</param>
    /// <param name="gap">Width of the gap in pixels of the result.</param>
    /// <param name="scale">How many pixels of the result, each way, one pixel of an image becomes.</param>
    public static PixelImage Render(
        ReadOnlySpan<float> images, int height, int width, int columns, int gap = 2, int scale = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(gap);
        ArgumentOutOfRangeException.ThrowIfLessThan(scale, 1);
        var pixelsPerImage = height * width;
        if (images.IsEmpty || images.Length % pixelsPerImage != 0)
            throw new ArgumentException(
                $"{images.Length} values are not images of {height} x {width}.", nameof(images));

        var count = images.Length / pixelsPerImage;
        var rows = (count + columns - 1) / columns;
        var gridWidth = checked((columns * ((width * scale) + gap)) + gap);
        var gridHeight = checked((rows * ((height * scale) + gap)) + gap);
        var pixels = new byte[checked(gridWidth * gridHeight)];
        Array.Fill(pixels, GapShade);

        for (var image = 0; image < count; image++)
        {
            var source = images.Slice(image * pixelsPerImage, pixelsPerImage);
            var top = gap + (image / columns * ((height * scale) + gap));
            var left = gap + (image % columns * ((width * scale) + gap));
            for (var y = 0; y < height * scale; y++)
            {
                var target = pixels.AsSpan(((top + y) * gridWidth) + left, width * scale);
                for (var x = 0; x < target.Length; x++)
                    target[x] = ToByte(source[(y / scale * width) + (x / scale)]);
            }
        }

        return new PixelImage(gridWidth, gridHeight, channels: 1, pixels);
    }

    private static byte ToByte(float level) => level switch
    {
        >= 1 => 255,
        > 0 => (byte)((level * 255f) + 0.5f),
        _ => 0,
    };
}

/// <summary>An image in memory: rows from the top, <c>[height, width, channels]</c>, one byte a channel.</summary>
internal sealed class PixelImage(int width, int height, int channels, byte[] pixels)
{
    public int Width { get; } = width;

    public int Height { get; } = height;

    /// <summary>1 for grey, 3 for red, green, blue.</summary>
    public int Channels { get; } = channels;

    public ReadOnlySpan<byte> Pixels => pixels;

    /// <summary>Writes the image as PNG and leaves the stream open.</summary>
    public void WritePng(Stream stream) => PngWriter.Write(stream, Width, Height, pixels, Channels);
}
