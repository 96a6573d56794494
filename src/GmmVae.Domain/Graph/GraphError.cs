namespace GmmVae.Domain;

/// <summary>Why a graph is malformed: the node or output, and the rule it breaks.</summary>
/// <param name="Where">The node's position (<c>%12</c>) or the output's name.</param>
/// <param name="Message">The broken rule.</param>
public sealed record GraphError(string Where, string Message);
