namespace GmmVae.Engine;

/// <summary>Data that are well-formed, but not what the model at hand reads.</summary>
/// <remarks>Immutable; equality is by value.</remarks>
/// <param name="Where">The source, with the row and column where there is one to blame.</param>
/// <param name="What">What does not suit: one sentence.</param>
public sealed record UnsuitableData(string Where, string What) : DataError
{
    /// <inheritdoc/>
    public override string Problem => What;

    /// <inheritdoc/>
    public override string Place => Where;

    /// <inheritdoc/>
    public override string Cure => "Give data of the kind that the model was trained on.";
}
