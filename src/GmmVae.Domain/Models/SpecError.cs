namespace GmmVae.Domain;

/// <summary>One thing wrong with a specification.</summary>
/// <param name="Option">The option as the user writes it (<c>--latent</c>).</param>
/// <param name="Message">What is wrong with its value and what would be right.</param>
public sealed record SpecError(string Option, string Message)
{
    /// <summary><c>--latent: must be at least 1, is 0</c>.</summary>
    public override string ToString() => $"{Option}: {Message}";
}
