using LanguageExt;

namespace GmmVae.Domain;

/// <summary>
/// Ends the last phase of a training when rows that it does not learn from get no better, and keeps the parameters that were
/// best for them.
/// </summary>
/// <param name="Patience">Epochs without a lower validation objective after which the training ends.</param>
/// <param name="ValidationShare">The share of the training rows that is held out, above 0 and below 1.</param>
public sealed record EarlyStopping(int Patience, double ValidationShare)
{
    /// <summary>The share that is held out where none is given.</summary>
    public const double UsualShare = 0.1;

    /// <summary>How many of so many rows are held out: the share rounded down, but at least one, and never all.</summary>
    public int ValidationRows(int rows) => Math.Min(rows - 1, Math.Max(1, (int)(ValidationShare * rows)));

    internal Option<SpecError> PatienceError => SpecRules.Within("--patience", Patience, 1);

    internal Option<SpecError> ShareError => SpecRules.Positive("--validation-share", ValidationShare) || SpecRules.Fraction("--validation-share", ValidationShare);
}
