using FsCheck;

namespace GmmVae.Tests.Properties;

public sealed class PlanReplacementLaws : IDisposable
{
    private readonly WorkerPool workers = new(2);

    public void Dispose() => workers.Dispose();

    private static Arbitrary<RandomGraph> SmallGraphs { get; } = RandomGraph.UpTo(10);

    private static Gen<int> Choices => Generators.Seed;

    [Law(nameof(SmallGraphs), nameof(Choices), MaxTest = 300)]
    public void Replacing_parameters_and_state_by_random_nodes_is_as_if_all_were_replaced_at_once(RandomGraph sample, int choice) =>
        Steps(Replacing(sample.Graph, choice), sample.Batch, sample.Inputs, 2);

    [Fact]
    public void Swapped_rotated_and_self_reading_state_keeps_its_meaning()
    {
        var builder = new GraphBuilder();
        var size = 3000;
        var a = builder.Input("a", InputRole.State, Shape.Of(size));
        var b = builder.Input("b", InputRole.State, Shape.Of(size));
        var c = builder.Input("c", InputRole.State, Shape.Of(size));
        var d = builder.Input("d", InputRole.State, Shape.Of(size));
        var e = builder.Input("e", InputRole.State, Shape.Of(size));
        var f = builder.Input("f", InputRole.State, Shape.Of(30, 30));
        var g = builder.Input("g", InputRole.State, Shape.Of(size));
        var h = builder.Input("h", InputRole.State, Shape.Of(size));
        builder.Output("next a", b, "a");
        builder.Output("next b", a, "b");
        builder.Output("next c", SymMath.Concatenate(0, c.Slice(0, 1, size - 1), c.Slice(0, 0, 1)), "c");
        builder.Output("next d", d - (d.Sum(0) / size), "d");
        builder.Output("next e", (e * 0.5) + (d * c), "e");
        builder.Output("next f", f.MatMul(f) * (1.0 / 16), "f");
        builder.Output("next g", ((g * 0.5) + 1).StopGradient().Reshape(2, size / 2).Reshape(size), "g");
        builder.Output("next h", g.Square() - h, "h");
        builder.Output("unchanged a", a);

        var turning = builder.Input("turning", InputRole.State, Shape.Of(size));
        var folding = builder.Input("folding", InputRole.State, Shape.Of(size));
        var current = builder.Input("current", InputRole.State, Shape.Of(size));
        var previous = builder.Input("previous", InputRole.State, Shape.Of(size));
        var half = folding.Slice(0, 0, size / 2).Repeat(0, 2);
        builder.Output("next turning", SymMath.Concatenate(0, turning.Slice(0, 1, size - 1), turning.Slice(0, 0, 1)), "turning");
        builder.Output("next folding", (folding.Reshape(2, size / 2) - (half * 0.5)).Reshape(size), "folding");
        builder.Output("next current", (current * 0.5) + 1, "current");
        builder.Output("next previous", current, "previous");
        builder.Output("difference", current - previous);
        Steps(builder.Build(), 1, null, 4);
    }

    [Fact]
    public void Adam_as_a_graph_follows_the_oracle_for_several_steps_and_reads_old_moments()
    {
        var builder = new GraphBuilder();
        var data = builder.Input("data", InputRole.Data, Shape.Of(Extent.Batch, 60));
        var rate = builder.Input("rate", InputRole.Scalar, Shape.Scalar);
        var weight = builder.Input("weight", InputRole.Parameter, Shape.Of(60, 50));
        var bias = builder.Input("bias", InputRole.Parameter, Shape.Of(50));
        var loss = (data.MatMul(weight) + bias).Tanh().Square().Sum(-1).Mean(0);
        builder.Output("loss", loss);
        Sym[] parameters = [weight, bias];
        string[] names = ["weight", "bias"];
        var gradients = Reverse.Gradients(loss, parameters);
        for (var i = 0; i < parameters.Length; i++)
        {
            var mean = builder.Input($"{names[i]} mean", InputRole.State, parameters[i].Shape);
            var square = builder.Input($"{names[i]} square", InputRole.State, parameters[i].Shape);
            var nextMean = (mean * 0.9) + (gradients[i] * 0.1);
            var nextSquare = (square * 0.99) + (gradients[i].Square() * 0.01);
            builder.Output($"next {names[i]} mean", nextMean, $"{names[i]} mean");
            builder.Output($"next {names[i]} square", nextSquare, $"{names[i]} square");
            builder.Output(
                $"next {names[i]}", parameters[i] - (rate * 0.001) - (nextMean / (nextSquare.Sqrt() + 0.1) * 0.01) - (mean * 0.001),
                    names[i]);
        }

        var graph = builder.Build();
        var values = graph.Inputs.Select((input, i) => (input, i)).ToDictionary(
            pair => pair.input.Name,
            pair => Generators.Fill(pair.i, pair.input.Shape.Bind(7), pair.input.Name.Contains("square", StringComparison.Ordinal) ? 0.01
                : -0.5, 0.5));
        Steps(graph, 7, values, 5);
    }

    [Fact]
    public void An_update_in_place_needs_no_memory_for_the_new_values()
    {
        const int Size = 100_000;
        var builder = new GraphBuilder();
        var weight = builder.Input("weight", InputRole.Parameter, Shape.Of(Size));
        var mean = builder.Input("mean", InputRole.State, Shape.Of(Size));
        var next = (mean * 0.9) + (weight.Tanh() * 0.1);
        builder.Output("next mean", next, "mean");
        builder.Output("next weight", weight - (next / (next.Square() + 1).Sqrt()) - (mean * 0.01), "weight");
        var graph = builder.Build();
        var values = graph.Inputs.ToDictionary(input => input.Name, input => Generators.Fill(3, input.Shape.Bind(1)));
        using var run = new PlanRun(graph, 1, values, workers);
        Assert.True(run.Plan.ArenaBytes < Size * sizeof(float), $"{run.Plan.ArenaBytes} bytes");
        run.StepHoldsToOracle(RoundingBounds.Of(graph));
    }

    private static Graph Replacing(Graph graph, int choice)
    {
        var outputs = graph.Outputs;
        var draw = 0;
        foreach (var input in graph.Inputs.Where(input => input.Role is InputRole.Parameter or InputRole.State))
        {
            var candidates = Enumerable.Range(0, graph.Nodes.Count).Where(node => graph.Nodes[node].Shape == input.Shape).ToArray();
            var chosen = candidates[(int)(Draws.Unit(choice, draw++) * candidates.Length)];
            outputs = outputs.Add(new Output($"next {input.Name}", chosen, input.Name));
        }

        // Half the plain outputs go, so that some of the nodes are computed only in the update.
        return graph with { Outputs = outputs.Filter(output => output.Replaces.IsSome || Draws.Unit(choice, draw++) < 0.5) };
    }

    private void Steps(Graph graph, int batch, IReadOnlyDictionary<string, Tensor>? values, int steps)
    {
        values ??= graph.Inputs.Select((input, i) => (input, i)).ToDictionary(
            pair => pair.input.Name, pair => Generators.Fill(pair.i, pair.input.Shape.Bind(batch)));
        var withBounds = RoundingBounds.Of(graph);
        using var run = new PlanRun(graph, batch, values, workers);
        for (var step = 0; step < steps && run.FitsSinglePrecision(); step++)
            run.StepHoldsToOracle(withBounds);
    }
}
