using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GmmVae;

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
    internal static StudyRun Parse(JsonObject json) => new((ulong)json["seed"]!, json.ContainsKey("error") ? null : json, (string?)json["error"]);

    /// <summary>The summary, or <c>seed</c> and <c>error</c>.</summary>
    public JsonObject ToJson() => Summary?.DeepClone().AsObject() ?? new JsonObject { ["seed"] = Seed, ["error"] = Error };
}
