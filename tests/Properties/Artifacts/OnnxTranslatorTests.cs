using LanguageExt;

namespace GmmVae.Tests.Properties;

/// <summary>Every operation as ONNX nodes, run by another runtime and held to the oracle.</summary>
public sealed class OnnxTranslatorTests
{
    /// <summary>An ONNX graph learns the batch from an input; these have none.</summary>
    private static IEnumerable<OpSample> Samples => OpCatalogue.Samples.Where(sample => sample.Op is not Op.Length { Extent.IsBatch: true });

    [NpmFact]
    public void Every_operation_means_the_same_in_onnxruntime_as_in_the_oracle()
    {
        using var folder = new TemporaryFolder();
        var samples = Samples.ToArray();
        var calls = samples.Select((sample, i) => (Write(folder.File($"{i}.onnx"), sample), Inputs(sample)));
        foreach (var (sample, answer) in samples.Zip(OnnxRuntime.Run(calls)))
            Same(Evaluate.Outputs(sample.WithObjective(), sample.Batch, sample.Inputs), answer, 2e-5, sample.Name);
    }

    [NpmFact]
    public void A_length_is_that_of_the_batch_and_what_is_repeated_lazily_is_whole_where_it_must_be()
    {
        using var folder = new TemporaryFolder();
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
        var path = folder.File("graph.onnx");
        File.WriteAllBytes(path, Translate(graph, _ => throw new InvalidOperationException()));
        foreach (var batch in new[] { 1, 4 })
        {
            var values = Generators.Fill(3, [2 * batch, 3], -1, 1);
            var answer = Assert.Single(OnnxRuntime.Run([(path, [new OnnxTensor("x", [2 * batch, 3], ConformingEngine.Singles(values))])]));
            Same(Evaluate.Outputs(graph, batch, new Dictionary<string, Tensor> { ["x"] = values }), answer, 1e-4, "the graph");
        }
    }

    [Fact]
    public void A_batch_that_no_input_tells_is_refused()
    {
        var builder = new GraphBuilder();
        builder.Output("length", builder.Add(new Op.Length(Extent.Batch)));
        Assert.Throws<InvalidOperationException>(() => Translate(builder.Build(), _ => default));
    }

    private static void Same(
        IReadOnlyDictionary<string, Tensor> expected, IReadOnlyDictionary<string, OnnxTensor> actual, double tolerance, string what)
    {
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        foreach (var (name, tensor) in expected)
        {
            Assert.True(tensor.Dimensions.SequenceEqual(actual[name].Dimensions), $"{what}: {name}");
            Laws.Close(tensor.Values, [.. actual[name].Values.Select(value => (double)value)], tolerance, $"{what}: {name}");
        }
    }

    private static string Write(string path, OpSample sample)
    {
        File.WriteAllBytes(path, Translate(sample.WithObjective(), name => ConformingEngine.Singles(sample.Inputs[name])));
        return path;
    }

    private static byte[] Translate(Graph graph, Func<string, ReadOnlyMemory<float>> parameters)
    {
        var target = new OnnxGraph("sample", "");
        new OnnxTranslator(graph, target, parameters).Translate();
        return target.ToModel([]);
    }

    private static IReadOnlyList<OnnxTensor> Inputs(OpSample sample) =>
    [
        .. from input in sample.WithObjective().Inputs
           where input.Role is not (InputRole.Parameter or InputRole.State)
           select new OnnxTensor(input.Name, input.Shape.Bind(sample.Batch), ConformingEngine.Singles(sample.Inputs[input.Name])),
    ];
}
