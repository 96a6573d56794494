using FsCheck;
using FsCheck.Fluent;
using LanguageExt;

namespace GmmVae.Tests.Properties;

public sealed class ReverseLaws
{
    [Fact]
    public void Reverse_mode_is_the_central_difference_for_every_operation()
    {
        foreach (var sample in OpCatalogue.Samples)
        {
            var (_, skipped) = CentralDifferences.AssertGradients(sample.WithObjective(), "objective", sample.Batch, sample.Inputs);
            Assert.True(skipped == 0, $"{sample.Name}: {skipped} elements lie at a kink");
        }
    }

    private (int Compared, int Skipped) elements;

    [Law(MaxTest = 150, AfterAll = nameof(MostElementsWereCompared))]
    public void Reverse_mode_is_the_central_difference_on_random_graphs(RandomGraph graph)
    {
        var (compared, skipped) = CentralDifferences.AssertGradients(graph.Graph, "objective", graph.Batch, graph.Inputs);
        elements = (elements.Compared + compared, elements.Skipped + skipped);
    }

    private void MostElementsWereCompared() => Assert.True(
        elements.Compared > 10 * elements.Skipped, $"only {elements.Compared} elements were compared and {elements.Skipped} passed over");

    private static Arbitrary<RandomGraph> SmallGraphs { get; } = RandomGraph.UpTo(7);

    [Law(nameof(SmallGraphs))]
    public void A_gradient_is_a_graph_that_can_be_differentiated_again(RandomGraph graph)
    {
        var name = graph.Graph.Inputs.First().Name;
        var builder = GraphBuilder.From(Reverse.Differentiate(graph.Graph, "objective", name));
        var gradient = new Sym(builder, builder.Build().NodeOf($"gradient.{name}"));
        builder.Output("curvature", gradient.Square().Sum([.. Enumerable.Range(0, gradient.Shape.Rank)]));
        var whole = builder.Build();
        CentralDifferences.AssertGradients(whole with { Outputs =
            whole.Outputs.Filter(output => output.Name == "curvature") }, "curvature", graph.Batch, graph.Inputs, tolerance: 1e-5);
    }

    [Law(typeof(Generators), nameof(Generators.Seed), nameof(Generators.Number), nameof(Generators.Number))]
    public void The_vector_Jacobian_product_of_every_operation_is_linear_in_the_gradient(int seed, double left, double right)
    {
        foreach (var sample in OpCatalogue.Samples)
        {
            var builder = GraphBuilder.From(sample.Graph);
            var result = new Sym(builder, sample.Graph.NodeOf("result"));
            var operands = builder[result.Position].Operands.Select(operand => new Sym(builder, operand)).ToArray();
            var first = builder.Input("first", InputRole.Data, result.Shape);
            var second = builder.Input("second", InputRole.Data, result.Shape);
            Apply("whole", (first * left) + (second * right));
            Apply("first part", first);
            Apply("second part", second);

            var dimensions = result.Shape.Bind(sample.Batch);
            var values = Evaluate.Outputs(builder.Build(), sample.Batch, new Dictionary<string, Tensor>(sample.Inputs)
            {
                ["first"] = Generators.Fill(seed, dimensions),
                ["second"] = Generators.Fill(seed + 1, dimensions),
            });
            foreach (var name in values.Keys.Where(name => name.StartsWith("whole", StringComparison.Ordinal)))
            {
                var whole = values[name].Values;
                var one = values[name.Replace("whole", "first part", StringComparison.Ordinal)].Values;
                var other = values[name.Replace("whole", "second part", StringComparison.Ordinal)].Values;
                for (var i = 0; i < whole.Length; i++)
                {
                    var sum = (left * one[i]) + (right * other[i]);
                    var scale = 1 + Math.Abs(left * one[i]) + Math.Abs(right * other[i]);
                    Assert.True(Math.Abs(whole[i] - sum) <= 1e-10 * scale, $"{sample.Name}: {name}[{i}] is {whole[i]:R}, not {sum:R}");
                }
            }

            void Apply(string name, Sym gradient)
            {
                builder.Output(name, gradient);
                var parts = VjpRules.Apply(sample.Op, operands, result, gradient);
                Assert.Equal(operands.Length, parts.Length);
                for (var i = 0; i < parts.Length; i++)
                    parts[i].IfSome(part => builder.Output(FormattableString.Invariant($"{name} of {i}"), part));
            }
        }
    }

