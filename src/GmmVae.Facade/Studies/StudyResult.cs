using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using GmmVae.Domain.Graphs;

namespace GmmVae;

/// <summary>The runs of a study and how their measures vary.</summary>
/// <param name="Folder">The study's folder.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Preset">The preset that the options started from.</param>
/// <param name="Data">The data source.</param>
/// <param name="Runs">One for each seed, in the order asked for.</param>
/// <param name="Baselines">What it is compared with; empty unless asked for.</param>
public sealed record StudyResult(
    string Folder, string Model, string Preset, string Data, IReadOnlyList<StudyRun> Runs, IReadOnlyList<StudyBaseline> Baselines)
{
    private static readonly string[] Metrics =
        ["accuracy", "accuracyBayes", "accuracyMajority", "accuracyExemplar", "nmi", "ari", "silhouette", "clustersUsed", "activeUnits"];

    /// <summary>What of the baselines failed.</summary>
    public IReadOnlyList<string> BaselineErrors { get; init; } = [];

    /// <summary>Whether everything asked for is there.</summary>
    public bool IsComplete => !Failed.Any() && BaselineErrors.Count == 0;

    /// <summary>The runs that failed.</summary>
    public IEnumerable<StudyRun> Failed => Runs.Where(run => run.Summary is null);

    /// <summary>How a measure varies over the finished runs, by its name in the summary; null if none has it.</summary>
    public Spread? Of(string measure) => Spread.Of(Runs.Select(run => run.Measure(measure)).OfType<double>());

    /// <summary>
    /// <c>runs</c> holds every seed's summary (or <c>seed</c> and <c>error</c>); <c>accuracy</c>, <c>accuracyBayes</c>,
    /// <c>nmi</c> and so on, <c>seconds</c>, and each of <c>terms</c> hold mean, sd, min, max and count over the finished ones.
    /// Only fields named <c>seconds</c> or <c>timing</c> may differ between equal studies.
    /// </summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["model"] = Model,
            ["preset"] = Preset,
            ["data"] = Data,
            ["seeds"] = new JsonArray([.. Runs.Select(run => JsonValue.Create(run.Seed))]),
            ["failed"] = new JsonArray([.. Failed.Select(run => JsonValue.Create(run.Seed))]),
        };
        foreach (var name in Metrics.Append("seconds"))
            if (Of(name) is { } spread)
                json[name] = spread.ToJson();
        json["terms"] = new JsonObject(TermNames.Select(name => KeyValuePair.Create(name, (JsonNode?)Of(name)!.ToJson())));
        json["runs"] = new JsonArray([.. Runs.Select(run => (JsonNode)run.ToJson())]);
        if (Baselines.Count > 0)
            json["baselines"] = new JsonArray([.. Baselines.Select(baseline => (JsonNode)baseline.ToJson())]);
        if (BaselineErrors.Count > 0)
            json["baselineErrors"] = new JsonArray([.. BaselineErrors.Select(error => (JsonNode)error)]);
        return json;
    }

    private IEnumerable<string> TermNames =>
        Runs.Select(run => run.Summary?["terms"]?.AsObject()).OfType<JsonObject>().SelectMany(terms =>
            terms.Select(term => term.Key)).Distinct();
}

/// <summary>What came of one seed of a study.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Summary">As in the run's <c>summary.json</c>, if the run is finished.</param>
/// <param name="Error">Why it failed, if it did.</param>
public sealed record StudyRun(ulong Seed, JsonObject? Summary, string? Error)
{
    /// <summary>A measure of the run by its name in the summary: among <c>metrics</c>, <c>terms</c>, or at the top. Null if the run
    /// lacks it.</summary>
    public double? Measure(string name) =>
        (Summary?["metrics"]?[name] ?? Summary?["terms"]?[name] ?? Summary?[name]) is JsonValue value
        && value.GetValueKind() == JsonValueKind.Number

