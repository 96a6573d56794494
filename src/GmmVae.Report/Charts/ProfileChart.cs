using GmmVae.Domain.Graphs;

namespace GmmVae.Report.Charts;

/// <summary>Draws the values of clusters column by column: a group of bars a column, a bar a cluster, from zero to either side.</summary>
internal static class ProfileChart
{
    private const double BarHeight = 8;
    private const double Gap = 8;

    /// <summary>The chart as SVG text. Bars of values that are not finite are left out and counted below the plot.</summary>
    /// <param name="labels">The words: X is what the values measure, Y what the columns are.</param>
    /// <param name="values">The values, [clusters, columns].</param>
    /// <param name="columns">A name for each column.</param>
    /// <param name="clusters">A name for each cluster.</param>
    /// <param name="width">Width in pixels; the height follows from the number of bars.</param>
    public static string Render(
        ChartLabels labels, ReadOnlySpan<float> values, IReadOnlyList<string> columns, IReadOnlyList<string> clusters,
        int width = ChartFrame.Width)
    {
        if (values.IsEmpty || values.Length != (long)columns.Count * clusters.Count)
            throw new ArgumentException(
                $"{values.Length} values do not fit {columns.Count} columns of {clusters.Count} clusters.", nameof(values));
        var range = ValueRange.Empty.Include(0);
        foreach (var value in values)
            range = range.Include(value);
        var legend = clusters.Select((name, cluster) => new LegendEntry(name, cluster, LegendMark.Area)).ToArray();
        var top = ChartFrame.HeadHeight(width, labels.Title, legend);
        var groupHeight = (clusters.Count * BarHeight) + Gap;
        var bottom = top + (columns.Count * groupHeight);
        var x = Axis.Horizontal(labels.X, range, ChartFrame.LeftOf(columns), width - ChartFrame.Margin);

        var height = (int)Math.Ceiling(bottom + ChartFrame.FootHeight);
        var svg = new SvgText(width, height, labels.Title);
        ChartFrame.DrawHead(svg, width, labels.Title, legend);
        foreach (var (tick, value) in x.Ticks.Values.Index())
        {
            svg.Line(value == 0 ? "rule frame" : "rule grid", x.At(value), top, x.At(value), bottom);
            ChartFrame.DrawHorizontalTick(svg, x.Ticks.Labels[tick], x.At(value), bottom);
        }

        for (var column = 0; column < columns.Count; column++)
        {
            var groupTop = top + (column * groupHeight) + (Gap / 2);
            ChartFrame.DrawVerticalTick(svg, columns[column], x.From, groupTop + ((groupHeight - Gap) / 2) + 4);
            for (var cluster = 0; cluster < clusters.Count; cluster++)
                DrawBar(svg, cluster, values[(cluster * columns.Count) + column], x, groupTop + (cluster * BarHeight));
        }

        ChartFrame.DrawVerticalLabel(svg, labels.Y, (top + bottom) / 2);
        ChartFrame.DrawHorizontalLabel(svg, labels.X, (x.From + x.To) / 2, bottom);
        ChartFrame.DrawSkipped(svg, range.Skipped, width, height);
        return svg.ToString();
    }

    private static void DrawBar(SvgText svg, int cluster, double value, Axis x, double top)
    {
        if (!ValueRange.IsDrawable(value)) return;
        var (zero, end) = (x.At(0), x.At(value));
        svg.Rectangle(Palette.Fill(cluster), Math.Min(zero, end), top, Math.Abs(end - zero), BarHeight, opacity: 0.75);
    }
}
