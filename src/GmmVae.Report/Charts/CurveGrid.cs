using GmmVae.Domain.Graphs;

namespace GmmVae.Report.Charts;

/// <summary>Draws one-dimensional signals as small multiples, rows by columns, all on the same scale.</summary>
internal static class CurveGrid
{
    private const double Gap = 6;
    private const double Inset = 4;
    private const double RowNameSize = 12;
    private const double RowNameGap = 8;

    /// <summary>The chart as SVG text; the signals of a row share a colour.</summary>
    /// <param name="labels">The words; the horizontal axis is the position within a signal, from 0.</param>
    /// <param name="signals">Values <c>[rows, columns, length]</c>; those not finite leave gaps and are counted.</param>
    /// <param name="length">Points in a signal, at least 2.</param>
    /// <param name="columns">Signals in a row.</param>
    /// <param name="rowNames">A name for each row, written at its right, such as the cluster.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="rowHeight">Height of one signal's panel in pixels.</param>
    /// <param name="colourOf">The colour's number of each row, by default the row's own.</param>
    public static string Render(
        ChartLabels labels, ReadOnlySpan<float> signals, int length, int columns, IReadOnlyList<string> rowNames,
        int width = ChartFrame.Width, int rowHeight = 52, Func<int, int>? colourOf = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(rowHeight, 20);
        if (rowNames.Count == 0 || signals.Length != (long)rowNames.Count * columns * length)
            throw new ArgumentException(
                $"{signals.Length} values are not {rowNames.Count} x {columns} signals of {length}.", nameof(signals));

        var values = new double[signals.Length];
        for (var index = 0; index < values.Length; index++)
            values[index] = signals[index];
        var positions = Array.ConvertAll(Enumerable.Range(0, length).ToArray(), position => (double)position);
        var range = ValueRange.Empty.Include(values);
        var yTicks = Ticks.Cover(range, about: 6);      // only the ends are written; more ticks fit closer

        var panels = (rowNames.Count * (rowHeight + Gap)) - Gap;
        var top = ChartFrame.HeadHeight(width, labels.Title, []);
        var height = (int)Math.Ceiling(top + panels + ChartFrame.FootHeight);
        var left = ChartFrame.LeftOf(yTicks.Labels);
        var right = width - ChartFrame.Margin - RowNameGap
            - rowNames.Max(name => SvgText.WidthOf(name, RowNameSize));
        var panelWidth = ((right - left + Gap) / columns) - Gap;
        if (panelWidth < 2 * Inset)
            throw new ArgumentOutOfRangeException(nameof(columns), columns, "Too many columns for the width.");

        var svg = new SvgText(width, height, labels.Title);
        ChartFrame.DrawHead(svg, width, labels.Title, []);
        var xTicks = Ticks.Ends(0, length - 1);
        for (var row = 0; row < rowNames.Count; row++)
        {
            var panelTop = top + (row * (rowHeight + Gap));
            var y = new Axis(labels.Y, yTicks, panelTop + rowHeight - Inset, panelTop + Inset);
            ChartFrame.DrawVerticalTick(svg, yTicks.Labels[^1], left, panelTop + 9);
            ChartFrame.DrawVerticalTick(svg, yTicks.Labels[0], left, panelTop + rowHeight - 1);
            svg.Text("label ink", right + RowNameGap, panelTop + (rowHeight / 2d) + 4, rowNames[row]);
            for (var column = 0; column < columns; column++)
            {
                var panelLeft = left + (column * (panelWidth + Gap));
                var x = new Axis(labels.X, xTicks, panelLeft + Inset, panelLeft + panelWidth - Inset);
                var signal = values.AsSpan(((row * columns) + column) * length, length);
                svg.Rectangle("panel", panelLeft, panelTop, panelWidth, rowHeight);
                svg.Path(Palette.Line(colourOf?.Invoke(row) ?? row) + " thin", Polyline.Of(positions, signal, x, y));
            }
        }

        for (var column = 0; column < columns; column++)
        {
            var panelLeft = left + (column * (panelWidth + Gap));
            // One panel's end lies beside the next one's start: both labels would read as one number.
            if (column == 0)
                ChartFrame.DrawHorizontalTick(svg, xTicks.Labels[0], panelLeft, top + panels, "start");
            ChartFrame.DrawHorizontalTick(svg, xTicks.Labels[^1], panelLeft + panelWidth, top + panels, "end");
        }

        ChartFrame.DrawVerticalLabel(svg, labels.Y, top + (panels / 2));
        ChartFrame.DrawHorizontalLabel(svg, labels.X, (left + right) / 2, top + panels);
        ChartFrame.DrawSkipped(svg, range.Skipped, width, height);
        return svg.ToString();
    }
}
