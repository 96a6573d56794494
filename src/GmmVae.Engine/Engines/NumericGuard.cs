using GmmVae.Engine.Managed.Kernels;
using GmmVae.Engine.Managed.Runtime;
using LanguageExt;

namespace GmmVae.Engine.Engines;

/// <summary>Where a number that is not finite appeared first.</summary>
/// <param name="Provenance">What the operation is part of, in the user's words ("conditional prior").</param>
/// <param name="Operation">The operation, such as <c>exp</c> or <c>data "observations"</c>.</param>
internal sealed record NonFinite(string Provenance, string Operation);

/// <summary>Notices numbers that are not finite, or so large that their squares are not, before they reach the parameters.</summary>
internal static class NumericGuard
{
    /// <summary>
    /// Magnitudes from here on count as overflow: the optimizer squares gradients, and squares beyond 3.4e38 are infinite in
    /// single precision.
    /// </summary>
    public const float Limit = 1e18f;

    /// <summary>
    /// None if every result of the last <see cref="Plan.Compute"/> is finite and below <see cref="Limit"/>, found by looking at the results alone,
    /// without allocating. Else where the first number that is not came from, found by computing again; call it
    /// before <see cref="Plan.Update"/>, while the parameters are what they were.
    /// </summary>
    public static Option<NonFinite> Check(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return plan.OutputsAreFinite()
            ? Option<NonFinite>.None
            : plan.FirstNonFinite() || new NonFinite("sum over ranks", "the part of another rank");
    }

    internal static bool AreFinite(ReadOnlySpan<float> values) => Reductions.AllBelow(values, float.PositiveInfinity);

    internal static bool IsSound(ReadOnlySpan<float> values) => Reductions.AllBelow(values, Limit);
}
