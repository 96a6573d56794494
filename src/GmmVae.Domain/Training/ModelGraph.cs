using LanguageExt;

namespace GmmVae.Domain;

/// <summary>A graph of a model together with what it keeps between runs.</summary>
/// <param name="Graph">The tensor program.</param>
/// <param name="Parameters">The parameters and running statistics in the specification's order.</param>
public sealed record ModelGraph(Graph Graph, Arr<ParameterSpec> Parameters);
