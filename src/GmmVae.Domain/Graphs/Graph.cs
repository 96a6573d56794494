using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain.Graphs;

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

/// <summary>One operation of a graph with its operands.</summary>
/// <param name="Op">What it does.</param>
/// <param name="Operands">Positions of earlier nodes.</param>
/// <param name="Shape">The shape of its result.</param>
/// <param name="Provenance">What it is part of, in the user's words ("conditional prior").</param>
public sealed record Node(Op Op, Arr<int> Operands, Shape Shape, string Provenance);

/// <summary>A named result of a graph.</summary>
/// <param name="Name">Its name, unique among the outputs.</param>
/// <param name="Node">The position of the node that computes it.</param>
/// <param name="Replaces">The parameter or state input whose value it becomes after that input's last read, if any.</param>
public sealed record Output(string Name, int Node, Option<string> Replaces);

/// <summary>Why a graph is malformed: the node or output, and the rule it breaks.</summary>
/// <param name="Where">The node's position (<c>%12</c>) or the output's name.</param>
/// <param name="Message">The broken rule.</param>
public sealed record GraphError(string Where, string Message);

/// <summary>Checks what every graph promises; engines compile only graphs that pass.</summary>
public static class GraphCheck
{
    /// <summary>The graph itself, or everything that is wrong with it.</summary>
    public static Validation<GraphError, Graph> Check(Graph graph)
    {
        var inputs = graph.Inputs.GroupBy(input => input.Name).ToDictionary(group => group.Key, group => group.First());
        var errors = Enumerable.Range(0, graph.Nodes.Count).SelectMany(position => OfNode(graph, position))
            .Concat(OfNames("input", graph.Inputs.Select(input => input.Name)))
            .Concat(OfNames("output", graph.Outputs.Select(output => output.Name)))
            .Concat(OfNames("replaced input", graph.Outputs.SelectMany(output => output.Replaces)))
            .Concat(graph.Outputs.SelectMany(output => OfOutput(graph, inputs, output)))
            .ToArray();
        return errors.Length == 0 ? Success<GraphError, Graph>(graph) : Validation<GraphError, Graph>.Fail(errors.ToSeq());
    }

    private static GraphError[] OfNode(Graph graph, int position)
    {
        var node = graph.Nodes[position];
        var where = FormattableString.Invariant($"%{position}");
        if (node.Operands.Exists(operand => operand < 0 || operand >= position))
            return [new GraphError(where, "names an operand that does not come before it")];
        return ShapeRules.Infer(node.Op, node.Operands.Map(operand => graph.Nodes[operand].Shape)).Match<GraphError[]>(
            shape => shape == node.Shape ? [] : [new GraphError(where, $"has shape {node.Shape} but computes {shape}")],
            message => [new GraphError(where, message)]);
    }

    private static IEnumerable<GraphError> OfNames(string what, IEnumerable<string> names) =>
        names.GroupBy(name => name).Where(group => group.Count() > 1)
            .Select(group => new GraphError(group.Key, $"the {what} is named {group.Count()} times"));

    private static GraphError[] OfOutput(Graph graph, Dictionary<string, Op.Input> inputs, Output output)
    {
        if (output.Node < 0 || output.Node >= graph.Nodes.Count)
            return [new GraphError(output.Name, "names no node")];
        return output.Replaces.Match<GraphError[]>(
            name => !inputs.TryGetValue(name, out var input)
                    ? [new GraphError(output.Name, $"replaces '{name}', which is not an input")]
                : input.Role is not (InputRole.Parameter or InputRole.State)
                    ? [new GraphError(output.Name, $"replaces '{name}', which is neither parameter nor state")]
                : input.Shape == graph.Nodes[output.Node].Shape ? []
                : [new GraphError(output.Name, $"of shape {graph.Nodes[output.Node].Shape} replaces '{name}' of {input.Shape}")],
            () => []);
    }
}
