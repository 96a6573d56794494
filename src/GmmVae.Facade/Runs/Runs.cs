using System.Numerics;
using System.Text.Json.Nodes;
using GmmVae.Domain.Models;
using GmmVae.Domain.Steps;
using GmmVae.Domain.Training;
using GmmVae.Engine.Artifacts.Checkpoints;
using GmmVae.Engine.Artifacts.Runs;
using GmmVae.Engine.Data;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Training;
using LanguageExt;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GmmVae;

/// <summary>Runs in folders: train, go on, evaluate, describe. Each call is independent; calls may run at the same time in different folders.</summary>
public static class Runs
{
    /// <summary>Trains a model into a new run folder.</summary>
    /// <param name="request">What to train, on what, and where to.</param>
    /// <param name="progress">Told a few times a second and after each epoch, on the training thread.</param>
    /// <param name="draw">Draws the run's figures, if any are wanted.</param>
    /// <param name="cancellation">Stops between steps, after saving a checkpoint.</param>
    /// <exception cref="GmmVaeException">Wrong options, unusable data, an unusable folder, the training diverged, or another rank is silent. Nothing is left half-written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the checkpoint is saved, but while the number of clusters is still
    /// sought nothing is.</exception>
    public static RunResult Train(
        TrainRequest request,
        IProgress<TrainingProgress>? progress = null,
        FigureDrawing? draw = null,
        CancellationToken cancellation = default)
    {
        RequirePreset(request);
        var start = request.StartFrom is { } saved ? ReadModel(saved) : null;
        var rows = Sources.Read(request.Data, request.DataFolder, new DownloadRelay(progress, LogOf(request.Logger)), cancellation);
        var plan = Specify(request, rows, DataSource.Locate(request.Data), start);
        var path = request.OutputFolder ?? Path.Combine("runs", DefaultName(plan.Header));
        var follow = new RunFollowing(draw, progress, request.CheckpointEvery);
        return Failures.MpiLauncher(() => request.Ranks.Rank > 0 ? Accompany(plan, path, request.Ranks, cancellation)
            : plan.Trials.IsEmpty ? TrainGiven(plan, path, request, follow, cancellation)
            : TrainChosen(plan, path, request, follow, cancellation));
    }

    /// <summary>Goes on with an interrupted run, to the same bits as if it had not been interrupted.</summary>
    /// <param name="runFolder">The run's folder.</param>
    /// <param name="dataFolder">Where downloads are kept.</param>
    /// <param name="threads">Threads that compute; by default the number of physical cores.</param>
    /// <param name="progress">Told a few times a second and after each epoch, on the training thread.</param>
    /// <param name="draw">Draws the run's figures, if any are wanted.</param>
    /// <param name="checkpointEvery">After how many steps a checkpoint is saved, beside those at the end of each epoch.</param>
    /// <param name="logger">Told of the training's events.</param>
    /// <param name="ranks">The processes that go on together, as many as divide the run's shards; by default this one alone.</param>
    /// <param name="cancellation">Stops between steps, after saving a checkpoint.</param>
    /// <exception cref="GmmVaeException">No checkpoint, one of another run, other data than the run began with, the training diverged, or another rank is silent.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the checkpoint is saved.</exception>
    public static RunResult Resume(
        string runFolder,
        string? dataFolder = null,
        int? threads = null,
        IProgress<TrainingProgress>? progress = null,
        FigureDrawing? draw = null,
        int? checkpointEvery = null,
        ILogger? logger = null,
        IRankGroup? ranks = null,
        CancellationToken cancellation = default)
    {
        var count = (ValidThreads(threads), ValidInterval(checkpointEvery)).Apply((count, _) => count).OrThrow();
        var log = LogOf(logger);
        var follow = new RunFollowing(draw, progress, checkpointEvery);
        return Failures.MpiLauncher(() => ranks is { Rank: > 0 }
            ? AccompanyFrom(Path.Combine(runFolder, RunFolder.CheckpointName), dataFolder, count, ranks, cancellation)
            : GoOn(runFolder, dataFolder, count, follow, log, ranks, cancellation));
    }

