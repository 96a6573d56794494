namespace GmmVae.Engine;

/// <summary>A field of a run's file is missing, unknown, or has a value that cannot be.</summary>
/// <remarks>Immutable; equality is by value.</remarks>
/// <param name="Path">The file.</param>
/// <param name="Field">The field's way from the root (<c>model.encoder.widths</c>).</param>
/// <param name="What">What is wrong with it: one sentence.</param>
public sealed record InvalidField(string Path, string Field, string What) : DataError
{
    /// <inheritdoc/>
    public override string Problem => What;

    /// <inheritdoc/>
    public override string Place => $"{Path}, field {Field}";

    /// <inheritdoc/>
    public override string Cure => "Use a file that this program wrote and nothing changed.";
}
