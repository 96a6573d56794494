using LanguageExt;

namespace GmmVae.Engine;

/// <summary>Notices numbers that are not finite before they reach the parameters.</summary>
public static class NumericGuard
{
    /// <summary>
    /// None if every result of the last <see cref="Plan.Compute"/> is finite and has a finite square (an optimizer keeps the
    /// squares of gradients), found by looking at the results alone,
    /// without allocating. Else where the first number that is not finite came from, found by computing again; call it
    /// before <see cref="Plan.Update"/>, while the parameters are what they were.
    /// </summary>
    public static Option<NonFinite> Check(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return plan.OutputsAreFinite() ? Option<NonFinite>.None : plan.FirstNonFinite();
    }
}
