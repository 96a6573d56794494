using FsCheck;
using FsCheck.Fluent;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Tests.Properties;

/// <summary>The files of any model in ONNX Runtime.</summary>
public sealed class OnnxExportLaws
{
    private static readonly int[] Batches = [1, 7, 130];

    private int all;
    private int closely;

    private static Gen<Preprocessing> Kinds { get; } = SpecJsonArbitraries.Preprocessings(TinyModel.Features);

    [Law("Cases", nameof(Kinds), AfterAll = nameof(NineTenthsOfTheBoundsAreTight))]
    internal void Encoder_decoder_and_sampler_equal_the_oracle_within_the_derived_bound_at_any_batch(TinyModel tiny,
        Preprocessing preprocessing)
    {
        using var store = CheckpointSamples.StoreForEvaluation(tiny.Spec);
        foreach (var input in store.Inputs)
            ConformingEngine.Singles(tiny.Of(input, 1)).CopyTo(store[input.Name]);
        var header = new CheckpointHeader(tiny.Spec, TinyTraining.Spec(0), "report", "made up", 0, "", preprocessing, None);
        foreach (var (name, contents) in OnnxExport.Files(header, store))
        {
            using var file = new OnnxRuntime(contents);
            var graph = Meant(name, tiny.Spec, preprocessing);
            foreach (var batch in Batches)
            {
                var inputs = graph.Inputs.ToDictionary(input => input.Name, input => tiny.Of(input, batch));
                var given = inputs.ToDictionary();
                if (given.TryGetValue(GraphNames.Data, out var numbers))
                {
                    given[GraphNames.Data] = Raw(numbers, preprocessing);
                    inputs[GraphNames.Data] = Preprocessed(given[GraphNames.Data], preprocessing);
                }

                var counts = file.Holds(graph, batch, inputs, given);
                (all, closely) = (all + counts.All, closely + counts.Closely);
            }
        }
    }

    [Fact]
    public void Columns_with_an_origin_are_read_and_written_in_double_precision()
    {
        const double Far = 1.7e9;
        var tiny = new TinyModel(ModelKind.Variational, false, Activation.Relu, default, 1, LikelihoodKind.Gaussian, default, 0, 4, 1);
        using var store = CheckpointSamples.StoreForEvaluation(tiny.Spec);
        foreach (var input in store.Inputs)
            ConformingEngine.Singles(tiny.Of(input, 1)).CopyTo(store[input.Name]);
        var scale = toArray(Enumerable.Repeat(2f, TinyModel.Features));
        var near = new Preprocessing.Standardisation(toArray(new float[TinyModel.Features]), scale);
        var far = near with { Origin = toArray(Enumerable.Repeat(Far, TinyModel.Features)) };
        float[] rows = [.. Enumerable.Range(0, 3 * TinyModel.Features).Select(i => i / 8f)];
        double[] farRows = [.. rows.Select(value => value + Far)];
        using var encoder = File(near, OnnxExport.EncoderName);
        using var farEncoder = File(far, OnnxExport.EncoderName);
        Assert.Equal(encoder.RunInDouble(rows, TinyModel.Features), farEncoder.RunInDouble(farRows, TinyModel.Features));
        float[] codes = [.. Enumerable.Range(0, 3 * tiny.Spec.Latent).Select(i => i / 8f)];
        using var decoder = File(near, OnnxExport.DecoderName);
        using var farDecoder = File(far, OnnxExport.DecoderName);
        Assert.Equal(decoder.RunInDouble(codes, tiny.Spec.Latent).Select(value => value + Far),
            farDecoder.RunInDouble(codes, tiny.Spec.Latent));

        OnnxRuntime File(Preprocessing preprocessing, string name) => new(OnnxExport.Files(
            new CheckpointHeader(tiny.Spec, TinyTraining.Spec(0), "report", "made up", 0, "", preprocessing, None), store)
            .First(file => file.Name == name).Contents);
    }

    private void NineTenthsOfTheBoundsAreTight() =>
        Assert.True(closely > 0.9 * all, $"Only {closely} of {all} bounds are tight enough to mean something.");

    /// <summary>What a file computes from preprocessed rows, from codes or from noise.</summary>
    private static Graph Meant(string name, ModelSpec spec, Preprocessing preprocessing) => name switch
    {
        OnnxExport.EncoderName => Part(EvaluationGraph.Build(spec).Graph, GraphNames.Code, GraphNames.Responsibilities),
        OnnxExport.DecoderName => InUnits(DecodingGraph.Build(spec).Graph, GraphNames.Expectation, preprocessing),
        _ => InUnits(SamplingGraph.Build(spec).Graph, GraphNames.Sample, preprocessing),
    };

    private static Graph Part(Graph whole, params string[] outputs) =>
        GraphBuilder.From(whole with { Outputs = whole.Outputs.Filter(output => outputs.Contains(output.Name)) }).Build();

    private static Graph InUnits(Graph whole, string name, Preprocessing preprocessing)
    {
        var builder = GraphBuilder.From(whole with { Outputs = Arr<Output>.Empty });
        var sample = new Sym(builder, whole.NodeOf(GraphNames.Sample));
        builder.Output(
            name,
            preprocessing is Preprocessing.Standardisation fitted ? (sample * Constant(fitted.Scale)) + Constant(fitted.Offset) : sample);
        return builder.Build();

        Sym Constant(Arr<float> numbers) => builder.Constant(numbers.Map(number => (double)number));
    }

    /// <summary>Rows as they were before preprocessing: bytes, or numbers that become about those of the model.</summary>
    private static Tensor Raw(Tensor numbers, Preprocessing preprocessing) => preprocessing switch
    {
        Preprocessing.ByteScaling => Map(numbers, (value, _) => Math.Round(Math.Clamp(Math.Abs(value), 0, 1) * 255)),
        Preprocessing.Standardisation fitted => Map(numbers, (value, feature) => (value * fitted.Scale[feature]) + fitted.Offset[feature]),
        _ => numbers,
    };

    private static Tensor Preprocessed(Tensor rows, Preprocessing preprocessing)
    {
        var values = ConformingEngine.Singles(rows);
        preprocessing.Apply(values, TinyModel.Features);
        return Tensor.Of(rows.Dimensions, (ReadOnlySpan<float>)values);
    }

    private static Tensor Map(Tensor rows, Func<double, int, double> change) =>
        Tensor.Of(rows.Dimensions, [.. rows.Values.ToArray().Select((value, i) => (double)(float)change(value, i % TinyModel.Features))]);
}
