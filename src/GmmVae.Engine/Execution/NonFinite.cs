namespace GmmVae.Engine;

/// <summary>Where a number that is not finite appeared first.</summary>
/// <param name="Provenance">What the operation is part of, in the user's words ("conditional prior").</param>
/// <param name="Operation">The operation, such as <c>exp</c> or <c>data "observations"</c>.</param>
public sealed record NonFinite(string Provenance, string Operation);
