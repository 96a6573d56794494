using FsCheck;
using FsCheck.Fluent;
using GmmVae.Cli.Output;

namespace GmmVae.Tests.Properties;

public sealed class LinePartsLaws
{
    private static readonly Gen<(LineParts Parts, int Length)> Lines =
        from start in Word
        from middle in Word.ArrayOf()
        from end in Word
        from length in Gen.Choose(20, 200)
        select (new LineParts(start, middle, end), length);

    private static Gen<string> Word => Gen.Choose(1, 9).Select(length => new string('x', length));

    [Law(nameof(Lines))]
    public void A_line_is_no_longer_than_the_terminal_and_keeps_its_ends((LineParts Parts, int Length) line)
    {
        var (parts, length) = line;
        var text = parts.Fit(length);
        Assert.InRange(text.Length, 1, length);
        Assert.StartsWith(parts.Start, text, StringComparison.Ordinal);
        Assert.EndsWith(parts.End, text, StringComparison.Ordinal);
    }

    [Law(nameof(Lines))]
    public void What_does_not_fit_is_left_out_from_the_first_part_on((LineParts Parts, int Length) line)
    {
        var (parts, length) = line;
        var kept = parts.Fit(length).Split("  ")[1..^1];
        Assert.Equal(parts.Middle.Take(kept.Length), kept);
        if (kept.Length < parts.Middle.Count)
            Assert.True(parts.Fit(length).Length + 2 + parts.Middle[kept.Length].Length > length);
    }
}
