using GmmVae.Domain;
using GmmVae.Engine;

namespace GmmVae;

/// <summary>A finished run, ready to be applied.</summary>
internal sealed class TrainedModel : IDisposable
{
    private readonly ParameterStore store;

    private TrainedModel(CheckpointHeader header, ParameterStore store, WorkerPool workers)
    {
        (Header, this.store) = (header, store);
        Evaluation = new EvaluationRun(header.Model, header.Training, store, workers);
        Generative = new GenerativeRun(header.Model, store, workers);
    }

    internal CheckpointHeader Header { get; }

    internal ModelSpec Model => Header.Model;

    internal EvaluationRun Evaluation { get; }

    internal GenerativeRun Generative { get; }

    internal static TrainedModel Open(string runFolder, WorkerPool workers)
    {
        var checkpoint = Checkpoint.Read(Path.Combine(runFolder, RunFolder.CheckpointName)).OrThrow();
        var store = new ParameterStore(
            EvaluationGraph.Build(checkpoint.Header.Model).Graph.Inputs.Where(input => input.Role is InputRole.Parameter or InputRole.State));
        checkpoint.Restore(store);
        return new TrainedModel(checkpoint.Header, store, workers);
    }

    /// <summary>
    /// Observations from the model's own distribution of codes; of an autoencoder, which has none, from a Gaussian fitted to
    /// the codes of <paramref name="codesOf"/>. Clusters take turns.
    /// </summary>
    internal float[] Generate(int count, Dataset codesOf, RandomKey key) => Model switch
    {
        AutoEncoderSpec => Generative.Decode(FittedGaussian
            .Fit(Evaluate(codesOf).Codes.Span, codesOf.Rows, Model.Latent)
            .Sample(Noise(key.Fold("code"), count * Model.Latent), count)),
        GaussianMixtureSpec mixture => Generative.Sample(
            [.. Enumerable.Range(0, count).Select(i => i % mixture.Clusters)],
            Noise(key.Fold("style"), count * mixture.Style),
            Noise(key.Fold("code"), count * Model.Latent)),
        _ => Generative.Decode(Noise(key.Fold("code"), count * Model.Latent)),
    };

    internal Evaluation Evaluate(Dataset data) => Evaluation.Run(data).IfLeft(source => throw new GmmVaeException(
        FailureKind.Run, $"The model's results are not finite: {source.Provenance} ({source.Operation}).\n  at {data.Name}\n  Remove the run's folder and try again."));

    /// <summary>Standard normal numbers.</summary>
    internal static float[] Noise(RandomKey key, int count) =>
        [.. Enumerable.Range(0, count).Select(i => (float)key.Normal((ulong)i))];

    public void Dispose()
    {
        Evaluation.Dispose();
        Generative.Dispose();
        store.Dispose();
    }
}
