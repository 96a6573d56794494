using System.Text.Json.Nodes;

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

    /// <summary>The tables of <c>study.md</c>.</summary>
    public string ToMarkdown() => StudyTable.Write(this);

    private IEnumerable<string> TermNames =>
        Runs.Select(run => run.Summary?["terms"]?.AsObject()).OfType<JsonObject>().SelectMany(terms => terms.Select(term => term.Key)).Distinct();
}
