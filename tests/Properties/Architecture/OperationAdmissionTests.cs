namespace GmmVae.Tests.Properties;

/// <summary>An operation is admitted only with a shape rule, a derivative, an oracle case and a kernel: proved by running each; the engine
/// torch runs each in tests/Torch.</summary>
public sealed class OperationAdmissionTests
{
    [Fact]
    public void Every_operation_has_a_shape_rule_a_derivative_and_an_oracle_case()
    {
        foreach (var sample in OpCatalogue.Samples)
        {
            var node = sample.Graph.Nodes[sample.Graph.NodeOf("result")];
            Assert.True(ShapeRules.Infer(sample.Op, node.Operands.Map(operand => sample.Graph.Nodes[operand].Shape)).IsRight, sample.Name);
            var builder = GraphBuilder.From(sample.Graph);
            var result = new Sym(builder, sample.Graph.NodeOf("result"));
            var gradients = VjpRules.Apply(
                sample.Op, [.. node.Operands.Select(operand => new Sym(builder, operand))], result,
                builder.Input("gradient", InputRole.Data, result.Shape));
            Assert.Equal(node.Operands.Count, gradients.Length);
            Assert.Single(Evaluate.Outputs(sample.Graph, sample.Batch, sample.Inputs));
            Assert.NotEmpty(GraphText.Describe(sample.Op));
        }
    }

    public static TheoryData<string> Engines => ConformingEngine.Names;

    [Theory]
    [MemberData(nameof(Engines))]
    public void Every_engine_runs_every_operation_and_its_derivative(string engine)
    {
        foreach (var sample in OpCatalogue.Samples)
        {
            var graph = sample.WithObjective();
            graph = Reverse.Differentiate(graph, "objective", [.. graph.Inputs.Select(input => input.Name)]);
            var results = ConformingEngine.Run(engine, graph, sample.Batch, sample.Inputs);
            foreach (var (name, expected) in Evaluate.Outputs(graph, sample.Batch, sample.Inputs))
                Laws.Close(expected.Values, [.. results[name].Select(value => (double)value)], 2e-5, $"{sample.Name}: {name}");
        }
    }
}
