using System.Text.Json.Nodes;

namespace GmmVae;

/// <summary>A finished export.</summary>
/// <param name="Model">The model's kind.</param>
/// <param name="Format">As what.</param>
/// <param name="Output">The file or folder.</param>
/// <param name="Files">The names of the files in the folder, or of the one file.</param>
/// <param name="Bytes">Their size.</param>
/// <param name="Seconds">By the clock.</param>
public sealed record ExportReport(string Model, ExportFormat Format, string Output, IReadOnlyList<string> Files, long Bytes, double Seconds)
{
    /// <summary>The JSON document; only <c>seconds</c> may differ between equal calls.</summary>
    public JsonObject ToJson() => new()
    {
        ["model"] = Model,
        ["format"] = Format.ToString().ToLowerInvariant(),
        ["out"] = Output,
        ["files"] = new JsonArray([.. Files.Select(file => (JsonNode)file)]),
        ["bytes"] = Bytes,
        ["seconds"] = Math.Round(Seconds, 3),
    };
}
