using System.Text.Json.Nodes;

namespace GmmVae;

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
