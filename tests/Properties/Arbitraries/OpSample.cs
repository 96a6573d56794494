namespace GmmVae.Tests.Properties;

/// <summary>One operation on inputs of its own, with values that keep it away from kinks and poles.</summary>
/// <param name="Name">The operation and the shapes of its operands.</param>
/// <param name="Op">The operation.</param>
/// <param name="Graph">
/// Inputs <c>operand.0</c>, <c>operand.1</c> ... (parameters, or data where they have a batch axis) and the output
/// <c>result</c>.
/// </param>
/// <param name="Batch">The number of observations.</param>
/// <param name="Inputs">A tensor for each input of <paramref name="Graph"/> and of <see cref="WithObjective"/>.</param>
public sealed record OpSample(string Name, Op Op, Graph Graph, int Batch, IReadOnlyDictionary<string, Tensor> Inputs)
{
    /// <summary>The graph with the output <c>objective</c> = Σ result · probe, where <c>probe</c> is a further input.</summary>
    public Graph WithObjective()
    {
        var builder = GraphBuilder.From(Graph);
        var result = new Sym(builder, Graph.NodeOf("result"));
        var probe = builder.Input("probe", InputRole.Data, result.Shape);
        builder.Output("objective", (result * probe).Sum([.. Enumerable.Range(0, result.Shape.Rank)]));
        return builder.Build();
    }

    public override string ToString() => Name;

    internal static OpSample Of(Op op, int batch, double low, double high, params Shape[] operands)
    {
        var builder = new GraphBuilder();
        var symbols = operands.Select((shape, i) => builder.Input(
            FormattableString.Invariant($"operand.{i}"), shape.Size.IsBatch ? InputRole.Data : InputRole.Parameter, shape)).ToArray();
        var result = builder.Add(op, symbols);
        builder.Output("result", result);
        var graph = builder.Build();
        var probe = new Op.Input("probe", InputRole.Data, result.Shape);
        var inputs = graph.Inputs.Append(probe).Select((input, i) => (input, i)).ToDictionary(
            pair => pair.input.Name,
            pair => Generators.Fill(17 + pair.i, pair.input.Shape.Bind(batch), low, high));
        return new($"{GraphText.Describe(op)} of {string.Join(" and ", operands.AsEnumerable())} gives {result.Shape}", op, graph, batch,
            inputs);
    }
}
