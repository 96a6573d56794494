using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Tests.Properties;

public sealed class GraphBuilderLaws
{
    [Law]
    public void Building_an_expression_again_adds_no_node(RandomGraph graph)
    {
        var builder = GraphBuilder.From(graph.Graph);
        for (var i = 0; i < graph.Graph.Nodes.Count; i++)
        {
            var node = graph.Graph.Nodes[i];
            var again = builder.Within("elsewhere", () => builder.Add(
                node.Op, [.. node.Operands.Select(operand => new Sym(builder, operand))]));
            Assert.Equal(i, again.Position);
        }

        Assert.Equal(graph.Graph.Nodes.Count, builder.Count);
    }

    [Fact]
    public void Operators_share_equal_subexpressions()
    {
        var builder = new GraphBuilder();
        var x = builder.Input("x", InputRole.Data, Shape.Of(Extent.Batch, 3));
        var first = Expression();
        var count = builder.Count;
        Assert.Equal(first, Expression());
        Assert.Equal(count, builder.Count);
        Assert.NotEqual(first, (x.Slice(1, 0, 2) * 3).Reshape(2, Extent.Batch).Max(0).Mean(0));

        Sym Expression() => (x.Slice(1, 0, 2) * 2).Reshape(2, Extent.Batch).Max(0).Mean(0);
    }

    [Fact]
    public void Constants_are_shared_only_if_they_divide_alike()
    {
        var builder = new GraphBuilder();
        Assert.Equal(builder.Constant(0.5), builder.Constant(0.5));
        Assert.Equal(builder.Constant(double.NaN), builder.Constant(double.NaN));
        Assert.Equal(builder.Constant(Array(1.0, 2)), builder.Constant(Array(1.0, 2)));
        Assert.NotEqual(builder.Constant(1), builder.Constant(Array(1.0)));
        builder.Output("positive", 1 / builder.Constant(0.0));
        builder.Output("negative", 1 / builder.Constant(-0.0));
        var outputs = Evaluate.Outputs(builder.Build(), 1, new Dictionary<string, Tensor>());
        Assert.Equal(double.PositiveInfinity, outputs["positive"].Value);
        Assert.Equal(double.NegativeInfinity, outputs["negative"].Value);
    }

    [Law]
    public void Going_on_from_a_graph_and_building_gives_it_back(RandomGraph graph)
    {
        var again = GraphBuilder.From(graph.Graph).Build();
        Assert.Equal(graph.Graph, again);
        Assert.Equal(graph.Graph.GetHashCode(), again.GetHashCode());
    }

    [Law]
    public void Building_leaves_out_what_no_output_needs(RandomGraph graph)
    {
        var builder = GraphBuilder.From(graph.Graph);
        var unused = builder.Input("unused", InputRole.Data, Shape.Of(7));
        _ = new Sym(builder, graph.Graph.NodeOf("objective")) + unused.Exp();
        Assert.True(builder.Count > graph.Graph.Nodes.Count);
        Assert.Equal(graph.Graph, builder.Build());

        var read = graph.Graph.Nodes.SelectMany(node => node.Operands).Concat(graph.Graph.Outputs.Select(output => output.Node));
        Assert.Equal(graph.Graph.Nodes.Count, read.Distinct().Count());
    }

    [Fact]
    public void Building_keeps_the_order_of_what_stays()
    {
        var builder = new GraphBuilder();
        var a = builder.Input("a", InputRole.Data, Shape.Scalar);
        _ = a.Exp();
        var b = builder.Input("b", InputRole.Data, Shape.Scalar);
        builder.Output("sum", b + a, Some("b"));
        var graph = builder.Build();
        Assert.Equal(["a", "b"], graph.Inputs.Select(input => input.Name));
        Assert.Equal(new Node(new Op.Binary(BinaryKind.Add), Array(1, 0), Shape.Scalar, ""), graph.Nodes[2]);
        Assert.Equal(new Output("sum", 2, Some("b")), graph.Outputs[0]);
    }

    [Fact]
    public void Provenance_nests_and_ends_with_its_part()
    {
        var builder = new GraphBuilder();
        var x = builder.Input("x", InputRole.Data, Shape.Scalar);
        var (outer, inner, after) = builder.Within("encoder", () =>
            (x.Exp(), builder.Within("head", () => x.Tanh()), x.Square()));
        Assert.Throws<ArgumentException>(() => builder.Within("broken", () => x.LogSumExp()));
        Assert.Equal(["", "encoder", "head", "encoder", ""],
            new[] { x, outer, inner, after, x.Relu() }.Select(sym => builder[sym.Position].Provenance));
    }

    [Fact]
    public void A_tensor_of_another_graph_is_refused()
    {
        var (one, other) = (new GraphBuilder(), new GraphBuilder());
        var x = one.Input("x", InputRole.Data, Shape.Scalar);
        var y = other.Input("y", InputRole.Data, Shape.Scalar);
        Assert.Throws<ArgumentException>(() => x + y);
        Assert.Throws<ArgumentException>(() => one.Output("y", y));
        Assert.Throws<ArgumentException>(() => Reverse.Gradients(x, y));
    }

    [Fact]
    public void Operands_that_do_not_fit_are_refused_with_the_rule_that_they_break()
    {
        var builder = new GraphBuilder();
        var x = builder.Input("x", InputRole.Data, Shape.Of(Extent.Batch, 3));
        var error = Assert.Throws<ArgumentException>(() => x.MatMul(x));
        Assert.Contains("the inner extents 3 and batch of [batch, 3] and [batch, 3] differ", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => x + builder.Input("y", InputRole.Data, Shape.Of(Extent.Batch, 4)));
    }
}
