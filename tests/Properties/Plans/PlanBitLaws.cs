using FsCheck;

namespace GmmVae.Tests.Properties;

/// <summary>The same bits whatever the number of workers, and however often a plan runs.</summary>
public sealed class PlanBitLaws : IDisposable
{
    private readonly WorkerPool[] pools = [new(1), new(2), new(3), new(8)];

    public void Dispose() => Array.ForEach(pools, pool => pool.Dispose());

    private static Arbitrary<RandomGraph> SmallGraphs { get; } = RandomGraph.UpTo(8);

    [Law(nameof(SmallGraphs))]
    public void Random_graphs_give_the_same_bits_with_1_2_3_and_8_workers(RandomGraph sample) =>
        SameBits(
            Reverse.Differentiate(sample.Graph, "objective", [.. sample.Graph.Inputs.Select(input => input.Name)]), 1500);

    [Fact]
    public void A_training_step_gives_the_same_bits_with_1_2_3_and_8_workers() => SameBits(TrainingStep(), 130);

    [Fact]
    public void Computing_twice_changes_nothing()
    {
        var graph = TrainingStep();
        using var run = new PlanRun(graph, 33, Values(graph, 33), pools[1]);
        run.Plan.Compute();
        var first = run.Everything();
        run.Plan.Compute();
        Assert.Equal(first, run.Everything());
    }

    [Fact]
    public void Computing_and_updating_allocate_nothing()
    {
        var graph = TrainingStep();
        foreach (var pool in pools)
        {
            using var run = new PlanRun(graph, 130, Values(graph, 130), pool);
            Step();

            // A thread's first sleep at a gate makes the runtime allocate once, so the least of several steps counts.
            Assert.Equal(0, Enumerable.Range(0, 8).Min(_ => Step()));

            long Step()
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                run.Plan.Compute();
                Assert.True(run.Plan.FirstNonFinite().IsNone);
                run.Plan.Update();
                return GC.GetAllocatedBytesForCurrentThread() - before;
            }
        }
    }

    /// <summary>Two layers with sums over several axes, patches, log-softmax and momentum, large enough to be shared among
    /// workers.</summary>
    private static Graph TrainingStep()
    {
        var builder = new GraphBuilder();
        var data = builder.Input("data", InputRole.Data, Shape.Of(Extent.Batch, 300));
        var noise = builder.Input("noise", InputRole.Noise, Shape.Of(Extent.Batch, 10, 40));
        var first = builder.Input("first", InputRole.Parameter, Shape.Of(300, 400));
        var second = builder.Input("second", InputRole.Parameter, Shape.Of(400, 400));
        var hidden = (data.MatMul(first) * 0.1).Relu();
        var scores = (hidden.MatMul(second) * 0.1).Reshape(Extent.Batch, 10, 40) + noise;
        var loss = (scores.LogSoftmax().Square().Sum(0, 2) * 0.01).Sum(0) + scores.LogSumExp().Mean(0, 1)
            + hidden.Slice(1, 7, 350).Square().Mean(0, 1);
        var grid = new PatchGrid(new ImageShape(10, 10, 3), 3, 3, 2, 1);
        loss += data.Reshape(Extent.Batch, 10, 10, 3).Unfold(grid).Fold(grid).Square().Mean(0, 1, 2, 3);
        builder.Output("loss", loss);
        builder.Output("scores", scores);
        Sym[] parameters = [first, second];
        var gradients = Reverse.Gradients(loss, parameters);
        for (var i = 0; i < parameters.Length; i++)
        {
            var name = i == 0 ? "first" : "second";
            var momentum = builder.Input($"{name} momentum", InputRole.State, parameters[i].Shape);
            var next = (momentum * 0.9) + (gradients[i] * 0.1);
            builder.Output($"next {name} momentum", next, $"{name} momentum");
            builder.Output($"next {name}", parameters[i] - (next * 0.01), name);
        }

        return builder.Build();
    }

    private static Dictionary<string, Tensor> Values(Graph graph, int batch) =>
        graph.Inputs.Select((input, i) => (input, i)).ToDictionary(
            pair => pair.input.Name, pair => Generators.Fill(pair.i, pair.input.Shape.Bind(batch)));

    private void SameBits(Graph graph, int batch)
    {
        var values = Values(graph, batch);
        int[]? expected = null;
        foreach (var pool in pools)
        {
            using var run = new PlanRun(graph, batch, values, pool);
            for (var step = 0; step < 2; step++)
            {
                run.Plan.Compute();
                run.Plan.Update();
            }

            var found = Array.ConvertAll(run.Everything(), BitConverter.SingleToInt32Bits);
            Assert.Equal(expected ??= found, found);
        }
    }
}
