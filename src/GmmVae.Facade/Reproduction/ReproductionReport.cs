namespace GmmVae;

/// <summary>Everything that a reproduction found: the numbers behind its figures, and its claims.</summary>
/// <param name="Options">What was asked for.</param>
/// <param name="Sets">One for each kind of data.</param>
/// <param name="Claims">The original report's sentences, tested.</param>
/// <param name="Missing">What could not be done as in the original, why, and the cure; empty if all could.</param>
public sealed record ReproductionReport(
    ReproductionOptions Options, IReadOnlyList<SetReport> Sets, IReadOnlyList<Claim> Claims, IReadOnlyList<string> Missing);
