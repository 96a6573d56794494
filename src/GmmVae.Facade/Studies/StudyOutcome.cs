using System.Text.Json.Nodes;

namespace GmmVae;

/// <summary>What came of a part of a study.</summary>
/// <param name="Run">Its run; of baselines, the training that failed, if one did.</param>
/// <param name="Scores">Of baselines: those that are there (<see cref="BaselineSuite"/>).</param>
/// <param name="IsReused">Whether it was there already.</param>
internal sealed record StudyOutcome(StudyRun? Run, JsonArray? Scores, bool IsReused)
{
    internal static StudyOutcome Parse(JsonObject json) => new(
        json["run"] is JsonObject run ? StudyRun.Parse(run) : null, json["scores"] as JsonArray, (bool)json["reused"]!);

    internal JsonObject ToJson() => new() { ["run"] = Run?.ToJson(), ["scores"] = Scores?.DeepClone(), ["reused"] = IsReused };
}
