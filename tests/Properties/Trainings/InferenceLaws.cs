namespace GmmVae.Tests.Properties;

public sealed class InferenceLaws : IDisposable
{
    private readonly WorkerPool workers = new(2);

    public void Dispose() => workers.Dispose();

    [Law]
    public void Inference_computes_the_bits_of_evaluation_whatever_the_batch(TinyModel tiny)
    {
        using var trainer = TinyTraining.Start(tiny, workers);
        var data = TinyTraining.Data(tiny);
        using var run = new EvaluationRun(tiny.Spec, TinyTraining.Spec(3), trainer.Store, workers);
        var evaluation = run.Run(data).Match(done => done, wrong => throw new Xunit.Sdk.XunitException(wrong.ToString()));
        foreach (var batch in new[] { 1, 5, 64 })
        {
            Assert.Equal(evaluation.Codes.ToArray(), Infer(GraphNames.Code, batch));
            Assert.Equal(run.Reconstruct(data, data.Rows), Infer(GraphNames.Expectation, batch));
            if (evaluation.Clustering is { } clustering)
                Assert.Equal(clustering.Own.ToArray(), Infer(GraphNames.Responsibilities, batch));
        }

        float[] Infer(string output, int batch)
        {
            using var inference = new InferenceRun(tiny.Spec, new Preprocessing.None(), 3, output, batch, trainer.Store, workers);
            return All(inference, data);
        }
    }

    [Law]
    public void Equal_rows_have_equal_scores(TinyModel tiny)
    {
        using var trainer = TinyTraining.Start(tiny, workers);
        var data = TinyTraining.Data(tiny);
        var rows = Enumerable.Range(0, TinyTraining.Rows).Concat(Enumerable.Range(0, TinyTraining.Rows).Reverse()).ToArray();
        using var inference = new InferenceRun(tiny.Spec, new Preprocessing.None(), 3, GraphNames.Total, 8, trainer.Store, workers);
        var scores = All(inference, data.Subset("twice", rows));
        Assert.Equal(scores, scores.Reverse());
    }

    [Fact]
    public void A_row_whose_result_overflows_is_refused_by_its_number()
    {
        var tiny = new TinyModel(ModelKind.Variational, false, Activation.Relu, default, 1, LikelihoodKind.Gaussian, default, 0, 4, 1);
        using var trainer = TinyTraining.Start(tiny, workers);
        var values = new float[5 * TinyModel.Features];
        values[(3 * TinyModel.Features) + 1] = 1e38f;
        using var inference = new InferenceRun(tiny.Spec, new Preprocessing.None(), 3, GraphNames.Total, 2, trainer.Store, workers);
        var failure = inference.Run(RowStream.Of(Dataset.FromFloats("wild", values, TinyModel.Features)), (_, _) => { });
        Assert.Contains("row 3", failure.Match(_ => "", error => error.Message), StringComparison.Ordinal);
    }

    [Law(nameof(TinyModel.Mixtures))]
    public void Samples_with_shared_noise_differ_by_their_cluster_alone(TinyModel tiny)
    {
        using var trainer = TinyTraining.Start(tiny, workers);
        using var generator = new SampleGenerator(tiny.Spec, trainer.Store, workers);
        Assert.Equal(SampleGenerator.PerCluster(tiny.Spec, trainer.Store, 70, 5, workers),
            generator.OfEveryCluster(70, NoiseSharing.All, 5));

        // With all components alike, what is left is the noise.
        Level(trainer.Store);
        Assert.Equal(generator.OfCluster(0, 3, NoiseSharing.All, 5), generator.OfCluster(1, 3, NoiseSharing.All, 5));
    }

    private static float[] All(InferenceRun inference, Dataset data)
    {
        var values = new List<float>();
        var rows = inference.Run(RowStream.Of(data), (first, piece) =>
        {
            Assert.Equal(values.Count, first * inference.Width);
            values.AddRange(piece);
        });
        Assert.Equal(data.Rows, rows.Match(count => count, error => throw new Xunit.Sdk.XunitException(error.Message)));
        return [.. values];
    }

    /// <summary>Makes the components of all clusters equal: each block of their linear layers becomes the first.</summary>
    private static void Level(ParameterStore store)
    {
        foreach (var input in store.Inputs.Where(input => input.Name.StartsWith("prior.", StringComparison.Ordinal) && input.Role ==
            InputRole.Parameter))
        {
            var axes = input.Shape.Extents.Map(extent => extent.Factor).ToArray();
            if (axes[^1] != TinyModel.Clusters * TinyModel.Latent)
                continue;
            var values = store[input.Name];
            for (var i = 0; i < values.Length; i++)
                values[i] = values[(i / axes[^1] * axes[^1]) + (i % TinyModel.Latent)];
        }
    }
}
