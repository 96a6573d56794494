using LanguageExt;

namespace GmmVae.Domain;

/// <summary>A named result of a graph.</summary>
/// <param name="Name">Its name, unique among the outputs.</param>
/// <param name="Node">The position of the node that computes it.</param>
/// <param name="Replaces">The parameter or state input whose value it becomes after that input's last read, if any.</param>
public sealed record Output(string Name, int Node, Option<string> Replaces);