            // By its text, for a whole number in a constructed document does not convert.
            ? double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture)
            : null;

    /// <summary>What <see cref="ToJson"/> has written.</summary>
    internal static StudyRun Parse(JsonObject json) =>
        new((ulong)json["seed"]!, json.ContainsKey("error") ? null : json, (string?)json["error"]);

    /// <summary>The summary, or <c>seed</c> and <c>error</c>.</summary>
    public JsonObject ToJson() => Summary?.DeepClone().AsObject() ?? new JsonObject { ["seed"] = Seed, ["error"] = Error };
}

/// <summary>A baseline over the seeds of a study.</summary>
/// <param name="Name">The method and what it was fitted to.</param>
/// <param name="FittedRows">The number of training rows that it was fitted to.</param>
/// <param name="Runs">One for each seed that has one.</param>
public sealed record StudyBaseline(string Name, int FittedRows, IReadOnlyList<BaselineRun> Runs)
{
    /// <summary>The name, the runs, and how each measure varies over them.</summary>
    public JsonObject ToJson() => new()
    {
        ["name"] = Name,
        ["fittedRows"] = FittedRows,
        ["accuracy"] = Spread.Of(Runs.Select(run => run.Accuracy))?.ToJson(),
        ["nmi"] = Spread.Of(Runs.Select(run => run.NormalizedMutualInformation))?.ToJson(),
        ["ari"] = Spread.Of(Runs.Select(run => run.AdjustedRandIndex))?.ToJson(),
        ["seconds"] = Spread.Of(Runs.Select(run => run.Seconds))?.ToJson(),
        ["runs"] = new JsonArray([.. Runs.Select(run => (JsonNode)run.ToJson())]),
    };
}

/// <summary>A baseline with one seed, scored against the labels of the test split.</summary>
/// <param name="Seed">What its starts are drawn from.</param>
/// <param name="Accuracy">One-to-one (Hungarian) match of clusters with labels.</param>
/// <param name="NormalizedMutualInformation">With the arithmetic mean of both entropies.</param>
/// <param name="AdjustedRandIndex">0 in expectation for chance.</param>
/// <param name="Seconds">Of fitting, by the clock.</param>
public sealed record BaselineRun(ulong Seed, double Accuracy, double NormalizedMutualInformation, double AdjustedRandIndex, double Seconds)
{
    /// <summary><c>seed</c>, <c>accuracy</c>, <c>nmi</c>, <c>ari</c>, <c>seconds</c>.</summary>
    public JsonObject ToJson() => new()
    {
        ["seed"] = Seed,
        ["accuracy"] = Accuracy,
        ["nmi"] = NormalizedMutualInformation,
        ["ari"] = AdjustedRandIndex,
        ["seconds"] = Seconds,
    };
}

/// <summary>How a measure varies over runs.</summary>
/// <param name="Count">The number of runs that have it, at least 1.</param>
/// <param name="Mean">The mean.</param>
/// <param name="StandardDeviation">With Count − 1 below the root; null for a single run.</param>
/// <param name="Minimum">The least value.</param>
/// <param name="Maximum">The greatest value.</param>
public sealed record Spread(int Count, double Mean, double? StandardDeviation, double Minimum, double Maximum)
{
    /// <summary>The spread of some values, or null of none.</summary>
    public static Spread? Of(IEnumerable<double> values)
    {
        var all = values.ToArray();
        if (all.Length == 0)
            return null;
        var mean = all.Sum() / all.Length;
        double? deviation = all.Length == 1 ? null : Math.Sqrt(all.Sum(value => (value - mean) * (value - mean)) / (all.Length - 1));
        return new Spread(all.Length, mean, deviation, all.Min(), all.Max());
    }

    /// <summary><c>mean</c>, <c>sd</c> (null for a single run), <c>min</c>, <c>max</c>, <c>count</c>.</summary>
    public JsonObject ToJson() => new()
    {
        ["mean"] = Mean,
        ["sd"] = StandardDeviation,
        ["min"] = Minimum,
        ["max"] = Maximum,
        ["count"] = Count,
    };
}
