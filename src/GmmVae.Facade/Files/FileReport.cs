using System.Text.Json.Nodes;

namespace GmmVae;

/// <summary>A finished file.</summary>
/// <param name="Model">The model's kind.</param>
/// <param name="Data">The data source.</param>
/// <param name="Output">The file.</param>
/// <param name="Rows">Its rows, without a header.</param>
/// <param name="Seconds">By the clock.</param>
/// <param name="Clusters">Rows whose most probable cluster is each, of a file of predictions.</param>
public sealed record FileReport(string Model, string Data, string Output, long Rows, double Seconds, IReadOnlyList<long>? Clusters)
{
    /// <summary>The mean score in nats, of a file of scores with rows.</summary>
    public double? MeanScore { get; init; }

    /// <summary>The JSON document; only <c>seconds</c> and <c>rowsPerSecond</c> may differ between equal calls.</summary>
    public JsonObject ToJson()
    {
        var document = new JsonObject
        {
            ["model"] = Model,
            ["data"] = Data,
            ["out"] = Output,
            ["rows"] = Rows,
            ["seconds"] = Math.Round(Seconds, 3),
            ["rowsPerSecond"] = Math.Round(Rows / Math.Max(Seconds, 1e-9), 1),
        };
        if (Clusters is not null)
            document["clusters"] = new JsonArray([.. Clusters.Select(count => (JsonNode)count)]);
        if (MeanScore is { } mean)
            document["meanScore"] = mean;
        return document;
    }
}
