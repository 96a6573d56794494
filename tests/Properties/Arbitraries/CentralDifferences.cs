namespace GmmVae.Tests.Properties;

/// <summary>
/// Derivatives by evaluating the oracle at nearby points (central differences, extrapolated once). Stop-gradients
/// are frozen: their values stay what they are at the point itself, which is what reverse mode differentiates.
/// </summary>
public static class CentralDifferences
{
    /// <summary>The derivative of a scalar output by each element of an input; none as in <see cref="OfElement"/>.</summary>
    public static double?[] Of(
        Graph graph, string output, string input, int batch, IReadOnlyDictionary<string, Tensor> inputs, double step = 1e-3)
    {
        var (frozen, given) = Freeze(graph, batch, inputs);
        return [.. Enumerable.Range(0, given[input].Values.Length)
            .Select(element => OfElement(frozen, output, input, element, batch, given, step))];
    }

    /// <summary>
    /// The derivative by one element, of a graph without stop-gradients. None where a kink (a maximum changing its owner, a
    /// condition its side) lies within reach of the step, or where the graph bends so much that halving the step again
    /// changes the extrapolated slope.
    /// </summary>
    public static double? OfElement(
        Graph graph, string output, string input, int element, int batch, IReadOnlyDictionary<string, Tensor> inputs, double step = 1e-3)
    {
        const double settled = 2e-7;
        var branches = Branches(graph, Evaluate.Nodes(graph, batch, inputs));
        var node = graph.NodeOf(output);
        var point = inputs[input];
        if (Slope(step) is not { } wide || Slope(step / 2) is not { } middle || Slope(step / 4) is not { } narrow)
            return null;
        var (coarse, fine) = (((4 * middle) - wide) / 3, ((4 * narrow) - middle) / 3);
        return Math.Abs(fine - coarse) > settled * Math.Max(1, Math.Abs(fine)) ? null : coarse;

        double? Slope(double distance) =>
            At(distance) is { } above && At(-distance) is { } below ? (above - below) / (2 * distance) : null;

        double? At(double distance)
        {
            var values = point.Values.ToArray();
            values[element] += distance;
            var moved = new Dictionary<string, Tensor>(inputs) { [input] = Tensor.Of(point.Dimensions, values) };
            var nodes = Evaluate.Nodes(graph, batch, moved);
            return Branches(graph, nodes).SequenceEqual(branches) ? nodes[node].Value : null;
        }
    }

    /// <summary>
    /// Asserts that reverse mode gives the derivative of a scalar output by every input, within
    /// <paramref name="tolerance"/> relative to max(1, |derivative|); tells how many elements were compared and passed over.
    /// </summary>
    public static (int Compared, int Skipped) AssertGradients(
        Graph graph, string output, int batch, IReadOnlyDictionary<string, Tensor> inputs,
        double tolerance = 1e-6, double step = 1e-3)
    {
        var names = graph.Inputs.Select(input => input.Name).ToArray();
        var gradients = Evaluate.Outputs(Reverse.Differentiate(graph, output, names), batch, inputs);
        var (compared, skipped) = (0, 0);
        foreach (var name in names)
        {
            var differences = Of(graph, output, name, batch, inputs, step);
            var gradient = gradients[$"gradient.{name}"];
            Assert.Equal(inputs[name].Dimensions, gradient.Dimensions);
            for (var i = 0; i < differences.Length; i++)
                if (differences[i] is { } difference)
                {
                    Laws.Close(difference, gradient.Values[i], tolerance, FormattableString.Invariant($"gradient.{name}[{i}]"));
                    compared++;
                }
                else
                {
                    skipped++;
                }
        }

        return (compared, skipped);
    }

    /// <summary>The graph with every stop-gradient turned into an input that holds its present value.</summary>
    public static (Graph Graph, IReadOnlyDictionary<string, Tensor> Inputs) Freeze(
        Graph graph, int batch, IReadOnlyDictionary<string, Tensor> inputs)
    {
        var values = Evaluate.Nodes(graph, batch, inputs);
        var given = new Dictionary<string, Tensor>(inputs);
        var nodes = graph.Nodes;
        for (var i = 0; i < nodes.Count; i++)
            if (nodes[i].Op is Op.StopGradient)
            {
                var name = FormattableString.Invariant($"frozen.{i}");
                given.Add(name, values[i]);
                nodes = nodes.SetItem(i, new Node(new Op.Input(name, InputRole.Data, nodes[i].Shape), LanguageExt.Arr<int>.Empty,
                    nodes[i].Shape, ""));
            }

        return (graph with { Nodes = nodes }, given);
    }

    /// <summary>Which side of each kink every element is on; between points of equal sides the graph is smooth.</summary>
    private static List<int> Branches(Graph graph, IReadOnlyList<Tensor> values)
    {
        var sides = new List<int>();
        for (var n = 0; n < graph.Nodes.Count; n++)
        {
            var operands = graph.Nodes[n].Operands;
            switch (graph.Nodes[n].Op)
            {
                case Op.Unary { Kind: UnaryKind.Relu } or Op.Select:
                    foreach (var value in values[operands[0]].Values)
                        sides.Add(Math.Sign(value));
                    break;
                case Op.Binary { Kind: BinaryKind.Maximum or BinaryKind.Minimum or BinaryKind.Greater }:
                    for (var i = 0; i < values[n].Values.Length; i++)
                        sides.Add(values[operands[0]].Values[i].CompareTo(values[operands[1]].Values[i]));
                    break;
                case Op.Reduce { Kind: ReductionKind.Maximum } maximum:
                    sides.AddRange(Owners(maximum, values[operands[0]], values[n]));
                    break;
            }
        }

        return sides;
    }

    private static IEnumerable<int> Owners(Op.Reduce maximum, Tensor operand, Tensor result)
    {
        var dimensions = operand.Dimensions.ToArray();
        for (var i = 0; i < operand.Values.Length; i++)
        {
            var (rest, at, step) = (i, 0, 1);
            for (var axis = dimensions.Length - 1; axis >= 0; axis--)
            {
                if (!maximum.Axes.Contains(axis))
                {
                    at += rest % dimensions[axis] * step;
                    step *= dimensions[axis];
                }

                rest /= dimensions[axis];
            }

            yield return operand.Values[i] == result.Values[at] ? 1 : 0;
        }
    }
}
