namespace GmmVae.Domain;

/// <summary>
/// The oracle: runs a graph in double precision, one node after another, as plainly as can be. Slow; every engine is
/// held to it.
/// </summary>
public static class Evaluate
{
    /// <summary>All outputs by name.</summary>
    /// <param name="graph">A well-formed graph.</param>
    /// <param name="batch">The number of observations.</param>
    /// <param name="inputs">A tensor for each input.</param>
    /// <exception cref="ArgumentException">An input is missing or has other dimensions.</exception>
    public static IReadOnlyDictionary<string, Tensor> Outputs(
        Graph graph, int batch, IReadOnlyDictionary<string, Tensor> inputs)
    {
        var values = Nodes(graph, batch, inputs);
        return graph.Outputs.ToDictionary(output => output.Name, output => values[output.Node]);
    }

    /// <summary>The value of every node.</summary>
    /// <exception cref="ArgumentException">An input is missing or has other dimensions.</exception>
    public static IReadOnlyList<Tensor> Nodes(Graph graph, int batch, IReadOnlyDictionary<string, Tensor> inputs)
    {
        var values = new Tensor[graph.Nodes.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var node = graph.Nodes[i];
            var dimensions = node.Shape.Bind(batch);
            values[i] = node.Op is Op.Input input
                ? Given(input, dimensions, inputs)
                : new Tensor(dimensions, OracleRules.Apply(
                    node.Op, [.. node.Operands.Select(operand => values[operand])], dimensions, batch));
        }

        return values;
    }

    /// <summary>
    /// A loss term on plain arrays: builds it over inputs with the tensors' dimensions and evaluates it. The first axis
    /// of every argument of rank one or more is the batch.
    /// </summary>
    /// <exception cref="ArgumentException">The dimensions do not fit together.</exception>
    public static Tensor Term(Func<Sym[], Sym> build, params Tensor[] arguments)
    {
        var batched = arguments.Where(argument => argument.Rank > 0).ToArray();
        var batch = batched.Length == 0 ? 1 : batched[0].Dimensions[0];
        var builder = new GraphBuilder();
        var inputs = arguments.Select((argument, i) =>
            builder.Input(Name(i), InputRole.Data, argument.ShapeOf(firstIsBatch: true))).ToArray();
        builder.Output("term", build(inputs));
        var graph = builder.Build();
        var given = arguments.Select((argument, i) => (Name(i), argument)).ToDictionary(pair => pair.Item1, pair => pair.argument);
        return Outputs(graph, batch, given)["term"];

        static string Name(int i) => FormattableString.Invariant($"argument {i}");
    }

    private static Tensor Given(Op.Input input, int[] dimensions, IReadOnlyDictionary<string, Tensor> inputs) =>
        !inputs.TryGetValue(input.Name, out var tensor)
            ? throw new ArgumentException($"No value for input '{input.Name}'.", nameof(inputs))
            : tensor.Dimensions.SequenceEqual(dimensions)
                ? tensor
                : throw new ArgumentException(
                    $"Input '{input.Name}' has dimensions [{string.Join(", ", tensor.Dimensions.ToArray())}], not [{string.Join(", ", dimensions)}].",
                    nameof(inputs));
}
