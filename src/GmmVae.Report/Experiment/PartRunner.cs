using System.Text.Json.Nodes;
using GmmVae.Domain;
using GmmVae.Domain.Clustering;
using GmmVae.Domain.Models;
using GmmVae.Domain.Steps;
using GmmVae.Engine.Artifacts.Checkpoints;
using GmmVae.Engine.Artifacts.Runs;
using GmmVae.Engine.Data;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Files;
using GmmVae.Engine.Inference;
using GmmVae.Engine.Training;

namespace GmmVae.Report.Experiment;

/// <summary>
/// Trains the parts of a reproduction, each into a run folder of its own. A finished run is reused, an interrupted one
/// taken up, if specification, training, data and code are those wanted; one of other code is made anew, and one of another
/// specification, training or data only when that is asked for.
/// </summary>
internal sealed class PartRunner(ReproductionOptions options)
{
    /// <summary>Where a part's run is.</summary>
    internal string FolderOf(ReproductionPart part) => Path.Combine(
        options.OutputFolder, "runs", part.Seed == options.Seed ? part.Name : FormattableString.Invariant($"{part.Name}-seed-{part.Seed}"));

    /// <summary>Whether it is the seed whose figures are shown.</summary>
    internal bool IsFirst(ulong seed) => seed == options.Seed;

    /// <summary>Refuses a run of something else in the part's place, unless it may be replaced.</summary>
    internal void RequireOwn(ReproductionPart part, DataSplits data)
    {
        FileOperations.RequireOwnFolder(options.OutputFolder, FolderOf(part));
        if (!options.Force && NotesOf(part) is { } notes && !AreOf(notes, part, data))
            throw new GmmVaeException(
                FailureKind.Usage,
                $"The folder holds a run of another size, seed or data.\n"
                + $"  at {FolderOf(part)}\n  Give another {Setting.OutputFolder}, or {Setting.Force} to replace it.");
    }

    /// <summary>Makes sure that the part's run is finished; says whether it was.</summary>
    internal bool Finish(ReproductionPart part, DataSplits data, IProgress<TrainingProgress> progress, CancellationToken cancellation)
    {
        var folder = FolderOf(part);
        var isWanted = NotesOf(part) is { } notes
            && AreOf(notes, part, data)
            && JsonNode.DeepEquals(notes["versions"], RunManifest.Versions())
            && File.Exists(Path.Combine(folder, RunFolder.CheckpointName));
        if (!isWanted)
            Runs.Train(Request(part), progress, null, cancellation);
        else if (File.Exists(Path.Combine(folder, "summary.json")))
            return true;
        else
            Runs.Resume(folder, options.DataFolder, 1, progress, cancellation: cancellation);
        return false;
    }

    private TrainRequest Request(ReproductionPart part) => new()
    {
        Model = part.Kind,
        Preset = part.Preset,
        Data = part.Data,
        DataFolder = options.DataFolder,
        Configure = part.Configure,
        OutputFolder = FolderOf(part),
        Force = true,
        Threads = 1,
    };

    private JsonObject? NotesOf(ReproductionPart part) => RunManifest.Read(Path.Combine(FolderOf(part), "run.json"));

    private bool AreOf(JsonObject notes, ReproductionPart part, DataSplits data) =>
        RunManifest.AreOf(notes, RunPlan.Specify(Request(part), SourceRows.Of(data), part.Data).Header);
}

/// <summary>Turns the progress of a single training into that of the whole.</summary>
internal sealed class PartTracker(Action<ReproductionProgress> tell, int part, int parts, string name) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value) => tell(new ReproductionProgress(part, parts, name, false, value));

    internal void End(bool isReused) => tell(new ReproductionProgress(part, parts, name, isReused, null));
}

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
        var store = ParameterStore.Of(EvaluationGraph.Build(checkpoint.Header.Model).Graph, EngineCatalogue.Default);
        checkpoint.Restore(store);
        return new TrainedModel(checkpoint.Header, store, workers);
    }

    /// <summary>
    /// Observations from the model's own distribution of codes; of an autoencoder, which has none, from N(0, I), or from a Gaussian
    /// fitted to the codes of <paramref name="codesOf"/>.
    /// </summary>
    internal float[] Generate(int count, ulong seed, Dataset? codesOf = null)
    {
        using var generator = Generator(codesOf);
        return generator.FromPrior(count, seed, out _);
    }

    /// <summary>A source of samples; the caller disposes of it.</summary>
    internal SampleGenerator Generator(Dataset? codesOf)
    {
        if (Model is not AutoEncoderSpec)
            return new SampleGenerator(Model, store, workers);
        if (codesOf is null)
            return new SampleGenerator(Model, store, workers, GaussianMap.Standard(Model.Latent));
        var fit = new GaussianFit(Model.Latent);
        fit.Add(Evaluate(codesOf).Codes.Span);
        return new SampleGenerator(Model, store, workers, fit.Fit());
    }

    internal Evaluation Evaluate(Dataset data) => Evaluation.Run(data).IfLeft(source => throw new GmmVaeException(
        FailureKind.Run,
            $"The model's results are not finite: {source.Provenance} ({source.Operation}).\n  at {data.Name}\n  Remove the run's folder and try again."));

    public void Dispose()
    {
        Evaluation.Dispose();
        Decoding.Dispose();
        store.Dispose();
    }
}
