using LanguageExt;

namespace GmmVae.Tests.Properties;

public sealed class PlanCompileTests : IDisposable
{
    private readonly WorkerPool workers = new(1);

    public void Dispose() => workers.Dispose();

    [Fact]
    public void Everything_wrong_with_a_graph_is_said_at_once()
    {
        var parameter = new Op.Input("weight", InputRole.Parameter, Shape.Of(2, 3));
        var graph = new Graph(
            Prelude.Array(
                new Node(parameter, Arr<int>.Empty, parameter.Shape, ""),
                new Node(new Op.Unary(UnaryKind.Exp), Prelude.Array(0), Shape.Of(5), ""),
                new Node(new Op.MatMul(false, false), Prelude.Array(0, 0), Shape.Of(2, 3), "")),
            Prelude.Array(new Output("result", 9, Option<string>.None)));
        using var store = new ParameterStore([], ManagedEngine.Instance);
        var error = Assert.Throws<ArgumentException>(() => store.Compile(graph, 4, workers));
        Assert.Contains("%1", error.Message, StringComparison.Ordinal);
        Assert.Contains("%2", error.Message, StringComparison.Ordinal);
        Assert.Contains("result", error.Message, StringComparison.Ordinal);
        Assert.Contains("weight", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_keeps_inputs_of_fixed_shape_apart_and_refuses_others()
    {
        using var store = new ParameterStore(
            [new("a", InputRole.Parameter, Shape.Of(3)), new("b", InputRole.State, Shape.Scalar),
                new("c", InputRole.Parameter, Shape.Of(2, 9))],
            ManagedEngine.Instance);
        store["a"].Fill(1);
        store["b"].Fill(2);
        store["c"].Fill(3);
        Assert.Equal([1, 1, 1], store["a"].ToArray());
        Assert.Equal([2], store["b"].ToArray());
        Assert.Equal(18, store["c"].Length);
        Assert.True(store.Contains("b") && !store.Contains("d"));
        Assert.Throws<KeyNotFoundException>(() => store["d"].Length);
        Assert.Throws<ArgumentException>(() => new ParameterStore([new("x", InputRole.Data, Shape.Of(3))], ManagedEngine.Instance));
        Assert.Throws<ArgumentException>(
            () => new ParameterStore([new("x", InputRole.State, Shape.Of(Extent.Batch))], ManagedEngine.Instance));
        Assert.Throws<ArgumentException>(() => new ParameterStore(
            [new("x", InputRole.State, Shape.Of(1)), new("x", InputRole.State, Shape.Of(1))], ManagedEngine.Instance));
    }

    [Fact]
    public void Elementwise_work_between_products_becomes_one_unit_and_never_waits_for_itself()
    {
        var builder = new GraphBuilder();
        var x = builder.Input("x", InputRole.Data, Shape.Of(Extent.Batch, 4));
        var a = x.Exp();
        var centred = (a - a.Sum(0)).Square() + a;
        builder.Output("result", centred);
        var units = Units(builder.Build());
        Assert.Equal(["exp", "sum over 0", "subtract square add"], units);
    }

    [Fact]
    public void A_chain_of_elementwise_operations_is_one_unit()
    {
        var builder = new GraphBuilder();
        var x = builder.Input("x", InputRole.Data, Shape.Of(Extent.Batch, 4));
        var y = ((x * 2).Tanh().StopGradient() + x.Sum(-1).Repeat(-1, 4)).Reshape(2, new Extent(2, true)).Relu() - 1;
        builder.Output("result", y);
        builder.Output("hidden", y.Reshape(Extent.Batch, 4).Sigmoid());
        Assert.Equal(["sum over 1", "multiply tanh add relu subtract sigmoid"], Units(builder.Build()));
    }

    [Fact]
    public void Sums_of_what_a_unit_computes_belong_to_it_unless_too_few_workers_could_share_them()
    {
        var builder = new GraphBuilder();
        var x = builder.Input("x", InputRole.Data, Shape.Of(Extent.Batch, 20, 4));
        var y = x.Exp();
        builder.Output("rows", y.Sum(2));
        builder.Output("middle", y.Sum(1));
        builder.Output("batch", y.Sum(0));
        builder.Output("later", y * y.Sum(1).Repeat(1, 20));
        var bound = new BoundGraph(builder.Build(), 16);
        var units = PlanSchedule.Of(bound, Fusion.Groups(bound))
            .Select(unit => string.Join(" ", unit.Nodes.Select(node => GraphText.Describe(bound.OpOf(node))))).ToArray();
        Assert.Equal(["exp sum over 2 sum over 1", "sum over 0", "multiply"], units);
    }

    [Fact]
    public void Values_whose_lives_do_not_meet_share_memory()
    {
        var builder = new GraphBuilder();
        var x = builder.Input("x", InputRole.Data, Shape.Of(Extent.Batch, 64));
        var weight = builder.Input("weight", InputRole.Parameter, Shape.Of(64, 64));
        var y = x;
        for (var layer = 0; layer < 20; layer++)
            y = y.MatMul(weight).Relu();
        builder.Output("result", y);
        var graph = builder.Build();
        using var store = new ParameterStore([.. graph.Inputs.Where(input => input.Role == InputRole.Parameter)], ManagedEngine.Instance);
        using var plan = (ManagedPlan)store.Compile(graph, 1000, workers);
        const long Value = 1000 * 64 * sizeof(float);
        Assert.InRange(plan.ArenaBytes, 3 * Value, 5 * Value);
    }

    private static string[] Units(Graph graph)
    {
        var bound = new BoundGraph(graph, 3);
        return [.. PlanSchedule.Of(bound, Fusion.Groups(bound))
            .Select(unit => string.Join(" ", unit.Nodes.Select(node => GraphText.Describe(bound.OpOf(node)))))];
    }
}
