using LanguageExt;

namespace GmmVae.Tests.Properties;

/// <summary>Every operation as ONNX nodes, run by another runtime and held to the oracle.</summary>
public sealed class OnnxTranslatorTests
{
    private int bounds;
    private int tightBounds;

    /// <summary>An ONNX graph learns the batch from an input; these have none.</summary>
    private static IEnumerable<OpSample> Samples =>
        OpCatalogue.Samples.Where(sample => sample.Op is not Op.Length { Extent.IsBatch: true });

    [Fact]
    public void Every_operation_and_its_derivative_in_onnxruntime_equal_the_oracle_within_the_derived_bound()
    {
        foreach (var sample in Samples)
        {
            var graph = sample.WithObjective();
            graph = Reverse.Differentiate(graph, "objective", [.. graph.Inputs.Select(input => input.Name)]);
            var (all, closely) = Holds(graph, sample.Batch, sample.Inputs);
            Assert.True(closely > 0.9 * all, $"{sample}: only {closely} of {all} bounds are tight enough to mean something.");
        }
    }

    [Law(MaxTest = 150, AfterAll = nameof(NineTenthsOfTheBoundsAreTight))]
    public void A_random_graph_and_its_gradients_in_onnxruntime_equal_the_oracle_within_the_derived_bound(RandomGraph sample)
    {
        string[] variables = [.. sample.Graph.Inputs.Where(input => input.Role != InputRole.Scalar).Select(input => input.Name)];
        var builder = GraphBuilder.From(Reverse.Differentiate(sample.Graph, "objective", variables));

        // An input that has the batch, since not every random graph does.
        builder.Output("told", builder.Input("batch", InputRole.Data, Shape.Of(Extent.Batch)));
        var inputs = new Dictionary<string, Tensor>(sample.Inputs) { ["batch"] = Generators.Fill(1, [sample.Batch]) };
        var counts = Holds(builder.Build(), sample.Batch, inputs);
        (bounds, tightBounds) = (bounds + counts.All, tightBounds + counts.Closely);
    }

    private void NineTenthsOfTheBoundsAreTight() =>
        Assert.True(tightBounds > 0.9 * bounds, $"Only {tightBounds} of {bounds} bounds are tight enough to mean something.");

    [Fact]
    public void A_length_is_that_of_the_batch_and_what_is_repeated_lazily_is_whole_where_it_must_be()
    {
        var builder = new GraphBuilder();
        var x = builder.Input("x", InputRole.Data, Shape.Of(new Extent(2, true), 3));
        var vector = builder.Constant(Prelude.Array(1.0, -2, 5));
        var repeated = vector.BroadcastTo(x.Shape, 0);
        builder.Output("mean", x.Mean(0));
        builder.Output("sum", (repeated * repeated).Sum(0, 1));
        builder.Output("whole", repeated.Exp());
        builder.Output("mixed", repeated.MatMul(x + repeated, transposeLeft: true));
        builder.Output("length", builder.Add(new Op.Length(new Extent(3, true))));
        var graph = builder.Build();
        using var file = new OnnxRuntime(Translate(graph, _ => throw new InvalidOperationException()));
        foreach (var batch in new[] { 1, 4 })
            file.Holds(graph, batch, new Dictionary<string, Tensor> { ["x"] = Generators.Fill(3, [2 * batch, 3], -1, 1) });
    }

    [Fact]
    public void A_batch_that_no_input_tells_is_refused()
    {
        var builder = new GraphBuilder();
        builder.Output("length", builder.Add(new Op.Length(Extent.Batch)));
        Assert.Throws<InvalidOperationException>(() => Translate(builder.Build(), _ => default));
    }

    private static (int All, int Closely) Holds(Graph graph, int batch, IReadOnlyDictionary<string, Tensor> inputs)
    {
        using var file = new OnnxRuntime(Translate(graph, name => ConformingEngine.Singles(inputs[name])));
        return file.Holds(graph, batch, inputs);
    }

    private static byte[] Translate(Graph graph, Func<string, ReadOnlyMemory<float>> parameters)
    {
        var target = new OnnxGraph("sample", "");
        new OnnxTranslator(graph, target, parameters).Translate();
        return target.ToModel([]);
    }
}
