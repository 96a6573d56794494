namespace GmmVae.Engine;

/// <summary>What the embedding projector knows about each point besides its place.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Values">A value for each point; an empty one is written as <c>none</c>.</param>
public sealed record ProjectorColumn(string Name, IReadOnlyList<string> Values);
