using LanguageExt;

namespace GmmVae.Domain;

/// <summary>One operation of a graph with its operands.</summary>
/// <param name="Op">What it does.</param>
/// <param name="Operands">Positions of earlier nodes.</param>
/// <param name="Shape">The shape of its result.</param>
/// <param name="Provenance">What it is part of, in the user's words ("conditional prior").</param>
public sealed record Node(Op Op, Arr<int> Operands, Shape Shape, string Provenance);
