using System.Text.Json.Nodes;

namespace GmmVae.Report.Claims;

/// <summary>What came of the sentences in full size, over five seeds, when it was last published.</summary>
internal static class PublishedClaims
{
    private static readonly Lazy<JsonObject> All = new(() =>
    {
        using var stream = typeof(PublishedClaims).Assembly.GetManifestResourceStream("published-claims.json")!;
        return JsonNode.Parse(stream)!.AsObject();
    });

    /// <summary>The verdict and what was measured, in words; null for a sentence that was not measured in full size.</summary>
    internal static string? Of(string id) => (string?)All.Value[id];
}