    private static RunResult GoOn(
        string runFolder, string? dataFolder, int threads, RunFollowing follow, ILogger log, IRankGroup? ranks, CancellationToken cancellation)
    {
        using var folder = RunFolder.Resume(runFolder).OrThrow();
        var checkpoint = Checkpoint.Read(folder.CheckpointPath).OrThrow();
        if (checkpoint.IsFromPyTorch)
            throw new GmmVaeException(
                FailureKind.Data, $"The file holds a model from PyTorch, without the optimizer's state that a training goes on from.\n  at {folder.CheckpointPath}\n  Restore the run's own checkpoint, or start a new run.");
        var notes = RunManifest.Of(folder);
        if (notes is not null)
            RunDifferences.Refuse(notes, checkpoint.Header, folder);
        var data = Reopen(checkpoint.Header, dataFolder, new DownloadRelay(follow.Progress, log), cancellation);
        using var session = new TrainingSession(
            checkpoint.Header, data, threads, notes is null ? [] : RunManifest.ClusterCounts(notes), log: log, ranks: ranks);
        session.Continue(folder, checkpoint);
        return session.Run(folder, follow, cancellation);
    }

    /// <summary>Measures a trained model on the test split of its own data, or on other data: on their test split, or on all rows where
    /// they have none of their own.</summary>
    /// <param name="run">A run folder, or a model's file.</param>
    /// <param name="data">Another data source, of the same width.</param>
    /// <param name="dataFolder">Where downloads are kept.</param>
    /// <param name="threads">Threads that compute; by default the number of physical cores.</param>
    /// <param name="samples">Samples for each row of the importance-weighted bound, whose mean is the term <c>importanceWeighted</c> then (with the sign
    /// of the other terms); null to leave it out.</param>
    /// <exception cref="GmmVaeException">No readable checkpoint, unusable data, or samples of an autoencoder.</exception>
    public static RunSummary Evaluate(string run, string? data = null, string? dataFolder = null, int? threads = null, int? samples = null)
    {
        var count = CheckThreads(threads);
        var checkpoint = ReadModel(run);
        var header = checkpoint.Header;
        var source = data ?? header.DataSource;
        var test = data is null ? Open(header, dataFolder).Test : Other(header, data, dataFolder);
        using var workers = new WorkerPool(count);
        using var store = ParameterStore.Of(EvaluationGraph.Build(header.Model).Graph, DefaultEngine.Instance);
        checkpoint.Restore(store);
        using var evaluation = new EvaluationRun(header.Model, header.Training, store, workers);
        var measured = Measurement.Of(header.Model, evaluation, test);
        var summary = measured.Summarize(
            header, checkpoint.State, checkpoint.ParametersSha256, source, measured.Seconds, test.Rows / measured.Seconds);
        if (samples is null)
            return summary;
        using var model = new FittedModel(checkpoint, count);
        return summary with { Terms = [.. summary.Terms, ("importanceWeighted", model.Score(RowStream.Of(test), samples).Average())] };
    }

    /// <summary>What is in a run folder, a checkpoint file, or a data source.</summary>
    /// <param name="path">A run folder, a <c>.safetensors</c> checkpoint, or a data source.</param>
    /// <param name="dataFolder">Where downloads are kept.</param>
    /// <returns>A JSON document; its field <c>kind</c> is <c>run</c>, <c>checkpoint</c>, <c>pytorch</c> or <c>data</c>.</returns>
    /// <exception cref="GmmVaeException">There is no such thing, or it is unreadable.</exception>
    public static JsonObject Inspect(string path, string? dataFolder = null)
    {
        var checkpoint = Path.Combine(path, RunFolder.CheckpointName);
        if (File.Exists(checkpoint))
        {
            var run = Inspection.OfCheckpoint(checkpoint);
            run["kind"] = "run";
            return run;
        }

        return path.EndsWith(".safetensors", StringComparison.Ordinal)
            ? Inspection.OfCheckpoint(path)
            : Inspection.OfData(path, Sources.DataSeed, dataFolder);
    }

