using System.Text;

namespace GmmVae.Report.Charts;

/// <summary>Draws one or two histograms over each other, each as shares of its own values so that sizes may differ.</summary>
internal static class HistogramChart
{
    /// <summary>The chart as SVG text; the vertical axis is the share of values in a bin, in percent.</summary>
    /// <param name="title">What the chart shows.</param>
    /// <param name="xLabel">What the values measure, with the unit in brackets.</param>
    /// <param name="firstName">Name of the first set of values.</param>
    /// <param name="first">The first set; values that are not finite are left out and counted below the plot.</param>
    /// <param name="secondName">Name of the second set of values.</param>
    /// <param name="second">The second set, likewise; where it is empty there is one histogram.</param>
    /// <param name="bins">How many bins of equal width cover both sets; a bin holds its lower edge, the last both.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    public static string Render(
        string title, string xLabel, string firstName, ReadOnlySpan<double> first, string secondName,
        ReadOnlySpan<double> second, int bins = 50, int width = ChartFrame.Width, int height = 340)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        var range = ValueRange.Empty.Include(first).Include(second);
        var skipped = range.Skipped;
        if (range.IsEmpty)
            range = range with { Low = 0, High = 1 };
        else if (range.Low == range.High)
            range = new ValueRange(Ticks.Cover(range, 1).Low, Ticks.Cover(range, 1).High, 0);
        var shares = new[] { Shares(first, range, bins), Shares(second, range, bins) };
        var vertical = ValueRange.Empty.Include(0).Include(shares[0]).Include(shares[1]);
        LegendEntry[] legend = [new(firstName, 0, LegendMark.Area), new(secondName, 1, LegendMark.Area)];
        if (second.IsEmpty)
            legend = legend[..1];

        var svg = new SvgText(width, height, title);
        var labels = new ChartLabels(title, xLabel, "share of values (%)");
        var (x, y) = ChartFrame.Draw(svg, width, height, labels, range with { Skipped = skipped }, vertical, legend);
        for (var set = 0; set < legend.Length; set++)
            DrawShape(svg, set, shares[set], range, x, y);
        return svg.ToString();
    }

    private static double[] Shares(ReadOnlySpan<double> values, ValueRange range, int bins)
    {
        var counts = new double[bins];
        var total = 0;
        foreach (var value in values)
        {
            if (!ValueRange.IsDrawable(value)) continue;
            var bin = (int)(bins * ((value - range.Low) / (range.High - range.Low)));
            counts[Math.Min(bin, bins - 1)]++;
            total++;
        }

        for (var bin = 0; bin < bins && total > 0; bin++)
            counts[bin] *= 100d / total;
        return counts;
    }

    private static void DrawShape(SvgText svg, int series, double[] shares, ValueRange range, Axis x, Axis y)
    {
        double Edge(int bin) => x.At(range.Low + ((range.High - range.Low) * bin / shares.Length));
        var outline = new StringBuilder();
        outline.Append('M').Append(SvgText.Number(Edge(0))).Append(' ').Append(SvgText.Number(y.From));
        for (var bin = 0; bin < shares.Length; bin++)
        {
            outline.Append('V').Append(SvgText.Number(y.At(shares[bin])));
            outline.Append('H').Append(SvgText.Number(Edge(bin + 1)));
        }

        outline.Append('V').Append(SvgText.Number(y.From));
        svg.Path(Palette.Fill(series) + " area", outline.ToString());
        svg.Path(Palette.Line(series) + " thin", outline.ToString());
    }
}