    [Law]
    public void Differentiating_keeps_every_output_and_its_value(RandomGraph graph)
    {
        var names = graph.Graph.Inputs.Select(input => input.Name).ToArray();
        var before = Evaluate.Outputs(graph.Graph, graph.Batch, graph.Inputs);
        var after = Evaluate.Outputs(Reverse.Differentiate(graph.Graph, "objective", names), graph.Batch, graph.Inputs);
        Assert.Equal(before.Count + names.Length, after.Count);
        foreach (var (name, value) in before)
            Assert.Equal(value.Values, after[name].Values);
    }

    [Fact]
    public void An_input_that_the_objective_does_not_read_has_gradient_zero_of_its_shape()
    {
        var builder = new GraphBuilder();
        var x = builder.Input("x", InputRole.Data, Shape.Of(Extent.Batch, 2));
        var other = builder.Input("other", InputRole.Parameter, Shape.Of(3));
        var behind = builder.Input("behind", InputRole.Parameter, Shape.Of(2));
        builder.Output("objective", (x + behind.StopGradient()).Square().Sum(0, 1));
        builder.Output("kept", other);
        var graph = Reverse.Differentiate(builder.Build(), "objective", "other", "behind");
        var gradients = Evaluate.Outputs(graph, 1, new Dictionary<string, Tensor>
        {
            ["x"] = Tensor.Matrix(new double[,] { { 1, 2 } }),
            ["other"] = Tensor.Vector(1, 2, 3),
            ["behind"] = Tensor.Vector(4, 5),
        });
        Assert.Equal([0, 0, 0], gradients["gradient.other"].Values.ToArray());
        Assert.Equal([0, 0], gradients["gradient.behind"].Values.ToArray());
    }

    [Fact]
    public void A_variable_need_not_be_an_input()
    {
        var builder = new GraphBuilder();
        var x = builder.Input("x", InputRole.Data, Shape.Scalar);
        var square = x.Square();
        builder.Output("gradient", Reverse.Gradients(square.Exp(), square)[0]);
        var value = Evaluate.Outputs(builder.Build(), 1, new Dictionary<string, Tensor> { ["x"] = Tensor.Scalar(1) })["gradient"].Value;
        Laws.Close(Math.E, value, 1e-15);
    }

    [Fact]
    public void Gradient_nodes_name_the_part_that_they_belong_to()
    {
        var builder = new GraphBuilder();
        var x = builder.Input("x", InputRole.Data, Shape.Scalar);
        builder.Output("objective", builder.Within("decoder", () => x.Tanh()).Exp());
        var graph = Reverse.Differentiate(builder.Build(), "objective", "x");
        var gradient = graph.Nodes[graph.NodeOf("gradient.x")];
        Assert.Equal("gradient of decoder", gradient.Provenance);
        Assert.Contains(graph.Nodes, node => node.Provenance == "gradient");
    }

    [Fact]
    public void Only_a_scalar_output_by_known_inputs_can_be_differentiated()
    {
        var builder = new GraphBuilder();
        var x = builder.Input("x", InputRole.Data, Shape.Of(2));
        builder.Output("vector", x);
        builder.Output("scalar", x.Sum(0));
        var graph = builder.Build();
        Assert.Throws<ArgumentException>(() => Reverse.Differentiate(graph, "vector", "x"));
        Assert.Throws<KeyNotFoundException>(() => Reverse.Differentiate(graph, "nothing", "x"));
        Assert.Throws<KeyNotFoundException>(() => Reverse.Differentiate(graph, "scalar", "y"));
    }
}
