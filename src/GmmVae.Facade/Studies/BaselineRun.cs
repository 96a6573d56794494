using System.Text.Json.Nodes;

namespace GmmVae;

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
