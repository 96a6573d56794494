namespace GmmVae.Domain;

/// <summary>The names of the loss terms in files, and in words.</summary>
public static class LossTerms
{
    /// <summary>The name in graphs and run files: <c>conditionalPrior</c>.</summary>
    public static string Name(this LossTerm term)
    {
        var name = term.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    /// <summary>The name in messages: <c>conditional prior</c>.</summary>
    public static string Words(this LossTerm term) =>
        string.Concat(term.ToString().Select((letter, i) => char.IsUpper(letter) && i > 0 ? $" {char.ToLowerInvariant(letter)}" : char.ToLowerInvariant(letter).ToString()));
}
