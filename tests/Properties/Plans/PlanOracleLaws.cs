using FsCheck;

namespace GmmVae.Tests.Properties;

public sealed class PlanOracleLaws : IDisposable
{
    private readonly WorkerPool workers = new(2);
    private int all;
    private int closely;

    public void Dispose() => workers.Dispose();

    private static Arbitrary<RandomGraph> SmallGraphs { get; } = RandomGraph.UpTo(6);

    [Law(MaxTest = 200, AfterAll = nameof(NineTenthsOfTheBoundsAreTight))]
    public void A_plan_of_a_random_graph_and_its_gradients_equals_the_oracle_within_the_derived_bound(RandomGraph sample) =>
        Step(sample, sample.Batch);

    [Law(nameof(SmallGraphs), MaxTest = 100, AfterAll = nameof(FourFifthsOfTheBoundsAreTight))]
    public void It_does_over_many_tiles_too(RandomGraph sample) => Step(sample, 150);

    [Fact]
    public void Every_operation_and_its_derivative_equal_the_oracle_within_the_derived_bound()
    {
        foreach (var sample in OpCatalogue.Samples)
        {
            var graph = sample.WithObjective();
            string[] variables = [.. graph.Inputs.Select(input => input.Name)];
            graph = Reverse.Differentiate(graph, "objective", variables);
            using var run = new PlanRun(graph, sample.Batch, sample.Inputs, workers);
            var (counted, tight) = run.StepHoldsToOracle(RoundingBounds.Of(graph));
            Assert.True(tight > 0.9 * counted, $"{sample}: only {tight} of {counted} bounds are tight enough to mean something.");
        }
    }

    [Fact]
    public void Rows_and_columns_that_fill_no_tile_are_computed_to_the_last_element()
    {
        var builder = new GraphBuilder();
        var data = builder.Input("data", InputRole.Data, Shape.Of(Extent.Batch, 151));
        var bias = builder.Input("bias", InputRole.Parameter, Shape.Of(151));
        var perRow = data.Sum(-1).Tanh();
        builder.Output("shifted", ((data + bias).Sigmoid() * perRow.Repeat(-1, 151)) + 0.5);
        builder.Output("turned", data.Repeat(1, 3).Sum(0, 2) + builder.Input("other", InputRole.Parameter, Shape.Of(3)));
        var graph = builder.Build();
        var values = graph.Inputs.ToDictionary(input => input.Name, input => Generators.Fill(5, input.Shape.Bind(37)));
        using var run = new PlanRun(graph, 37, values, workers);
        run.StepHoldsToOracle(RoundingBounds.Of(graph));
    }

    /// <summary>Periods that divide a tile, that do not, that are too long for one, and two of them over the same elements.</summary>
    [Fact]
    public void Rows_repeated_over_many_tiles_and_workers_are_the_same_rows_everywhere()
    {
        foreach (var (width, batch) in new[] { (16, 1200), (48, 900), (100, 300), (512, 150), (528, 150), (1040, 70) })
        {
            var builder = new GraphBuilder();
            var data = builder.Input("data", InputRole.Data, Shape.Of(Extent.Batch, width));
            var row = builder.Input("row", InputRole.Parameter, Shape.Of(width));
            var half = builder.Input("half", InputRole.Parameter, Shape.Of(width / 2));
            var pairs = ((data * row) + row.Square()).Reshape(Extent.Batch, 2, width / 2);
            var later = row.Repeat(0, batch).Reshape(batch * width).Slice(0, width / 2, (batch - 1) * width);
            builder.Output("pairs", (pairs * half) + pairs.Relu() + (half * 0.5));
            builder.Output("later", later * 2);
            var graph = builder.Build();
            var values = graph.Inputs.Select((input, i) => (input, i)).ToDictionary(
                pair => pair.input.Name, pair => Generators.Fill(pair.i, pair.input.Shape.Bind(batch)));
            using var run = new PlanRun(graph, batch, values, workers);
            run.StepHoldsToOracle(RoundingBounds.Of(graph));
        }
    }

    /// <summary>Rows that fill tiles evenly, that do not, that are too long for one, and sums that go on from tile to tile.</summary>
    [Fact]
    public void Sums_and_maxima_inside_tiles_are_those_of_the_oracle()
    {
        foreach (var (middle, inner, batch) in new[] { (10, 128, 40), (3, 100, 300), (7, 1, 3000), (40, 160, 20), (2, 2100, 17),
            (5, 2048, 19) })
        {
            var builder = new GraphBuilder();
            var data = builder.Input("data", InputRole.Data, Shape.Of(Extent.Batch, middle, inner));
            var row = builder.Input("row", InputRole.Parameter, Shape.Of(inner));
            var hidden = (data * row).Square() - 1;
            builder.Output("rows", hidden.Sum(2));
            builder.Output("middle", hidden.Sum(1));
            builder.Output("most", hidden.Max(2));
            builder.Output("mostOfMiddle", hidden.Max(1));
            builder.Output("later", hidden * hidden.Sum(1).Repeat(1, middle));
            var graph = builder.Build();
            var values = graph.Inputs.Select((input, i) => (input, i)).ToDictionary(
                pair => pair.input.Name, pair => Generators.Fill(pair.i, pair.input.Shape.Bind(batch)));
            foreach (var threads in new[] { 1, 2, 3 })
            {
                using var pool = new WorkerPool(threads);
                using var run = new PlanRun(graph, batch, values, pool);
                run.StepHoldsToOracle(RoundingBounds.Of(graph));
            }
        }
    }

    private void NineTenthsOfTheBoundsAreTight() => AssertTight(0.9);

    private void FourFifthsOfTheBoundsAreTight() => AssertTight(0.8);

    private void AssertTight(double share) =>
        Assert.True(closely > share * all, $"Only {closely} of {all} bounds are tight enough to mean something.");

    private void Step(RandomGraph sample, int batch)
    {
        string[] variables = [.. sample.Graph.Inputs.Where(input => input.Role != InputRole.Scalar).Select(input => input.Name)];
        var graph = Reverse.Differentiate(sample.Graph, "objective", variables);
        var values = graph.Inputs.Select((input, i) => (input, i)).ToDictionary(
            pair => pair.input.Name, pair => Generators.Fill(batch + pair.i, pair.input.Shape.Bind(batch)));
        using var run = new PlanRun(graph, batch, batch == sample.Batch ? sample.Inputs : values, workers);
        var (counted, tight) = run.StepHoldsToOracle(RoundingBounds.Of(graph));
        (all, closely) = (all + counted, closely + tight);
    }
}
