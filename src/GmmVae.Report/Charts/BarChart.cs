using System.Globalization;
using GmmVae.Domain.Graphs;

namespace GmmVae.Report.Charts;

/// <summary>Draws one horizontal bar a name, with its value written at its end.</summary>
internal static class BarChart
{
    private const double BarHeight = 20;
    private const double Gap = 4;
    private const double ValueGap = 6;

    /// <summary>The chart as SVG text. Bars of values that are not finite or below 0 are left out.</summary>
    /// <param name="labels">The words: X is what the values measure, Y what the names are.</param>
    /// <param name="names">A name for each bar.</param>
    /// <param name="values">A value for each bar.</param>
    /// <param name="width">Width in pixels; the height follows from the number of bars.</param>
    public static string Render(ChartLabels labels, IReadOnlyList<string> names, IReadOnlyList<double> values, int width = ChartFrame.Width)
    {
        if (names.Count == 0 || names.Count != values.Count)
            throw new ArgumentException($"{names.Count} names do not fit {values.Count} values.", nameof(names));
        var range = ValueRange.Empty.Include(0);
        foreach (var value in values.Where(IsDrawn))
            range = range.Include(value);
        var top = ChartFrame.HeadHeight(width, labels.Title, []);
        var left = ChartFrame.LeftOf(names);
        var bottom = top + (names.Count * (BarHeight + Gap));
        var x = Axis.Horizontal(labels.X, range, left, width - ChartFrame.Margin - ValueWidth(values));

        var svg = new SvgText(width, (int)Math.Ceiling(bottom + ChartFrame.FootHeight), labels.Title);
        ChartFrame.DrawHead(svg, width, labels.Title, []);
        for (var tick = 0; tick < x.Ticks.Values.Count; tick++)
        {
            var place = x.At(x.Ticks.Values[tick]);
            svg.Line(tick == 0 ? "rule frame" : "rule grid", place, top, place, bottom);
            ChartFrame.DrawHorizontalTick(svg, x.Ticks.Labels[tick], place, bottom);
        }

        for (var bar = 0; bar < names.Count; bar++)
            DrawBar(svg, names[bar], values[bar], x, top + (bar * (BarHeight + Gap)) + (Gap / 2));
        ChartFrame.DrawVerticalLabel(svg, labels.Y, (top + bottom) / 2);
        ChartFrame.DrawHorizontalLabel(svg, labels.X, (x.From + x.To) / 2, bottom);
        return svg.ToString();
    }

    private static void DrawBar(SvgText svg, string name, double value, Axis x, double top)
    {
        var baseLine = top + (BarHeight / 2) + 4;
        ChartFrame.DrawVerticalTick(svg, name, x.From, baseLine);
        if (!IsDrawn(value)) return;
        svg.Rectangle(Palette.Fill(0), x.From, top, x.At(value) - x.From, BarHeight, opacity: 0.75);
        svg.Text("tick ink", x.At(value) + ValueGap, baseLine, Label(value));
    }

    private static bool IsDrawn(double value) => ValueRange.IsDrawable(value) && value >= 0;

    private static double ValueWidth(IEnumerable<double> values) =>
        ValueGap + values.Where(IsDrawn).Select(value => SvgText.WidthOf(Label(value), ChartFrame.TickSize)).DefaultIfEmpty().Max();

    private static string Label(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
