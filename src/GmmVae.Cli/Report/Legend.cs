namespace GmmVae.Cli;

/// <summary>A legend that flows in rows between the title and the plot.</summary>
internal static class Legend
{
    private const double FontSize = 12;
    private const double RowHeight = 18;
    private const double MarkWidth = 16;
    private const double SpaceAfterMark = 6;
    private const double SpaceBetween = 16;

    /// <summary>The height of the rows that the entries need; 0 for none.</summary>
    public static double HeightOf(IReadOnlyList<LegendEntry> entries, double width) =>
        Flow(entries, width).Select(place => place.Y + RowHeight).LastOrDefault();

    public static void Draw(SvgText svg, IReadOnlyList<LegendEntry> entries, double left, double top, double width)
    {
        foreach (var (entry, x, y) in Flow(entries, width))
        {
            var start = left + x;
            var middle = top + y + (RowHeight / 2);
            switch (entry.Mark)
            {
                case LegendMark.Line or LegendMark.FaintLine:
                    svg.Path(Palette.Line(entry.Series) + (entry.Mark == LegendMark.FaintLine ? " faint" : ""),
                        $"M{SvgText.Number(start)} {SvgText.Number(middle)}h{SvgText.Number(MarkWidth)}");
                    break;
                case LegendMark.Point:
                    svg.Path(Palette.Points(entry.Series),
                        $"M{SvgText.Number(start + (MarkWidth / 2))} {SvgText.Number(middle)}{SvgText.Dot}",
                        strokeWidth: 9);
                    break;
                default:
                    svg.Rectangle(Palette.Fill(entry.Series), start, middle - 5, MarkWidth, 10, opacity: 0.6);
                    break;
            }

            svg.Text("label ink", start + MarkWidth + SpaceAfterMark, middle + 4, entry.Name);
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
