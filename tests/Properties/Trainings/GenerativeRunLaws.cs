using GmmVae.Domain;
using GmmVae.Engine;

namespace GmmVae.Tests.Properties;

public sealed class GenerativeRunLaws : IDisposable
{
    private readonly WorkerPool workers = new(2);

    public void Dispose() => workers.Dispose();

    [Fact]
    public void Decoding_mean_codes_gives_the_reconstructions() => Laws.Hold(TinyModel.Cases, tiny =>
    {
        using var trainer = TinyTraining.Start(tiny, workers);
        using var evaluation = new EvaluationRun(tiny.Spec, TinyTraining.Spec(3), trainer.Store, workers);
        using var generative = new GenerativeRun(tiny.Spec, trainer.Store, workers);
        var data = TinyTraining.Data(tiny);
        var codes = evaluation.Run(data).IfLeft(_ => throw new InvalidOperationException()).Codes;
        Assert.Equal(evaluation.Reconstruct(data, data.Rows), generative.Decode(codes.Span));
    }, count: 30);

    [Fact]
    public void Samples_are_decoded_from_the_chosen_component_at_the_noise_and_do_not_depend_on_their_company() => Laws.Hold(TinyModel.Mixtures, tiny =>
    {
        const int Rows = 70;
        using var trainer = TinyTraining.Start(tiny, workers);
        using var generative = new GenerativeRun(tiny.Spec, trainer.Store, workers);
        var key = RandomKey.FromSeed((ulong)tiny.Seed);
        int[] clusters = [.. Enumerable.Range(0, Rows).Select(row => row % TinyModel.Clusters)];
        var style = Normal(key.Fold("style"), Rows * TinyModel.Style);
        var code = Normal(key.Fold("code"), Rows * TinyModel.Latent);
        var samples = generative.Sample(clusters, style, code);
        Assert.Equal(
            samples[^TinyModel.Features..],
            generative.Sample(clusters.AsSpan()[^1..], style.AsSpan()[^TinyModel.Style..], code.AsSpan()[^TinyModel.Latent..]));
        Assert.Throws<ArgumentException>(() => generative.Sample(clusters, style, code.AsSpan()[1..]));
    }, count: 30);

    private static float[] Normal(RandomKey key, int count) => [.. Enumerable.Range(0, count).Select(i => (float)key.Normal((ulong)i))];
}