    /// <summary>The model of a file, or of a run folder.</summary>
    internal static Checkpoint ReadModel(string path) =>
        Checkpoint.Read(Directory.Exists(path) ? Path.Combine(path, RunFolder.CheckpointName) : path).OrThrow();

    /// <summary>Refuses a preset that does not exist, and what else is wrong whatever the data are.</summary>
    internal static void RequirePreset(TrainRequest request)
    {
        if (!Presets.Names.Contains(request.Preset))
            (Prelude.Fail<SpecError, Unit>(Presets.Unknown(request.Preset)), ValidThreads(request.Threads), ValidInterval(request.CheckpointEvery))
                .Apply((none, _, _) => none).OrThrow();
    }

    /// <summary>What a request comes to on given data: every wrong option is named at once.</summary>
    internal static RunPlan Specify(TrainRequest request, SourceRows rows, string source, Checkpoint? start = null)
    {
        var traits = new DataTraits(
            rows.TrainRows, rows.Measured.Features, rows.Measured.HoldsBytes, rows.Measured.Image, DataSource.HoldsSignals(request.Data));

        // A number of processes that is no power of two is refused as such, not as one of shards that nobody asked for.
        var shards = (int)BitOperations.RoundUpToPowerOf2((uint)request.Ranks.Count);
        var preset = Presets.Find(request.Preset, request.Model, traits).OrThrow() with { Shards = shards };
        if (start is not null)
            return WarmStart.Specify(request, preset, traits, rows, source, start);
        var options = request.Configure(preset);
        var data = Sources.Split(rows, options.Seed, options.ShuffleBlock, options.EvaluationRows).OrThrow();
        var ((trials, (model, training)), threads) = (Specs(options, traits), ValidThreads(request.Threads), ValidInterval(request.CheckpointEvery))
            .Apply((specs, count, _) => (specs, count)).OrThrow();
        Suitability.RequireWhole(model, rows, isTrained: false);
        Suitability.RequireLabels(training, model, data.Train);
        var header = new CheckpointHeader(
            model, training, request.Preset, source, DataSeedOf(rows, training), data.Train.Fingerprint, data.Preprocessing, Prelude.Optional(data.Train.Image));
        return new RunPlan(header, data, threads, trials, LogOf(request.Logger));
    }

    /// <summary>What the splits of a training are drawn from: the run's seed, where rows are to be held out.</summary>
    internal static ulong DataSeedOf(SourceRows rows, TrainingSpec training) => rows.HasOwnTest ? Sources.DataSeed : training.Seed;

    /// <summary>A logger that may be left out.</summary>
    internal static ILogger LogOf(ILogger? logger) => logger ?? NullLogger.Instance;

    internal static int CheckThreads(int? threads) => ValidThreads(threads).OrThrow();

    private static Validation<SpecError, (Arr<ClusterCountTrial> Trials, (ModelSpec, TrainingSpec) First)> Specs(RunOptions options, DataTraits traits) =>
        options.ClusterCounts.IsEmpty
            ? options.Check(traits).Map(specs => (Arr<ClusterCountTrial>.Empty, specs))
            : ClusterCountTrial.Of(options, traits).Map(trials => (trials, trials[0].Chosen));

    private static RunResult TrainGiven(
        RunPlan plan, string path, TrainRequest request, RunFollowing follow, CancellationToken cancellation)
    {
        using var session = new TrainingSession(plan.Header, plan.Data, plan.Threads, start: plan.Start, log: plan.Log, ranks: request.Ranks);
        using var folder = RunFolder.Create(path, request.Force).OrThrow();
        session.Start(folder);
        return session.Run(folder, follow, cancellation);
    }

