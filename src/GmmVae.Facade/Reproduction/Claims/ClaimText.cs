namespace GmmVae;

/// <summary>Builds claims from named numbers.</summary>
internal static class ClaimText
{
    /// <summary>How data are called in sentences.</summary>
    internal static string Words(string set) => set switch
    {
        "mnist" => "MNIST",
        "digits" => "drawn digits (in MNIST's place)",
        "line" => "numbers on the line",
        _ => "signals",
    };

    internal static Claim Claim(string id, string sentence, FormattableString test, bool holds, FormattableString value, params (string, double)[] numbers) =>
        new(id, sentence, FormattableString.Invariant(test), FormattableString.Invariant(value), holds, numbers);
}
