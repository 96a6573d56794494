using System.Text;

namespace GmmVae.Tests.Snapshots;

/// <summary>Shows where two texts differ: the lines between their common start and their common end.</summary>
internal static class SnapshotDiff
{
    private const int LinesShown = 20;
    private const int CharactersShown = 160;

    public static string Between(string expected, string actual)
    {
        var (old, now) = (expected.Split('\n'), actual.Split('\n'));
        var start = 0;
        while (start < old.Length && start < now.Length && old[start] == now[start])
            start++;
        var end = 0;
        while (end < old.Length - start && end < now.Length - start && old[^(end + 1)] == now[^(end + 1)])
            end++;

        var report = new StringBuilder();
        report.Append("The output differs from the verified file at line ").Append(start + 1).Append(":\n");
        if (start > 0)
            Append(report, ' ', old.AsSpan(start - 1, 1));
        Append(report, '-', old.AsSpan(start..^end));
        Append(report, '+', now.AsSpan(start..^end));
        return report.ToString();
    }

    private static void Append(StringBuilder report, char sign, ReadOnlySpan<string> lines)
    {
        foreach (var line in lines[..Math.Min(lines.Length, LinesShown)])
        {
            var text = line.Length <= CharactersShown ? line : line[..CharactersShown] + "...";
            report.Append(sign).Append(' ').Append(text).Append('\n');
        }

        if (lines.Length > LinesShown)
            report.Append(sign).Append(" ... and more lines\n");
    }
}
