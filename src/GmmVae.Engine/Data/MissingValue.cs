using System.Globalization;
using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>A value is missing, and the model takes whole rows.</summary>
/// <remarks>Immutable; equality is by value.</remarks>
/// <param name="Source">What to call the data.</param>
/// <param name="Row">The row, from 0.</param>
/// <param name="Column">The column of the features, from 0.</param>
/// <param name="IsTrained">Whether the model is trained already, so that masks come too late for it.</param>
public sealed record MissingValue(string Source, long Row, int Column, bool IsTrained) : DataError
{
    /// <inheritdoc/>
    public override string Problem => $"The value is missing (see {Faq.MissingValues}).";

    /// <inheritdoc/>
    public override string Place => string.Create(CultureInfo.InvariantCulture, $"{Source}, row {Row}, column {Column}, counted from 0");

    /// <inheritdoc/>
    public override string Cure => IsTrained
        ? "The model was trained without --missing mask: fill the value in, leave the row out, or train anew with it."
        : "Train with --missing mask, fill the value in, or leave the row out.";
}
