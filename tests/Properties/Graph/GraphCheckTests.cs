using FsCheck;
using FsCheck.Fluent;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Tests.Properties;

public sealed class GraphCheckTests
{
    private static readonly Node Data = new(new Op.Input("x", InputRole.Data, Shape.Of(2)), Arr<int>.Empty, Shape.Of(2), "");
    private static readonly Node Parameter = new(new Op.Input("w", InputRole.Parameter, Shape.Of(2)), Arr<int>.Empty, Shape.Of(2), "");

    [Law(MaxTest = 200)]
    public void Every_built_graph_and_its_derivative_pass(RandomGraph graph)
    {
        Assert.Empty(Errors(graph.Graph));
        var names = graph.Graph.Inputs.Select(input => input.Name).ToArray();
        Assert.Empty(Errors(Reverse.Differentiate(graph.Graph, "objective", names)));
    }

    private static Gen<int> Choices { get; } = Gen.Choose(0, 9999);

    [Law(nameof(RandomGraph.Cases), nameof(Choices))]
    public void A_graph_with_one_wrong_shape_fails_at_that_node(RandomGraph graph, int choice)
    {
        var at = choice % graph.Graph.Nodes.Count;
        var node = graph.Graph.Nodes[at];
        var wrong = node with { Shape = new Shape(node.Shape.Extents.Add(2)) };
        var broken = graph.Graph with { Nodes = graph.Graph.Nodes.SetItem(at, wrong) };
        Assert.Contains(
            new GraphError(FormattableString.Invariant($"%{at}"), $"has shape {wrong.Shape} but computes {node.Shape}"),
            Errors(broken));
    }

    [Fact]
    public void An_operand_that_does_not_come_before_its_user_is_an_error()
    {
        foreach (var operand in new[] { 1, 2, -1, 99 })
            Assert.Equal(
                [new GraphError("%1", "names an operand that does not come before it")],
                Errors(Of([Data, new(new Op.Unary(UnaryKind.Exp), Array(operand), Shape.Of(2), ""),
                    Data with { Op = new Op.Length(1), Shape = Shape.Scalar }])));
    }

    [Fact]
    public void A_broken_shape_rule_is_an_error()
    {
        Assert.Equal(
            [new GraphError("%1", "takes 2 operands, not 1")],
            Errors(Of([Data, new(new Op.Binary(BinaryKind.Add), Array(0), Shape.Of(2), "")])));
        Assert.Equal(
            [new GraphError("%1", "has shape [3] but computes [2]")],
            Errors(Of([Data, new(new Op.Unary(UnaryKind.Exp), Array(0), Shape.Of(3), "")])));
    }

    [Fact]
    public void A_shape_with_two_batch_axes_is_an_error_and_not_a_failure_of_the_check()
    {
        var square = Shape.Of(Extent.Batch, Extent.Batch);
        Assert.Equal(
            [new GraphError("%0", "[batch, batch] has two batch axes")],
            Errors(Of([new(new Op.Input("x", InputRole.Data, square), Arr<int>.Empty, square, "")])));
        Assert.Equal(
            [new GraphError("%1", "[batch, batch] has two batch axes")],
            Errors(Of([Data, new(new Op.Reshape(square), Array(0), square, "")])));
        Assert.Equal(
            [new GraphError("%1", "[batch, batch, 2] has two batch axes")],
            Errors(Of([Data, new(new Op.Broadcast(Shape.Of(Extent.Batch, Extent.Batch, 2), Array(0, 1)), Array(0),
                Shape.Of(Extent.Batch, Extent.Batch, 2), "")])));
    }

    [Fact]
    public void Names_used_twice_are_errors()
    {
        Assert.Equal(
            [new GraphError("x", "the input is named 2 times")],
            Errors(Of([Data, Data with { Op = new Op.Input("x", InputRole.State, Shape.Of(2)) }])));
        Assert.Equal(
            [new GraphError("out", "the output is named 3 times")],
            Errors(Of([Data], new("out", 0, None), new("out", 0, None), new("out", 0, None))));
        Assert.Equal(
            [new GraphError("w", "the replaced input is named 2 times")],
            Errors(Of([Data, Parameter], new("one", 0, Some("w")), new("two", 0, Some("w")))));
    }

    [Fact]
    public void An_output_that_names_no_node_is_an_error()
    {
        foreach (var node in new[] { -1, 1 })
            Assert.Equal([new GraphError("out", "names no node")], Errors(Of([Data], new Output("out", node, None))));
    }

    [Fact]
    public void An_output_replaces_only_a_parameter_or_a_state_of_its_own_shape()
    {
        Assert.Empty(Errors(Of([Data, Parameter], new Output("next", 0, Some("w")))));
        Assert.Equal(
            [new GraphError("next", "replaces 'v', which is not an input")],
            Errors(Of([Data, Parameter], new Output("next", 0, Some("v")))));
        foreach (var role in new[] { InputRole.Data, InputRole.Noise, InputRole.Scalar })
            Assert.Equal(
                [new GraphError("next", "replaces 'x', which is neither parameter nor state")],
                Errors(Of([Data with { Op = new Op.Input("x", role, Shape.Of(2)) }], new Output("next", 0, Some("x")))));
        Assert.Equal(
            [new GraphError("next", "of shape [] replaces 'w' of [2]")],
            Errors(Of([Parameter, new(new Op.Length(2), Arr<int>.Empty, Shape.Scalar, "")], new Output("next", 1, Some("w")))));
    }

    [Fact]
    public void All_errors_are_reported_at_once() =>
        Assert.Equal(
            [
                new GraphError("%2", "names an operand that does not come before it"),
                new GraphError("%3", "takes 3 operands, not 1"),
                new GraphError("x", "the input is named 2 times"),
                new GraphError("out", "the output is named 2 times"),
                new GraphError("out", "names no node"),
                new GraphError("out", "replaces 'y', which is not an input"),
            ],
            Errors(Of(
                [
                    Data,
                    Data,
                    new(new Op.StopGradient(), Array(3), Shape.Of(2), ""),
                    new(new Op.Select(), Array(0), Shape.Of(2), ""),
                ],
                new("out", 7, None),
                new("out", 0, Some("y")))));

    private static Graph Of(Node[] nodes, params Output[] outputs) => new(toArray(nodes), toArray(outputs));

    private static GraphError[] Errors(Graph graph) => GraphCheck.Check(graph).Match(
        Succ: same =>
        {
            Assert.Same(graph, same);
            return System.Array.Empty<GraphError>();
        },
        Fail: errors => [.. errors]);
}
