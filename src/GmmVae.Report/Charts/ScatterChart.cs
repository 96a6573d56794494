using System.Text;
using GmmVae.Domain.Graphs;

namespace GmmVae.Report.Charts;

/// <summary>Draws points of the plane, coloured by label.</summary>
internal static class ScatterChart
{
    // Labels take turns in drawing, so that in crowded places none hides the others for being the last.
    private const int PointsPerTurn = 500;

    /// <summary>The chart as SVG text. Points that are not finite are left out and counted below the plot.</summary>
    /// <param name="labels">The words.</param>
    /// <param name="x">Horizontal coordinates.</param>
    /// <param name="y">Vertical coordinates, as many.</param>
    /// <param name="label">The label of each point, from 0 to less than the number of names.</param>
    /// <param name="names">The labels' names, for the legend.</param>
    /// <param name="markerSize">Diameter of a point in pixels; by default smaller the more points there are.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="withScale">Whether an element without looks says how values become coordinates, for scripts.</param>
    public static string Render(
        ChartLabels labels, ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<int> label,
        IReadOnlyList<string> names, double? markerSize = null, int width = ChartFrame.Width, int height = 520,
        bool withScale = false)
    {
        if (x.Length != y.Length || x.Length != label.Length)
            throw new ArgumentException(
                $"{x.Length} x, {y.Length} y and {label.Length} labels do not match.", nameof(x));
        foreach (var value in label)
            if (value < 0 || value >= names.Count)
                throw new ArgumentOutOfRangeException(nameof(label), value, $"There are {names.Count} labels.");

        var (horizontal, vertical, skipped) = (ValueRange.Empty, ValueRange.Empty, 0);
        for (var point = 0; point < x.Length; point++)
        {
            if (ValueRange.IsDrawable(x[point]) && ValueRange.IsDrawable(y[point]))
                (horizontal, vertical) = (horizontal.Include(x[point]), vertical.Include(y[point]));
            else
                skipped++;
        }

        var svg = new SvgText(width, height, labels.Title);
        var legend = names.Select((name, index) => new LegendEntry(name, index, LegendMark.Point)).ToArray();
        var (xAxis, yAxis) = ChartFrame.Draw(
            svg, width, height, labels, horizontal with { Skipped = skipped }, vertical, legend);
        if (withScale)
            svg.Scale(xAxis, yAxis);
        var size = markerSize ?? SizeFor(x.Length);
        for (var start = 0; start < x.Length; start += PointsPerTurn)
        {
            var count = Math.Min(PointsPerTurn, x.Length - start);
            DrawTurn(svg, x.Slice(start, count), y.Slice(start, count), label.Slice(start, count),
                names.Count, xAxis, yAxis, size);
        }

        return svg.ToString();
    }

    private static double SizeFor(int points) => points switch { <= 200 => 6, <= 2000 => 4.5, _ => 3 };

    private static void DrawTurn(
        SvgText svg, ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<int> label, int labels,
        Axis xAxis, Axis yAxis, double size)
    {
        var paths = new StringBuilder?[labels];
        for (var point = 0; point < x.Length; point++)
        {
            if (!ValueRange.IsDrawable(x[point]) || !ValueRange.IsDrawable(y[point])) continue;
            var path = paths[label[point]] ??= new StringBuilder();
            path.Append('M').Append(SvgText.Number(xAxis.At(x[point]))).Append(' ')
                .Append(SvgText.Number(yAxis.At(y[point]))).Append(SvgText.Dot);
        }

        for (var index = 0; index < labels; index++)
            if (paths[index] is { } path)
                svg.Path(Palette.Points(index), path.ToString(), size);
    }
}
