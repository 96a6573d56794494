using GmmVae.Domain.Graphs;

namespace GmmVae.Report.Charts;

/// <summary>What the charts share: title, legend, axes with ticks and grid, and the room that these need.</summary>
internal static class ChartFrame
{
    /// <summary>Width of a chart in pixels unless the caller asks for another.</summary>
    public const int Width = 640;

    /// <summary>Font size of tick labels.</summary>
    public const double TickSize = 11;

    /// <summary>The empty border of every chart.</summary>
    public const double Margin = 14;

    private const double TitleSize = 15;
    private const double TitleLine = 20;
    private const double AxisLabelHeight = 20;
    private const double TickGap = 7;
    private const double LeastPlotHeight = 20;

    /// <summary>The height of a plot's lower furniture: tick labels, axis label and border.</summary>
    public const double FootHeight = Margin + AxisLabelHeight + TickSize + TickGap;

    /// <summary>The height of the title and the legend, border included.</summary>
    public static double HeadHeight(int width, string title, IReadOnlyList<LegendEntry> legend) =>
        Margin + (TitleLines(title, width).Count * TitleLine) + Legend.HeightOf(legend, width - (2 * Margin)) + 10;

    /// <summary>Draws the title and the legend.</summary>
    public static void DrawHead(SvgText svg, int width, string title, IReadOnlyList<LegendEntry> legend)
    {
        var top = Margin;
        foreach (var line in TitleLines(title, width))
        {
            svg.Text("title ink", Margin, top + 12, line);
            top += TitleLine;
        }

        Legend.Draw(svg, legend, Margin, top, width - (2 * Margin));
    }

    /// <summary>Draws everything but the data; returns the axes to place these with.</summary>
    /// <param name="svg">The drawing.</param>
    /// <param name="width">Width of the drawing in pixels.</param>
    /// <param name="height">Height of the drawing in pixels.</param>
    /// <param name="labels">The words.</param>
    /// <param name="horizontal">Range of the horizontal axis.</param>
    /// <param name="vertical">Range of the vertical axis.</param>
    /// <param name="legend">Entries of the legend; empty for none.</param>
    /// <param name="wholeX">Whether ticks of the horizontal axis are whole numbers.</param>
    public static (Axis X, Axis Y) Draw(
        SvgText svg, int width, int height, ChartLabels labels, ValueRange horizontal, ValueRange vertical,
        IReadOnlyList<LegendEntry> legend, bool wholeX = false)
    {
        DrawHead(svg, width, labels.Title, legend);
        var top = HeadHeight(width, labels.Title, legend);
        var bottom = height - FootHeight;
        if (bottom - top < LeastPlotHeight)
            throw new ArgumentOutOfRangeException(nameof(height), height, "Title and legend leave no room for a plot.");
        var yTicks = Ticks.Cover(vertical, about: Math.Clamp((int)((bottom - top) / 40), 1, 6));
        var left = LeftOf(yTicks.Labels);
        var right = width - Margin - 12;
        var y = new Axis(labels.Y, yTicks, bottom, top);
        var x = Axis.Horizontal(labels.X, horizontal, left, right, wholeX);

        DrawHorizontal(svg, x, top, bottom);
        DrawVertical(svg, y, left, right);
        DrawSkipped(svg, horizontal.Skipped + vertical.Skipped, width, height);
        return (x, y);
    }

    /// <summary>Where the plot starts, right of the vertical axis' label and tick labels.</summary>
    public static double LeftOf(IReadOnlyList<string> tickLabels) =>
        Margin + AxisLabelHeight + tickLabels.Max(text => SvgText.WidthOf(text, TickSize)) + TickGap;

    /// <summary>Draws the label of a vertical axis, reading upwards at the left border.</summary>
    public static void DrawVerticalLabel(SvgText svg, string label, double middle) =>
        svg.Text("label ink", Margin + 11, middle, label, "middle", upwards: true);

    /// <summary>Draws a tick's label left of a plot.</summary>
    public static void DrawVerticalTick(SvgText svg, string label, double left, double baseLine) =>
        svg.Text("tick muted", left - TickGap, baseLine, label, "end");

    /// <summary>Draws a tick's label below a plot.</summary>
    public static void DrawHorizontalTick(
        SvgText svg, string label, double x, double bottom, string anchor = "middle") =>
        svg.Text("tick muted", x, bottom + TickGap + TickSize, label, anchor);

    /// <summary>Draws the label of a horizontal axis below its tick labels.</summary>
    public static void DrawHorizontalLabel(SvgText svg, string label, double middle, double bottom) =>
        svg.Text("label ink", middle, bottom + TickGap + TickSize + AxisLabelHeight, label, "middle");

    /// <summary>Says how many values a chart could not show, if any.</summary>
    public static void DrawSkipped(SvgText svg, int skipped, int width, double height)
    {
        if (skipped == 0) return;
        var text = FormattableString.Invariant($"not shown: {skipped} not finite");
        svg.Text("tick muted", width - Margin, height - 8, text, "end");
    }