    /// <summary>The part of a rank that writes nothing; where the number of clusters is sought, each rank does so by itself.</summary>
    private static RunResult Accompany(RunPlan plan, string path, IRankGroup ranks, CancellationToken cancellation)
    {
        var (header, found) = plan.Settle(null, cancellation);
        using var session = new TrainingSession(header, plan.Data, plan.Threads, found, plan.Start, plan.Log, ranks);
        return session.Accompany(path, cancellation);
    }

    /// <summary>The folder is held while the number of clusters is sought, and left as it was if that comes to nothing.</summary>
    private static RunResult TrainChosen(
        RunPlan plan, string path, TrainRequest request, RunFollowing follow, CancellationToken cancellation)
    {
        using var folder = RunFolder.Create(path, request.Force).OrThrow();
        using var session = Settle();
        session.Start(folder);
        return session.Run(folder, follow, cancellation);

        TrainingSession Settle()
        {
            try
            {
                var (header, found) = plan.Settle(follow.Progress, cancellation);
                return new TrainingSession(header, plan.Data, plan.Threads, found, log: plan.Log, ranks: request.Ranks);
            }
            catch
            {
                folder.Abandon();
                throw;
            }
        }
    }

    private static RunResult AccompanyFrom(
        string path, string? dataFolder, int threads, IRankGroup ranks, CancellationToken cancellation)
    {
        var checkpoint = Checkpoint.Read(path).OrThrow();
        using var session = new TrainingSession(checkpoint.Header, Reopen(checkpoint.Header, dataFolder, null, cancellation), threads, ranks: ranks);
        session.Restore(checkpoint);
        return session.Accompany(path, cancellation);
    }

    /// <summary>The data that a run began with.</summary>
    private static DataSplits Reopen(
        CheckpointHeader header, string? dataFolder, IProgress<string>? downloads, CancellationToken cancellation)
    {
        var data = Open(header, dataFolder, downloads, cancellation);
        return data.Train.Fingerprint == header.DataFingerprint ? data : throw new GmmVaeException(
            FailureKind.Data,
            $"The data are not those that the run began with: their fingerprint is {data.Train.Fingerprint}, not {header.DataFingerprint}.\n  at {header.DataSource}\n  Restore the data, or start a new run.");
    }

    internal static DataSplits Open(
        CheckpointHeader header, string? dataFolder, IProgress<string>? downloads = null, CancellationToken cancellation = default)
    {
        var rows = Sources.Read(header.DataSource, dataFolder, downloads, cancellation);
        Suitability.RequireFit(header, header.DataSource, rows);
        var data = Sources.Split(rows, header.DataSeed, header.Training.ShuffleBlock, header.Training.EvaluationRows).OrThrow();
        return DataSplits.With(data.Train, data.Test, header.Preprocessing);
    }

    private static Dataset Other(CheckpointHeader header, string source, string? dataFolder)
    {
        var rows = Sources.Read(source, dataFolder);
        Suitability.RequireFit(header, source, rows);
        return rows.Measured.With(header.Preprocessing);
    }

    private static Validation<SpecError, Unit> ValidInterval(int? steps) => SpecRules.All(SpecRules.Within("--checkpoint-every", steps ?? 1, 1));

    private static Validation<SpecError, int> ValidThreads(int? threads) => threads is null
        ? PhysicalCores.Count()
        : SpecRules.Validate(() => threads.Value, SpecRules.Within("--threads", threads.Value, 1, 256));

    /// <summary>Model, preset and data of a run, as in the names of folders.</summary>
    internal static string NameOf(CheckpointHeader header)
    {
        var data = Path.GetFileName(Path.TrimEndingDirectorySeparator(header.DataSource)).Replace('*', '_').Replace('?', '_');
        return $"{header.Model.Kind}-{header.Preset}-{data}";
    }

    private static string DefaultName(CheckpointHeader header) => FormattableString.Invariant($"{NameOf(header)}-{header.Training.Seed}");
}
