using System.Globalization;

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

    /// <summary>A value that cannot be used.</summary>
    /// <param name="source">What to call the source.</param>
    /// <param name="row">Its row, from 0.</param>
    /// <param name="column">Its column, from 0.</param>
    /// <param name="value">The value.</param>
    public static UnsuitableData Value(string source, long row, int column, float value) => new(
        Text($"{source}, row {row}, column {column}, counted from 0"),
        !float.IsFinite(value) ? "The value is infinite, or too large for single precision."
        : Text($"The value {value} lies outside [0, 1], where the model reads grey levels."));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
