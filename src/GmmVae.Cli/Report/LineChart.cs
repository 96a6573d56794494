namespace GmmVae.Cli;

/// <summary>Draws named series as lines, with optional reference lines: horizontal ones at values, vertical ones (marks) at places.</summary>
internal static class LineChart
{
    private const double ReferenceTextHeight = 14;

    /// <summary>The chart as SVG text. Values that are not finite leave gaps and are counted below the plot.</summary>
    public static string Render(
        ChartLabels labels, IReadOnlyList<LineSeries> series, IReadOnlyList<ReferenceLine>? references = null,
        int width = ChartFrame.Width, int height = 360, IReadOnlyList<ReferenceLine>? marks = null)
    {
        var drawnReferences = (references ?? []).Where(line => ValueRange.IsDrawable(line.Value)).ToArray();
        var (horizontal, vertical, whole) = (ValueRange.Empty, ValueRange.Empty, true);
        foreach (var line in series)
        {
            horizontal = horizontal.Include(line.X);
            vertical = vertical.Include(line.Y);
            whole &= Array.TrueForAll(line.X, value => Math.Floor(value) == value);
        }

        foreach (var reference in drawnReferences)
            vertical = vertical.Include(reference.Value);

        var svg = new SvgText(width, height, labels.Title);
        var legend = series.Select((line, index) => new LegendEntry(
            line.Name, line.Colour ?? index, line.IsFaint ? LegendMark.FaintLine : LegendMark.Line)).ToArray();
        var (x, y) = ChartFrame.Draw(svg, width, height, labels, horizontal, vertical, legend, whole);
        foreach (var reference in drawnReferences)
            svg.Line("reference", x.From, y.At(reference.Value), x.To, y.At(reference.Value));
        foreach (var (index, line) in series.Index().OrderByDescending(line => line.Item.IsFaint))
            svg.Path(
                Palette.Line(line.Colour ?? index) + (line.IsFaint ? " faint" : ""), Polyline.Of(line.X, line.Y, x, y));
        DrawReferenceNames(svg, drawnReferences, x, y);
        foreach (var mark in marks ?? [])
            DrawMark(svg, mark, x, y);
        return svg.ToString();
    }

    private static void DrawMark(SvgText svg, ReferenceLine mark, Axis x, Axis y)
    {
        if (!(mark.Value >= x.Ticks.Low && mark.Value <= x.Ticks.High)) return;
        var place = x.At(mark.Value);
        svg.Line("reference", place, y.From, place, y.To);
        var isLeft = place > (x.From + x.To) / 2;
        svg.Text("tick ink halo", place + (isLeft ? -5 : 5), y.From - 6, mark.Name, isLeft ? "end" : "start");
    }

    // Names sit on their lines at the right. Names that would overlap are pushed apart: up, and back down at the top.
    private static void DrawReferenceNames(SvgText svg, ReferenceLine[] references, Axis x, Axis y)
    {
        var lowestFirst = references.OrderBy(line => line.Value).ToArray();
        var baseLines = Array.ConvertAll(lowestFirst, line => y.At(line.Value) - 5);
        for (var index = 1; index < baseLines.Length; index++)
            baseLines[index] = Math.Min(baseLines[index], baseLines[index - 1] - ReferenceTextHeight);
        var least = y.To + ReferenceTextHeight - 4;
        for (var index = baseLines.Length - 1; index >= 0; index--)
        {
            baseLines[index] = Math.Max(baseLines[index], least);
            least = baseLines[index] + ReferenceTextHeight;
            svg.Text("tick ink halo", x.To - 4, baseLines[index], lowestFirst[index].Name, "end");
        }
    }
}
