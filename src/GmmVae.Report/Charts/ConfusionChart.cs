using System.Globalization;
using GmmVae.Domain.Graphs;

namespace GmmVae.Report.Charts;

/// <summary>
/// Draws a matrix of counts, such as true labels by clusters; a cell's shade is its share of the row.
/// </summary>
internal static class ConfusionChart
{
    // Full strength would leave too little contrast for the counts written on it.
    private const double StrongestShade = 0.75;
    private const double LeastCellHeight = 16;
    private const double GreatestCellHeight = 34;
    private const double SmallestText = 6;

    /// <summary>The chart as SVG text.</summary>
    /// <param name="labels">The words: X names the columns, Y the rows.</param>
    /// <param name="counts">Counts <c>[rows, columns]</c>, none negative.</param>
    /// <param name="rowNames">A name for each row.</param>
    /// <param name="columnNames">A name for each column.</param>
    /// <param name="width">Width in pixels; the height follows from the number of rows.</param>
    public static string Render(
        ChartLabels labels, int[,] counts, IReadOnlyList<string> rowNames, IReadOnlyList<string> columnNames,
        int width = ChartFrame.Width)
    {
        var (rows, columns) = (counts.GetLength(0), counts.GetLength(1));
        if (rows == 0 || columns == 0 || rowNames.Count != rows || columnNames.Count != columns)
            throw new ArgumentException(
                $"{rows} x {columns} counts need as many names, not {rowNames.Count} and {columnNames.Count}.",
                nameof(counts));
        foreach (var count in counts)
            ArgumentOutOfRangeException.ThrowIfNegative(count, nameof(counts));

        var top = ChartFrame.HeadHeight(width, labels.Title, []);
        var left = ChartFrame.LeftOf(rowNames);
        var cellWidth = (width - ChartFrame.Margin - left) / columns;
        var cellHeight = Math.Clamp(cellWidth, LeastCellHeight, GreatestCellHeight);
        var bottom = top + (rows * cellHeight);
        var height = (int)Math.Ceiling(bottom + ChartFrame.FootHeight);

        var svg = new SvgText(width, height, labels.Title);
        ChartFrame.DrawHead(svg, width, labels.Title, []);
        var textSize = TextSizeFor(counts, cellWidth);
        for (var row = 0; row < rows; row++)
        {
            var cellTop = top + (row * cellHeight);
            ChartFrame.DrawVerticalTick(svg, rowNames[row], left, cellTop + (cellHeight / 2) + 4);
            DrawRow(svg, counts, row, left, cellTop, cellWidth, cellHeight, textSize);
        }

        var widestName = columnNames.Max(name => SvgText.WidthOf(name, ChartFrame.TickSize));
        var every = (int)Math.Max(1, Math.Ceiling(widestName / cellWidth));
        for (var column = 0; column < columns; column += every)
            ChartFrame.DrawHorizontalTick(svg, columnNames[column], left + ((column + 0.5) * cellWidth), bottom);
        ChartFrame.DrawVerticalLabel(svg, labels.Y, (top + bottom) / 2);
        ChartFrame.DrawHorizontalLabel(svg, labels.X, left + (columns * cellWidth / 2), bottom);
        return svg.ToString();
    }

    private static void DrawRow(
        SvgText svg, int[,] counts, int row, double left, double top, double width, double height,
        double? textSize)
    {
        var columns = counts.GetLength(1);
        var total = 0L;
        for (var column = 0; column < columns; column++)
            total += counts[row, column];

        for (var column = 0; column < columns; column++)
        {
            var count = counts[row, column];
            var (x, text) = (left + (column * width), count.ToString(CultureInfo.InvariantCulture));
            svg.Rectangle("panel", x, top, width, height);
            if (count == 0) continue;
            svg.Rectangle(Palette.Fill(0), x + 1, top + 1, width - 2, height - 2, StrongestShade * count / total);
            if (textSize is { } size)
                svg.Text("ink", x + (width / 2), top + (height / 2) + (size / 3), text, "middle", size: size);
        }
    }

    // One size for all counts; none where cells are too narrow to write the longest legibly.
    private static double? TextSizeFor(int[,] counts, double cellWidth)
    {
        var longest = counts.Cast<int>().Max().ToString(CultureInfo.InvariantCulture);
        var size = Math.Min(ChartFrame.TickSize, (cellWidth - 2) / SvgText.WidthOf(longest, fontSize: 1));
        return size < SmallestText ? null : size;
    }
}
