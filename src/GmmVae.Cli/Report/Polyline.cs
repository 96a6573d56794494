using System.Text;

namespace GmmVae.Cli;

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
