using LanguageExt;

namespace GmmVae.Domain;

/// <summary>
/// A tensor program as data: nodes in topological order, each naming earlier nodes by position, and named outputs.
/// Immutable; equal graphs have equal nodes and outputs.
/// </summary>
/// <param name="Nodes">The operations, operands before users.</param>
/// <param name="Outputs">The results.</param>
public sealed record Graph(Arr<Node> Nodes, Arr<Output> Outputs)
{
    /// <summary>The input nodes in order of position.</summary>
    public IEnumerable<Op.Input> Inputs => Nodes.Select(node => node.Op).OfType<Op.Input>();

    /// <summary>The node that computes an output.</summary>
    /// <exception cref="KeyNotFoundException">There is no output of that name.</exception>
    public int NodeOf(string output) => Outputs.Find(o => o.Name == output).Match(
        found => found.Node,
        () => throw new KeyNotFoundException($"The graph has no output '{output}'."));
}
