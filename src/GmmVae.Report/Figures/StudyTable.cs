using System.Globalization;
using System.Text;
using GmmVae.Domain.Graphs;
using GmmVae.Engine.Artifacts;
using GmmVae.Engine.Files;

namespace GmmVae.Report.Figures;

/// <summary>A study as tables in Markdown, aligned so that they read well as plain text too: accuracy in per cent, terms in nats.</summary>
public static class StudyTable
{
    private static readonly (string Name, string Measure, Func<double, string> Text)[] Columns =
    [
        ("K", "clusters", Short),
        ("accuracy", "accuracy", Percent),
        ("by Bayes", "accuracyBayes", Percent),
        ("NMI", "nmi", Share),
        ("ARI", "ari", Share),
        ("clusters", "clustersUsed", Short),
        ("active units", "activeUnits", Short),
        ("total, nats", "total", Nats),
        ("seconds", "seconds", Seconds),
    ];

    /// <summary>Writes the tables as <c>study.md</c> into the study's folder.</summary>
    /// <exception cref="GmmVaeException">The file cannot be written.</exception>
    public static void Write(StudyResult study)
    {
        ArgumentNullException.ThrowIfNull(study);
        var text = Encoding.UTF8.GetBytes(ToMarkdown(study));
        AtomicFile.Write(Path.Combine(study.Folder, Studies.TableName), stream => stream.Write(text)).OrThrow();
    }

    /// <summary>The runs with their mean, standard deviation and range, then the baselines, if there are any.</summary>
    public static string ToMarkdown(StudyResult study)
    {
        ArgumentNullException.ThrowIfNull(study);
        var text = new StringBuilder();
        var finished = study.Runs.Count - study.Failed.Count();
        text.Append(CultureInfo.InvariantCulture, $"# Study: {study.Model}, preset {study.Preset}, data {study.Data}\n\n");
        text.Append(CultureInfo.InvariantCulture,
            $"{finished} of {study.Runs.Count} seeds finished. Measured on the test split; accuracy is the one-to-one match of clusters with labels.\n\n");
        MarkdownTable.Append(text, Runs(study));
        foreach (var run in study.Failed)
            text.Append(CultureInfo.InvariantCulture, $"\nSeed {run.Seed} failed: {OneLine(run.Error!)}\n");
        if (study.Baselines.Count == 0)
            return text.ToString();
        text.Append(CultureInfo.InvariantCulture,
            $"\n## Baselines\n\nThe same seeds and test splits, fitted to at most {study.Baselines.Max(baseline => baseline.FittedRows)} training rows. Mean ± SD.\n\n");
        MarkdownTable.Append(text, Baselines(study));
        foreach (var error in study.BaselineErrors)
            text.Append(CultureInfo.InvariantCulture, $"\n{OneLine(error)}\n");
        return text.ToString();
    }

    private static IEnumerable<string[]> Runs(StudyResult study)
    {
        var columns = Columns.Where(column => study.Of(column.Measure) is not null).ToArray();
        if (columns.Length == 0)
        {
            yield return ["seed", "result"];
            foreach (var run in study.Runs)
                yield return [run.Seed.ToString(CultureInfo.InvariantCulture), "failed"];
            yield break;
        }

        yield return ["seed", .. columns.Select(column => column.Name)];
        foreach (var run in study.Runs)
            yield return
            [
                run.Seed.ToString(CultureInfo.InvariantCulture),
                .. columns.Select(column =>
                    run.Measure(column.Measure) is { } value ? column.Text(value) : run.Summary is null ? "failed" : "-"),
            ];
        foreach (var (name, pick) in new (string, Func<Spread, double?>)[]
                 {
                     ("mean", spread => spread.Mean), ("SD", spread => spread.StandardDeviation),
                     ("min", spread => spread.Minimum), ("max", spread => spread.Maximum),
                 })
            yield return [name, .. columns.Select(column => pick(study.Of(column.Measure)!) is { } value ? column.Text(value) : "-")];
    }

    private static IEnumerable<string[]> Baselines(StudyResult study)
    {
        yield return ["method", "accuracy", "NMI", "ARI", "seconds", "accuracy of each seed"];
        foreach (var baseline in study.Baselines)
            yield return
            [
                baseline.Name,
                Spreads(baseline.Runs.Select(run => run.Accuracy), Percent),
                Spreads(baseline.Runs.Select(run => run.NormalizedMutualInformation), Share),
                Spreads(baseline.Runs.Select(run => run.AdjustedRandIndex), Share),
                Spreads(baseline.Runs.Select(run => run.Seconds), Seconds),
                string.Join(", ", study.Runs.Select(run => baseline.Runs.FirstOrDefault(one => one.Seed == run.Seed) is { } one
                    ? Percent(one.Accuracy) : "failed")),
            ];
    }

    private static string Spreads(IEnumerable<double> values, Func<double, string> text) => Spread.Of(values) switch
    {
        null => "-",
        { StandardDeviation: { } deviation } spread => $"{text(spread.Mean)} ± {text(deviation)}",
        { } spread => text(spread.Mean),
    };

    private static string OneLine(string text) => string.Join(' ', text.Split('\n').Select(line => line.Trim()));

    private static string Percent(double value) => FormattableString.Invariant($"{100 * value:F2} %");

    private static string Share(double value) => value.ToString("F4", CultureInfo.InvariantCulture);

    private static string Short(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Nats(double value) => value.ToString("F3", CultureInfo.InvariantCulture);

    private static string Seconds(double value) => value.ToString("F1", CultureInfo.InvariantCulture);
}
