using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public sealed class ImageWarpTests
{
    private static readonly Gen<(ImageShape Shape, int Grid, int Seed)> Cases =
        from height in Gen.Choose(1, 40)
        from width in Gen.Choose(1, 40)
        from channels in Gen.Choose(1, 3)
        from grid in Gen.Choose(2, 8)
        from seed in Gen.Choose(0, int.MaxValue)
        select (new ImageShape(height, width, channels), grid, seed);

    [Law(nameof(Cases), MaxTest = 200)]
    public void A_warp_reads_where_the_map_and_the_displacement_point((ImageShape Shape, int Grid, int Seed) c)
    {
        var (source, displacement) = Draw(c.Shape, c.Grid, c.Seed);
        var random = new Random(c.Seed);
        var map = ImageAugmentation.Map(
            c.Shape, 360 * random.NextDouble(), 0.5 + random.NextDouble(), random.NextDouble(), 4 * random.NextDouble(),
                -random.NextDouble());
        var amplitude = (float)random.NextDouble();
        var warped = Warp(VectorPaths.Best, c.Shape, c.Grid, source, map, displacement, amplitude);
        for (var i = 0; i < warped.Length; i++)
            Laws.Close(Expected(c.Shape, c.Grid, source, map, displacement, amplitude, i), warped[i], 1e-4, $"{c.Shape}[{i}]");
    }

    [Law(nameof(Cases))]
    public void Paths_do_not_change_a_bit((ImageShape Shape, int Grid, int Seed) c)
    {
        var (source, displacement) = Draw(c.Shape, c.Grid, c.Seed);
        var map = ImageAugmentation.Map(c.Shape, c.Seed % 360, 1.1, 0.2, 1.5, -2.25);
        var expected = Warp(VectorPath.Portable, c.Shape, c.Grid, source, map, displacement, 1.5f);
        foreach (var path in KernelPaths.All)
            KernelPaths.AssertSameBits(expected, Warp(path, c.Shape, c.Grid, source, map, displacement, 1.5f), path.ToString());
    }

    [Law(nameof(Cases))]
    public void Values_stay_between_0_and_1_to_the_last_bit((ImageShape Shape, int Grid, int Seed) c)
    {
        var (source, displacement) = Draw(c.Shape, c.Grid, c.Seed);
        var ones = source.Select((value, i) => i % 2 == 0 ? 1f : value).ToArray();
        var map = ImageAugmentation.Map(c.Shape, c.Seed % 360, 0.9, 0.3, 0.1, 0.7);
        foreach (var value in Warp(VectorPaths.Best, c.Shape, c.Grid, ones, map, displacement, 2))
            Assert.InRange(value, 0f, 1f);
    }

    [Law(nameof(Cases))]
    public void A_shift_by_whole_pixels_is_the_shifted_picture((ImageShape Shape, int Grid, int Seed) c)
    {
        var (source, displacement) = Draw(c.Shape, c.Grid, c.Seed);
        var (right, down) = ((c.Seed % 9) - 4, (c.Seed / 9 % 9) - 4);
        var warped = Warp(VectorPaths.Best, c.Shape, c.Grid, source, ImageAugmentation.Map(c.Shape, 0, 1, 0, right, down), displacement, 0);
        for (var y = 0; y < c.Shape.Height; y++)
            for (var x = 0; x < c.Shape.Width; x++)
                for (var channel = 0; channel < c.Shape.Channels; channel++)
                    Assert.Equal(At(c.Shape, source, x - right, y - down, channel), At(c.Shape, warped, x, y, channel));
    }

    [Fact]
    public void A_quarter_turn_brings_the_right_to_the_top()
    {
        var shape = new ImageShape(7, 7);
        var (source, displacement) = Draw(shape, 3, 1);
        var turned = Warp(VectorPaths.Best, shape, 3, source, ImageAugmentation.Map(shape, 90, 1, 0, 0, 0), displacement, 0);
        for (var y = 0; y < 7; y++)
            for (var x = 0; x < 7; x++)
                Laws.Close(At(shape, source, 6 - y, x, 0), At(shape, turned, x, y, 0), 1e-5, $"{x}, {y}");
    }

    [Fact]
    public void Twice_the_size_doubles_distances_from_the_middle()
    {
        var shape = new ImageShape(9, 9);
        var (source, displacement) = Draw(shape, 3, 2);
        var grown = Warp(VectorPaths.Best, shape, 3, source, ImageAugmentation.Map(shape, 0, 2, 0, 0, 0), displacement, 0);
        for (var y = -2; y <= 2; y++)
            for (var x = -2; x <= 2; x++)
                Assert.Equal(At(shape, source, 4 + x, 4 + y, 0), At(shape, grown, 4 + (2 * x), 4 + (2 * y), 0));
    }

    private static Gen<(ImageShape Shape, int Grid, int Seed)> SeveralChannels { get; } = Cases.Where(c => c.Shape.Channels > 1);

    [Law(nameof(SeveralChannels))]
    public void Channels_are_warped_alike((ImageShape Shape, int Grid, int Seed) c)
    {
        var (source, displacement) = Draw(c.Shape, c.Grid, c.Seed);
        var map = ImageAugmentation.Map(c.Shape, 30, 1.2, 0.1, 0.5, 0.25);
        var warped = Warp(VectorPaths.Best, c.Shape, c.Grid, source, map, displacement, 1);
        var grey = c.Shape with { Channels = 1 };
        for (var channel = 0; channel < c.Shape.Channels; channel++)
            KernelPaths.AssertSameBits(
                Warp(VectorPaths.Best, grey, c.Grid, Only(source, channel), map, displacement, 1), Only(warped, channel), $"{channel}");

        float[] Only(float[] values, int channel) => [.. values.Where((_, i) => i % c.Shape.Channels == channel)];
    }

    [Fact]
    public void Places_beyond_all_bounds_read_0()
    {
        var shape = new ImageShape(3, 3);
        var ones = Enumerable.Repeat(1f, 9).ToArray();
        foreach (var place in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, -1e30f, 1e9f })
            foreach (var path in KernelPaths.All)
            {
                Assert.All(Warp(path, shape, 2, ones, new WarpMap(1, 0, place, 0, 1, 1), new float[8], 0), value => Assert.Equal(0, value));
                Assert.All(Warp(path, shape, 2, ones, new WarpMap(1, 0, 1, 0, 1, place), new float[8], 0), value => Assert.Equal(0, value));
            }
    }

    private static float[] Warp(
        VectorPath path, ImageShape shape, int grid, float[] source, WarpMap map, float[] displacement, float amplitude)
    {
        var target = Enumerable.Repeat(float.NaN, source.Length).ToArray();
        var warp = new ImageWarp(shape, grid);
        warp.Warp(path, [.. source.Reverse()], map, displacement, amplitude, target);
        warp.Warp(path, source, map, displacement, amplitude, target);
        return target;
    }

    private static (float[] Source, float[] Displacement) Draw(ImageShape shape, int grid, int seed)
    {
        var random = new Random(seed);
        return ([.. Enumerable.Range(0, shape.Features).Select(_ => random.NextSingle())],
            KernelPaths.Numbers(seed, 2 * grid * grid));
    }

    private static float At(ImageShape shape, float[] picture, int x, int y, int channel) =>
        x < 0 || x >= shape.Width || y < 0 || y >= shape.Height ? 0 : picture[(((y * shape.Width) + x) * shape.Channels) + channel];

    /// <summary>The definition, in double precision.</summary>
    private static double Expected(
        ImageShape shape, int grid, float[] source, WarpMap map, float[] displacement, float amplitude, int element)
    {
        var (pixel, channel) = (element / shape.Channels, element % shape.Channels);
        var (x, y) = (pixel % shape.Width, pixel / shape.Width);
        var (fromX, fromY) = (x - ((shape.Width - 1) / 2.0), y - ((shape.Height - 1) / 2.0));
        var gridX = shape.Width == 1 ? 0 : x * (grid - 1.0) / (shape.Width - 1);
        var gridY = shape.Height == 1 ? 0 : y * (grid - 1.0) / (shape.Height - 1);
        return Bilinear(
            (a, b) => At(shape, source, a, b, channel),
            (map.Xx * fromX) + (map.Xy * fromY) + map.X + (amplitude * Bilinear((a, b) => Point(0, a, b), gridX, gridY)),
            (map.Yx * fromX) + (map.Yy * fromY) + map.Y + (amplitude * Bilinear((a, b) => Point(1, a, b), gridX, gridY)));

        double Point(int axis, int a, int b) => a == grid || b == grid ? 0 : displacement[(((axis * grid) + b) * grid) + a];
    }

    private static double Bilinear(Func<int, int, double> value, double x, double y)
    {
        var (a, b) = ((int)Math.Floor(x), (int)Math.Floor(y));
        var (s, t) = (x - a, y - b);
        return ((1 - t) * (((1 - s) * value(a, b)) + (s * value(a + 1, b))))
            + (t * (((1 - s) * value(a, b + 1)) + (s * value(a + 1, b + 1))));
    }
}
