using System.Text;
using GmmVae.Domain.Graphs;

namespace GmmVae.Report.Charts;

/// <summary>Draws named series as lines, with optional reference lines: horizontal ones at values, vertical ones (marks) at
/// places.</summary>
internal static class LineChart
{
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
        // Names of reference lines and marks stand in the legend too: on the plot they would lie over curves.
        LegendEntry[] legend =
        [
            .. series.Select((line, index) => new LegendEntry(
                line.Name, line.Colour ?? index, line.IsFaint ? LegendMark.FaintLine : LegendMark.Line)),
            .. drawnReferences.Select(line => new LegendEntry(line.Name, 0, LegendMark.Reference)),
            .. (marks ?? []).Select(mark => new LegendEntry(mark.Name, 0, LegendMark.Mark)),
        ];
        var (x, y) = ChartFrame.Draw(svg, width, height, labels, horizontal, vertical, legend, whole);
        foreach (var reference in drawnReferences)
            svg.Line("reference", x.From, y.At(reference.Value), x.To, y.At(reference.Value));
        foreach (var (index, line) in series.Index().OrderByDescending(line => line.Item.IsFaint))
            svg.Path(
                Palette.Line(line.Colour ?? index) + (line.IsFaint ? " faint" : ""), Polyline.Of(line.X, line.Y, x, y));
        foreach (var mark in marks ?? [])
            if (mark.Value >= x.Ticks.Low && mark.Value <= x.Ticks.High)
                svg.Line("reference", x.At(mark.Value), y.From, x.At(mark.Value), y.To);
        return svg.ToString();
    }
}

/// <summary>A named line: points in drawing order. A faint one lies behind the others, such as a curve before it is smoothed.</summary>
public sealed class LineSeries
{
    /// <summary>A line through points.</summary>
    /// <param name="name">What the legend calls it.</param>
    /// <param name="x">Horizontal coordinates.</param>
    /// <param name="y">Vertical coordinates, as many; not-a-number leaves a gap.</param>
    /// <param name="colour">The colour's number; by default the place among the series.</param>
    /// <param name="isFaint">Whether the line lies thin behind the others.</param>
    /// <exception cref="ArgumentException">There are not as many y as x.</exception>
    public LineSeries(string name, double[] x, double[] y, int? colour = null, bool isFaint = false)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.Length != y.Length)
            throw new ArgumentException($"Series '{name}' has {x.Length} x but {y.Length} y.", nameof(y));
        (Name, X, Y, Colour, IsFaint) = (name, x, y, colour, isFaint);
    }

    /// <summary>What the legend calls it.</summary>
    public string Name { get; }

    internal double[] X { get; }

    internal double[] Y { get; }

    /// <summary>The colour's number, if not the place among the series.</summary>
    public int? Colour { get; }

    /// <summary>Whether the line lies thin behind the others.</summary>
    public bool IsFaint { get; }
}

/// <summary>
/// The path of a line through points. Where many points share a pixel column only its first, lowest, highest and last
/// are kept: the picture stays the same and a log of 100,000 steps stays a small file.
/// </summary>
internal static class Polyline
{
    /// <summary>SVG path data; a value that cannot be drawn leaves a gap, a value alone between gaps a dot.</summary>
    public static string Of(ReadOnlySpan<double> xs, ReadOnlySpan<double> ys, Axis x, Axis y)
    {
        var path = new StringBuilder();
        var start = 0;
        while (start < xs.Length)
        {
            var end = start;
            while (end < xs.Length && ValueRange.IsDrawable(xs[end]) && ValueRange.IsDrawable(ys[end]))
                end++;
            if (end > start)
                AppendRun(path, xs[start..end], ys[start..end], x, y);
            start = end + 1;
        }

        return path.ToString();
    }

    private static void AppendRun(StringBuilder path, ReadOnlySpan<double> xs, ReadOnlySpan<double> ys, Axis x, Axis y)
    {
        var command = 'M';
        var start = 0;
        while (start < xs.Length)
        {
            var column = Math.Floor(x.At(xs[start]));
            var (end, lowest, highest) = (start + 1, start, start);
            while (end < xs.Length && Math.Floor(x.At(xs[end])) == column)
            {
                if (ys[end] < ys[lowest]) lowest = end;
                if (ys[end] > ys[highest]) highest = end;
                end++;
            }

            var previous = -1;
            foreach (var index in (ReadOnlySpan<int>)
                [start, Math.Min(lowest, highest), Math.Max(lowest, highest), end - 1])
            {
                if (index == previous) continue;
                path.Append(command).Append(SvgText.Number(x.At(xs[index]))).Append(' ')
                    .Append(SvgText.Number(y.At(ys[index])));
                (command, previous) = ('L', index);
            }

            start = end;
        }

        if (xs.Length == 1)
            path.Append(SvgText.Dot);
    }
}

/// <summary>A horizontal line at a value that the reader compares with, such as a threshold or ln K.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Value">Where the line lies on the vertical axis; drawn if finite.</param>
public sealed record ReferenceLine(string Name, double Value);
