using System.Text.Json.Nodes;

namespace GmmVae.Report.Claims;

/// <summary>A sentence of the original report, tested.</summary>
/// <param name="Id">Its short name.</param>
/// <param name="Group">What it is about.</param>
/// <param name="Sentence">What the report says.</param>
/// <param name="Test">How it is tested, with the bounds set beforehand.</param>
/// <param name="Outcome">What came of it, by this library's training where there are two.</param>
public sealed record Claim(string Id, string Group, string Sentence, string Test, ClaimOutcome Outcome)
{
    /// <summary>What it is tested on.</summary>
    public required string Subject { get; init; }

    /// <summary>What came of it by the paper's training, where both trainings of the Gaussian-mixture VAE are judged.</summary>
    public ClaimOutcome? Paper { get; init; }

    /// <summary>Why it does not hold or is not decided, where that is known and so came about.</summary>
    public string? Explanation { get; init; }

    /// <summary>A document that holds claims in order; a number that is not finite is <c>null</c>.</summary>
    public static JsonObject ToJson(IEnumerable<Claim> claims)
    {
        var all = claims.ToArray();
        return new JsonObject
        {
            ["claims"] = new JsonArray([.. all.Select(claim => (JsonNode)claim.ToJson())]),
            ["holding"] = Count(Verdict.Holds),
            ["undecided"] = Count(Verdict.Undecided),
            ["notHolding"] = Count(Verdict.DoesNotHold),
        };

        int Count(Verdict verdict) => all.Count(claim => claim.Outcome.Verdict == verdict);
    }

    private JsonObject ToJson()
    {
        var json = new JsonObject { ["id"] = Id, ["group"] = Group, ["sentence"] = Sentence, ["test"] = Test };
        Outcome.AddTo(json);
        if (Explanation is not null)
            json["explanation"] = Explanation;
        if (Paper is null)
            return json;
        var paper = new JsonObject();
        Paper.AddTo(paper);
        json["paper"] = paper;
        return json;
    }
}

/// <summary>What came of a test.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Value">What was measured, in words, with units.</param>
/// <param name="Numbers">What was measured, by name; means where there are several seeds.</param>
public sealed record ClaimOutcome(Verdict Verdict, string Value, IReadOnlyList<(string Name, double Value)> Numbers)
{
    /// <summary>What evidence comes to.</summary>
    internal static ClaimOutcome Of(Evidence evidence) => new(evidence.Verdict, evidence.Value, evidence.Numbers);

    internal void AddTo(JsonObject json)
    {
        json["value"] = Value;
        json["holds"] = Verdict == Verdict.Holds;
        json["verdict"] = Verdict.Words();
        json["numbers"] = new JsonObject(Numbers.Select(number =>
            KeyValuePair.Create(number.Name, (JsonNode?)(double.IsFinite(number.Value) ? number.Value : null))));
    }
}
