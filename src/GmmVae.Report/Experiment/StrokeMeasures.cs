using GmmVae.Domain.Numerics;

namespace GmmVae.Report.Experiment;

/// <summary>How a picture of strokes is drawn, whatever it shows.</summary>
/// <param name="Thickness">
/// The strokes' width in pixels: twice the ink over the length of its outline (total variation). A paler picture of the
/// same strokes has the same.
/// </param>
/// <param name="Slant">
/// How far the ink moves right for each pixel upwards: 0 upright, 1 at 45 degrees to the right; minus the covariance of
/// column and row over the rows' variance.
/// </param>
internal readonly record struct StrokeMeasures(double Thickness, double Slant)
{
    /// <summary>Measures ink [height, width], at least 0 each; an empty picture gives 0 and 0, ink in one row slant 0.</summary>
    /// <exception cref="ArgumentException">The extents do not fit.</exception>
    public static StrokeMeasures Of(ReadOnlySpan<float> ink, int height, int width)
    {
        DeterministicSums.CheckExtents(ink.Length, height, width);
        var (mass, outline, sumX, sumY) = (0.0, 0.0, 0.0, 0.0);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                double value = ink[(y * width) + x];
                (mass, sumX, sumY) = (mass + value, sumX + (value * x), sumY + (value * y));
                outline += Change(ink, height, width, y, x);
            }

        for (var y = 0; y < height; y++) outline += ink[y * width];
        for (var x = 0; x < width; x++) outline += ink[x];
        return mass > 0
            ? new StrokeMeasures(2 * mass / outline, SlantOf(ink, height, width, sumX / mass, sumY / mass))
            : default;
    }

    /// <summary>The size of the change from a pixel to the right and downwards; beyond the picture there is no ink.</summary>
    private static double Change(ReadOnlySpan<float> ink, int height, int width, int y, int x)
    {
        double here = ink[(y * width) + x];
        var right = (x + 1 < width ? ink[(y * width) + x + 1] : 0) - here;
        var down = (y + 1 < height ? ink[((y + 1) * width) + x] : 0) - here;
        return Math.Sqrt((right * right) + (down * down));
    }

    private static double SlantOf(ReadOnlySpan<float> ink, int height, int width, double meanX, double meanY)
    {
        var (mixed, vertical) = (0.0, 0.0);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                double value = ink[(y * width) + x];
                mixed += value * (x - meanX) * (y - meanY);
                vertical += value * (y - meanY) * (y - meanY);
            }

        return vertical > 0 ? -mixed / vertical : 0;
    }
}
