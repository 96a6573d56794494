namespace GmmVae.Tests.Properties;

public sealed class DecodingLaws : IDisposable
{
    private readonly WorkerPool workers = new(2);

    public void Dispose() => workers.Dispose();

    [Law(MaxTest = 30)]
    public void Decoding_mean_codes_gives_the_reconstructions_whatever_their_company(TinyModel tiny)
    {
        using var trainer = TinyTraining.Start(tiny, workers);
        using var evaluation = new EvaluationRun(tiny.Spec, TinyTraining.Spec(3), trainer.Store, workers);
        using var decoder = new DecodingRun(tiny.Spec, trainer.Store, workers);
        var data = TinyTraining.Data(tiny);
        var codes = evaluation.Run(data).IfLeft(_ => throw new InvalidOperationException()).Codes.Span;
        Assert.Equal(evaluation.Reconstruct(data, data.Rows), decoder.Decode(codes));
        Assert.Equal(evaluation.Reconstruct(data, data.Rows)[^TinyModel.Features..], decoder.Decode(codes[^TinyModel.Latent..]));
        Assert.Throws<ArgumentException>(() => decoder.Decode(new float[TinyModel.Latent + 1]));
    }
}
