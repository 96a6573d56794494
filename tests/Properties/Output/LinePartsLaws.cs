using FsCheck;
using FsCheck.Fluent;
using GmmVae.Cli.Output;

namespace GmmVae.Tests.Properties;

public sealed class LinePartsLaws
{
    private static readonly Gen<(string[] Words, int Length)> Lines =
        from words in Word.ArrayOf().Where(words => words.Length > 1)
        from length in Gen.Choose(20, 200)
        select (words, length);

    private static Gen<string> Word => Gen.Choose(1, 9).Select(length => new string('x', length));

    [Law(nameof(Lines))]
    public void A_line_is_no_longer_than_the_terminal_and_keeps_its_ends((string[] Words, int Length) line)
    {
        var (parts, length) = (new LineParts(line.Words[0], line.Words[1..^1], line.Words[^1]), line.Length);
        var text = parts.Fit(length);
        Assert.InRange(text.Length, 1, length);
        Assert.StartsWith(parts.Start, text, StringComparison.Ordinal);
        Assert.EndsWith(parts.End, text, StringComparison.Ordinal);
    }

    [Law(nameof(Lines))]
    public void What_does_not_fit_is_left_out_from_the_first_part_on((string[] Words, int Length) line)
    {
        var (parts, length) = (new LineParts(line.Words[0], line.Words[1..^1], line.Words[^1]), line.Length);
        var kept = parts.Fit(length).Split("  ")[1..^1];
        Assert.Equal(parts.Middle.Take(kept.Length), kept);
        if (kept.Length < parts.Middle.Count)
            Assert.True(parts.Fit(length).Length + 2 + parts.Middle[kept.Length].Length > length);
    }
}
