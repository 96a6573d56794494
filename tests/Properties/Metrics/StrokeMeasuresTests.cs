using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public sealed class StrokeMeasuresTests
{
    private const int Side = 28;

    private static Gen<int> Widths { get; } = Gen.Choose(1, 5);

    [Law(nameof(Widths))]
    public void A_long_upright_bar_has_its_width_and_no_slant(int width)
    {
        var measured = StrokeMeasures.Of(Bar(width, 0), Side, Side);

        // The ends belong to the outline too.
        Assert.InRange(measured.Thickness, 0.75 * width, width);
        Laws.Close(0, measured.Slant, 1e-9);
    }

    [Fact]
    public void A_wider_bar_is_thicker() =>
        Assert.True(Enumerable.Range(1, 6).Select(width => StrokeMeasures.Of(Bar(width, 0), Side, Side).Thickness).Pairwise().All(pair =>
            pair.Item1 < pair.Item2));

    private static Gen<int> Tenths { get; } = Gen.Choose(1, 8);

    [Law(nameof(Tenths))]
    public void A_bar_that_leans_right_has_a_slant_above_0_and_its_mirror_image_the_opposite(int tenths)
    {
        var bar = Bar(3, tenths / 10.0);
        var slant = StrokeMeasures.Of(bar, Side, Side).Slant;
        Assert.InRange(slant, (tenths / 10.0) - 0.12, (tenths / 10.0) + 0.12);
        float[] mirrored = [.. bar.Chunk(Side).SelectMany(row => row.Reverse())];
        Laws.Close(-slant, StrokeMeasures.Of(mirrored, Side, Side).Slant, 1e-9);
    }

    [Law(nameof(Widths))]
    public void A_paler_picture_has_the_same_measures(int width)
    {
        var bar = Bar(width, 0.3);
        var (full, pale) = (StrokeMeasures.Of(bar, Side, Side), StrokeMeasures.Of(Array.ConvertAll(bar, ink => ink / 4), Side, Side));
        Laws.Close(full.Thickness, pale.Thickness, 1e-9);
        Laws.Close(full.Slant, pale.Slant, 1e-9);
    }

    [Fact]
    public void A_place_at_the_border_does_not_matter()
    {
        float[] middle = [0, 0, 0, 0, 1, 0, 0, 0, 0], corner = [1, 0, 0, 0, 0, 0, 0, 0, 0];
        Assert.InRange(StrokeMeasures.Of(corner, 3, 3).Thickness / StrokeMeasures.Of(middle, 3, 3).Thickness, 0.9, 1.1);
    }

    [Fact]
    public void An_empty_picture_measures_nothing_and_wrong_extents_are_refused()
    {
        Assert.Equal(default, StrokeMeasures.Of(new float[9], 3, 3));
        Assert.Equal(0, StrokeMeasures.Of([0, 0, 1, 1], 2, 2).Slant);
        Assert.Throws<ArgumentException>(() => StrokeMeasures.Of(new float[8], 3, 3));
    }

    /// <summary>A bar 20 pixels high whose columns move right by the slope for each pixel upwards; edges are not smoothed.</summary>
    private static float[] Bar(int width, double slope)
    {
        var ink = new float[Side * Side];
        for (var y = 4; y < 24; y++)
            for (var x = 0; x < Side; x++)
            {
                var left = 14 - (width / 2.0) + (slope * (13.5 - y));
                if (x >= left && x < left + width)
                    ink[(y * Side) + x] = 1;
            }

        return ink;
    }
}

file static class Sequences
{
    public static IEnumerable<(double, double)> Pairwise(this IEnumerable<double> values)
    {
        var all = values.ToArray();
        return all.Zip(all.Skip(1));
    }
}
