using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain;

/// <summary>Checks what every graph promises; engines compile only graphs that pass.</summary>
public static class GraphCheck
{
    /// <summary>The graph itself, or everything that is wrong with it.</summary>
    public static Validation<GraphError, Graph> Check(Graph graph)
    {
        var errors = Enumerable.Range(0, graph.Nodes.Count).SelectMany(position => OfNode(graph, position))
            .Concat(OfNames("input", graph.Inputs.Select(input => input.Name)))
            .Concat(OfNames("output", graph.Outputs.Select(output => output.Name)))
            .Concat(OfNames("replaced input", graph.Outputs.SelectMany(output => output.Replaces)))
            .Concat(graph.Outputs.SelectMany(output => OfOutput(graph, output)))
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

    private static GraphError[] OfOutput(Graph graph, Output output)
    {
        if (output.Node < 0 || output.Node >= graph.Nodes.Count)
            return [new GraphError(output.Name, "names no node")];
        return output.Replaces.Match<GraphError[]>(
            name => graph.Inputs.Find(input => input.Name == name).Match<GraphError[]>(
                input => input.Role is not (InputRole.Parameter or InputRole.State)
                    ? [new GraphError(output.Name, $"replaces '{name}', which is neither parameter nor state")]
                    : input.Shape == graph.Nodes[output.Node].Shape
                        ? []
                        : [new GraphError(output.Name, $"of shape {graph.Nodes[output.Node].Shape} replaces '{name}' of {input.Shape}")],
                () => [new GraphError(output.Name, $"replaces '{name}', which is not an input")]),
            () => []);
    }
}
