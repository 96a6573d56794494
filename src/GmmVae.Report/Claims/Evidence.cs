using GmmVae.Report.Experiment;

namespace GmmVae.Report.Claims;

/// <summary>What came of testing a sentence.</summary>
public enum Verdict
{
    /// <summary>Every number is on the sentence's side of its bound.</summary>
    Holds,

    /// <summary>No number is on the wrong side, but one ties with its bound, has an interval that covers it, or was not measured.</summary>
    Undecided,

    /// <summary>A number is on the wrong side of its bound.</summary>
    DoesNotHold,
}

/// <summary>How verdicts are written.</summary>
internal static class VerdictWords
{
    internal static string Words(this Verdict verdict) => verdict switch
    {
        Verdict.Holds => "holds",
        Verdict.Undecided => "undecided",
        _ => "does not hold",
    };
}

/// <summary>
/// What the reports of one kind of data, one a seed, say of a sentence: conditions on numbers that were measured, and numbers that
/// stand beside them. Every condition is decided by its margins, by how much each seed's number is on the sentence's side of its bound.
/// </summary>
internal sealed class Evidence(IReadOnlyList<SetReport> seeds)
{
    private readonly List<(string Name, double Value)> numbers = [];
    private readonly List<string> words = [];
    private readonly List<Verdict> verdicts = [];

    /// <summary>The verdict of all conditions together.</summary>
    internal Verdict Verdict => verdicts.Contains(Verdict.DoesNotHold) ? Verdict.DoesNotHold
        : verdicts.Contains(Verdict.Undecided) ? Verdict.Undecided : Verdict.Holds;

    /// <summary>What was measured, in words; with several seeds means, and how far a 95 % interval reaches to either side.</summary>
    internal string Value => string.Join("; ", words);

    /// <summary>What was measured, by name: means over the seeds.</summary>
    internal IReadOnlyList<(string Name, double Value)> Numbers => numbers;

    /// <summary>A number must be above a bound, or tie with it up to <paramref name="tie"/>.</summary>
    internal Evidence Above(string name, string word, Func<SetReport, double> of, double bound, double tie) =>
        Number(name, word, of).Decide(seed => of(seed) - bound, tie);

    /// <summary>A number must be below a bound.</summary>
    internal Evidence Below(string name, string word, Func<SetReport, double> of, double bound, double tie) =>
        Number(name, word, of).Decide(seed => bound - of(seed), tie);

    /// <summary>A number must be higher than another of the same seed.</summary>
    internal Evidence Higher(string name, string word, Func<SetReport, double> of, Func<SetReport, double> than, double tie) =>
        Against(name, word, of, than).Decide(seed => of(seed) - than(seed), tie);

    /// <summary>A number must be lower than another of the same seed.</summary>
    internal Evidence Lower(string name, string word, Func<SetReport, double> of, Func<SetReport, double> than, double tie) =>
        Against(name, word, of, than).Decide(seed => than(seed) - of(seed), tie);

    /// <summary>What is so or not in each seed; null where a seed does not tell.</summary>
    internal Evidence Says(Func<SetReport, bool?> of, Func<SetReport, string> word)
    {
        words.AddRange(seeds.Select(word).Distinct());
        var said = seeds.Select(of).ToArray();
        verdicts.Add(said.Contains(false) ? Verdict.DoesNotHold : said.Contains(null) ? Verdict.Undecided : Verdict.Holds);
        return this;
    }

    /// <summary>A number that stands beside the conditions.</summary>
    internal Evidence Number(string name, string word, Func<SetReport, double> of)
    {
        numbers.Add((name, Intervals.Mean([.. seeds.Select(of)])));
        words.Add($"{word} {Text(of)}");
        return this;
    }

    private Evidence Against(string name, string word, Func<SetReport, double> of, Func<SetReport, double> than)
    {
        numbers.Add((name, Intervals.Mean([.. seeds.Select(of)])));
        numbers.Add(($"{name}Other", Intervals.Mean([.. seeds.Select(than)])));
        words.Add($"{word} {Text(of)} against {Text(than)}");
        return this;
    }

    private Evidence Decide(Func<SetReport, double> margin, double tie)
    {
        verdicts.Add(Intervals.Decide([.. seeds.Select(margin)], tie));
        return this;
    }

    private string Text(Func<SetReport, double> of)
    {
        double[] values = [.. seeds.Select(of)];
        return values.Any(double.IsNaN) ? "not measured"
            : values.Length == 1 ? FormattableString.Invariant($"{values[0]:0.###}")
            : FormattableString.Invariant($"{Intervals.Mean(values):0.###} ± {Intervals.HalfWidth(values):0.###}");
    }
}

/// <summary>Means over seeds with their intervals.</summary>
internal static class Intervals
{
    /// <summary>The most seeds that an interval is known for.</summary>
    internal const int MostSeeds = 10;

    /// <summary>The 97.5 % points of Student's t with 1, 2, … degrees of freedom.</summary>
    private static readonly double[] Student = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];

    /// <summary>The mean.</summary>
    internal static double Mean(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values) sum += value;
        return sum / values.Length;
    }

    /// <summary>How far the mean's 95 % interval by Student's t reaches to either side; at least two values.</summary>
    internal static double HalfWidth(ReadOnlySpan<double> values)
    {
        var (mean, squares) = (Mean(values), 0.0);
        foreach (var value in values) squares += (value - mean) * (value - mean);
        return Student[values.Length - 2] * Math.Sqrt(squares / (values.Length - 1) / values.Length);
    }

    /// <summary>
    /// Whether margins are above 0: of one seed by more than <paramref name="tie"/>; of several, whether the interval of their mean lies
    /// on one side. Margins that are no numbers decide nothing.
    /// </summary>
    internal static Verdict Decide(double[] margins, double tie)
    {
        if (margins.Any(double.IsNaN))
            return Verdict.Undecided;
        var (mean, width) = margins.Length == 1 ? (margins[0], tie) : (Mean(margins), HalfWidth(margins));
        return mean > width ? Verdict.Holds : mean < -width ? Verdict.DoesNotHold : Verdict.Undecided;
    }
}
