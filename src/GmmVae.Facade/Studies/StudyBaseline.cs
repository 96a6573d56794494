using System.Text.Json.Nodes;

namespace GmmVae;

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