    private static void DrawVertical(SvgText svg, Axis axis, double left, double right)
    {
        for (var tick = 0; tick < axis.Ticks.Values.Count; tick++)
        {
            var y = axis.At(axis.Ticks.Values[tick]);
            svg.Line(tick == 0 ? "rule frame" : "rule grid", left, y, right, y);
            DrawVerticalTick(svg, axis.Ticks.Labels[tick], left, y + 4);
        }

        DrawVerticalLabel(svg, axis.Label, (axis.From + axis.To) / 2);
    }

    private static void DrawHorizontal(SvgText svg, Axis axis, double top, double bottom)
    {
        for (var tick = 0; tick < axis.Ticks.Values.Count; tick++)
        {
            var x = axis.At(axis.Ticks.Values[tick]);
            svg.Line(tick == 0 ? "rule frame" : "rule grid", x, top, x, bottom);
            DrawHorizontalTick(svg, axis.Ticks.Labels[tick], x, bottom);
        }

        DrawHorizontalLabel(svg, axis.Label, (axis.From + axis.To) / 2, bottom);
    }

    private static IReadOnlyList<string> TitleLines(string title, int width) =>
        SvgText.Wrap(title, TitleSize, width - (2 * Margin));
}

/// <summary>The words on a chart.</summary>
/// <param name="Title">What the chart shows; long titles are wrapped.</param>
/// <param name="X">What the horizontal axis measures, with its unit in brackets.</param>
/// <param name="Y">What the vertical axis measures, with its unit in brackets.</param>
public sealed record ChartLabels(string Title, string X, string Y);

/// <summary>A legend that flows in rows between the title and the plot; of a long one the end is told as a number.</summary>
internal static class Legend
{
    private const double FontSize = 12;
    private const double RowHeight = 18;
    private const double MarkWidth = 16;
    private const double SpaceAfterMark = 6;
    private const double SpaceBetween = 16;
    private const int MostRows = 8;

    /// <summary>The height of the rows that the entries need; 0 for none.</summary>
    public static double HeightOf(IReadOnlyList<LegendEntry> entries, double width) =>
        Folded(entries, width).Select(place => place.Y + RowHeight).LastOrDefault();

    public static void Draw(SvgText svg, IReadOnlyList<LegendEntry> entries, double left, double top, double width)
    {
        foreach (var (entry, x, y) in Folded(entries, width))
        {
            var start = left + x;
            var middle = top + y + (RowHeight / 2);
            switch (entry.Mark)
            {
                case LegendMark.Line or LegendMark.FaintLine:
                    svg.Path(Palette.Line(entry.Series) + (entry.Mark == LegendMark.FaintLine ? " faint" : ""),
                        $"M{SvgText.Number(start)} {SvgText.Number(middle)}h{SvgText.Number(MarkWidth)}");
                    break;
                case LegendMark.Reference:
                    svg.Line("reference", start, middle, start + MarkWidth, middle);
                    break;
                case LegendMark.Mark:
                    svg.Line("reference", start + (MarkWidth / 2), middle - 7, start + (MarkWidth / 2), middle + 7);
                    break;
                case LegendMark.Point:
                    svg.Path(Palette.Points(entry.Series),
                        $"M{SvgText.Number(start + (MarkWidth / 2))} {SvgText.Number(middle)}{SvgText.Dot}",
                        strokeWidth: 9);
                    break;
                case LegendMark.None:
                    break;
                default:
                    svg.Rectangle(Palette.Fill(entry.Series), start, middle - 5, MarkWidth, 10, opacity: 0.6);
                    break;
            }

            svg.Text("label ink", start + MarkWidth + SpaceAfterMark, middle + 4, entry.Name);
        }
    }

    private static (LegendEntry Entry, double X, double Y)[] Folded(IReadOnlyList<LegendEntry> entries, double width)
    {
        const double Height = MostRows * RowHeight;
        var shown = Flow(entries, width).ToArray();
        if (shown.Length == 0 || shown[^1].Y < Height)
            return shown;
        for (var count = shown.Count(place => place.Y < Height) - 1; ; count--)
        {
            var rest = new LegendEntry(FormattableString.Invariant($"and {entries.Count - count} more"), 0, LegendMark.None);
            shown = [.. Flow([.. entries.Take(count), rest], width)];
            if (count == 0 || shown[^1].Y < Height)
                return shown;
        }
    }

    private static IEnumerable<(LegendEntry Entry, double X, double Y)> Flow(
        IReadOnlyList<LegendEntry> entries, double width)
    {
        var (x, y) = (0d, 0d);
        foreach (var entry in entries)
        {
            var extent = MarkWidth + SpaceAfterMark + SvgText.WidthOf(entry.Name, FontSize);
            if (x > 0 && x + extent > width)
                (x, y) = (0, y + RowHeight);
            yield return (entry, x, y);
            x += extent + SpaceBetween;
        }
    }
}

/// <summary>One entry of a legend.</summary>
/// <param name="Name">What the reader sees.</param>
/// <param name="Series">The series' number, which decides the colour.</param>
/// <param name="Mark">What is drawn before the name.</param>
internal sealed record LegendEntry(string Name, int Series, LegendMark Mark);

/// <summary>How a series looks in its chart, and so in the legend.</summary>
internal enum LegendMark
{
    Line,
    FaintLine,
    Reference,
    Mark,
    Point,
    Area,

    /// <summary>None: the entry is a word about others.</summary>
    None,
}
