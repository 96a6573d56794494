using GmmVae.Domain;
using GmmVae.Engine;

namespace GmmVae;

/// <summary>A finished run, ready to be applied.</summary>
internal sealed class TrainedModel : IDisposable
{
    private readonly ParameterStore store;
    private readonly WorkerPool workers;

    private TrainedModel(CheckpointHeader header, ParameterStore store, WorkerPool workers)
    {
        (Header, this.store, this.workers) = (header, store, workers);
        Evaluation = new EvaluationRun(header.Model, header.Training, store, workers);
        Decoding = new DecodingRun(header.Model, store, workers);
    }

    internal CheckpointHeader Header { get; }

    internal ModelSpec Model => Header.Model;

    internal EvaluationRun Evaluation { get; }

    internal DecodingRun Decoding { get; }

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
    /// the codes of <paramref name="codesOf"/>.
    /// </summary>
    internal float[] Generate(int count, Dataset codesOf, ulong seed)
    {
        using var generator = Generator(codesOf);
        return generator.FromPrior(count, seed, out _);
    }

    /// <summary>A source of samples; the caller disposes of it.</summary>
    internal SampleGenerator Generator(Dataset codesOf)
    {
        if (Model is not AutoEncoderSpec)
            return new SampleGenerator(Model, store, workers);
        var fit = new GaussianFit(Model.Latent);
        fit.Add(Evaluate(codesOf).Codes.Span);
        return new SampleGenerator(Model, store, workers, fit.Fit());
    }

    internal Evaluation Evaluate(Dataset data) => Evaluation.Run(data).IfLeft(source => throw new GmmVaeException(
        FailureKind.Run, $"The model's results are not finite: {source.Provenance} ({source.Operation}).\n  at {data.Name}\n  Remove the run's folder and try again."));

    public void Dispose()
    {
        Evaluation.Dispose();
        Decoding.Dispose();
        store.Dispose();
    }
}
