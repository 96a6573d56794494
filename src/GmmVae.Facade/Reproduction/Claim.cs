using System.Text.Json.Nodes;

namespace GmmVae;

/// <summary>A sentence of the original report, tested.</summary>
/// <param name="Id">Its short name.</param>
/// <param name="Sentence">What the report says.</param>
/// <param name="Test">How it is tested, with the bounds set beforehand.</param>
/// <param name="Value">What was measured, in words, with units.</param>
/// <param name="Holds">Whether the test is passed.</param>
/// <param name="Numbers">What was measured, by name.</param>
public sealed record Claim(
    string Id, string Sentence, string Test, string Value, bool Holds, IReadOnlyList<(string Name, double Value)> Numbers)
{
    /// <summary>A document that holds claims in order; a number that is not finite is <c>null</c>.</summary>
    public static JsonObject ToJson(IEnumerable<Claim> claims) => new()
    {
        ["claims"] = new JsonArray([.. claims.Select(claim => (JsonNode)new JsonObject
        {
            ["id"] = claim.Id,
            ["sentence"] = claim.Sentence,
            ["test"] = claim.Test,
            ["value"] = claim.Value,
            ["holds"] = claim.Holds,
            ["numbers"] = new JsonObject(claim.Numbers.Select(number =>
                KeyValuePair.Create(number.Name, (JsonNode?)(double.IsFinite(number.Value) ? number.Value : null)))),
        })]),
    };
}
