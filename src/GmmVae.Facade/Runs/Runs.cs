using System.Text.Json.Nodes;
using GmmVae.Domain;
using GmmVae.Domain.Steps;
using GmmVae.Engine.Artifacts.Runs;
using GmmVae.Engine.Data;
using GmmVae.Engine.Data.Sources;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Training;
using LanguageExt;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GmmVae;

/// <summary>Runs in folders: train, go on, evaluate, describe. Each call is independent; calls may run at the same time in different
/// folders.</summary>
public static class Runs
{
    /// <summary>Trains a model into a new run folder.</summary>
    /// <param name="request">The model, the data, the options and the folder.</param>
    /// <param name="progress">Receives progress a few times a second and after each epoch, on the training thread.</param>
    /// <param name="draw">Draws the run's figures, if any are wanted.</param>
    /// <param name="cancellation">Stops between steps, after saving a checkpoint.</param>
    /// <exception cref="GmmVaeException">Wrong options, unusable data, an unusable folder, the training diverged, or another rank is
    /// silent. Nothing is left half-written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the checkpoint is saved, but while the number of clusters is still
    /// sought nothing is.</exception>
    public static RunResult Train(
        TrainRequest request,
        IProgress<TrainingProgress>? progress = null,
        FigureDrawing? draw = null,
        CancellationToken cancellation = default) => Failures.GuardData(() =>
    {
        RequestRules.RequirePreset(request);
        var fineTuned = request.StartFrom is { } saved ? FittedModel.ReadCheckpoint(saved) : null;
        var rows = Sources.Read(
            request.Data, request.DataFolder, DataOptions.Of(request.Table, fineTuned?.Header),
            new DownloadRelay(progress, request.Logger ?? NullLogger.Instance), cancellation);
        var plan = RunPlan.Specify(request, rows, DataSource.Locate(request.Data), fineTuned);
        var path = request.OutputFolder ?? Path.Combine("runs", RunPlan.DefaultName(plan.Header));
        if (OutputPlace.ObjectionToRun(path, request.Data, request.StartFrom) is { } objection)
            throw new GmmVaeException(FailureKind.Usage, $"{Setting.OutputFolder}: {objection}");
        return RunTraining.Start(plan, path, request, new RunFollowing(draw, progress, request.CheckpointEvery), cancellation);
    });

    /// <summary>Continues an interrupted run, to the same bits as without the interruption.</summary>
    /// <param name="runFolder">The run's folder.</param>
    /// <param name="dataFolder">The folder for downloads.</param>
    /// <param name="threads">The number of threads; by default the number of physical cores.</param>
    /// <param name="progress">Receives progress a few times a second and after each epoch, on the training thread.</param>
    /// <param name="draw">Draws the run's figures, if any are wanted.</param>
    /// <param name="checkpointEvery">The number of steps between checkpoints, beside those at the end of each epoch.</param>
    /// <param name="logger">Receives the events of the training.</param>
    /// <param name="ranks">The processes that go on together, as many as divide the run's shards; by default this one alone.</param>
    /// <param name="cancellation">Stops between steps, after saving a checkpoint.</param>
    /// <exception cref="GmmVaeException">No checkpoint, one of another run, other data than the run began with, the training diverged, or
    /// another rank is silent.</exception>
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
        var count = (RequestRules.ValidThreads(threads), RequestRules.ValidInterval(checkpointEvery)).Apply((count, _) => count).OrThrow();
        return RunTraining.Resume(
            runFolder, dataFolder, count, new RunFollowing(draw, progress, checkpointEvery), logger ?? NullLogger.Instance, ranks,
                cancellation);
    }

    /// <summary>Measures a trained model on the test split of its own data, or on other data: on their test split, or on all rows where
    /// they have none of their own.</summary>
    /// <param name="run">A run folder, or a model's file.</param>
    /// <param name="data">Another data source, of the same width.</param>
    /// <param name="dataFolder">The folder for downloads.</param>
    /// <param name="threads">The number of threads; by default the number of physical cores.</param>
    /// <param name="samples">Samples for each row of the importance-weighted bound, whose mean is the term <c>importanceWeighted</c> then
    /// (with the sign of the other terms); null to leave it out.</param>
    /// <param name="engine">What computes, whatever the model was trained with; the summary names it.</param>
    /// <param name="device">Where it computes.</param>
    /// <param name="table">How a table is read.</param>
    /// <exception cref="GmmVaeException">No readable checkpoint, unusable data, samples of an autoencoder, or an engine that cannot run
    /// here.</exception>
    public static RunSummary Evaluate(
        string run, string? data = null, string? dataFolder = null, int? threads = null, int? samples = null,
        ComputeEngine engine = ComputeEngine.Managed, ComputeDevice device = ComputeDevice.Cpu, DataOptions? table = null) =>
        Failures.GuardData(() =>
    {
        var computing = new EngineChoice(engine, device).Open();
        var count = RequestRules.CheckThreads(threads);
        var checkpoint = FittedModel.ReadCheckpoint(run);
        var header = checkpoint.Header;
        var source = data ?? header.DataSource;
        var test = data is null ? RunData.Open(header, dataFolder).Test : RunData.Other(header, data, dataFolder, table);
        using var workers = new WorkerPool(count);
        using var store = ParameterStore.Of(EvaluationGraph.Build(header.Model).Graph, computing);
        checkpoint.Restore(store);
        using var evaluation = new EvaluationRun(header.Model, header.Training, store, workers);
        var measured = Measurement.Of(header, evaluation, test);
        var summary = measured.Summarize(
            header, checkpoint.State, checkpoint.ParametersSha256, source, measured.Seconds, test.Rows / measured.Seconds)
            with { Engine = computing.Name, Device = computing.Device, Columns = [.. header.Schema.FeatureNames()] };
        if (samples is null)
            return summary;
        using var model = new FittedModel(checkpoint, count, computing);
        return summary with { Terms = [.. summary.Terms, ("importanceWeighted", model.Score(RowStream.Of(test), samples).Average())] };
    });

    /// <summary>Makes the first steps of a run again and compares every term with the run's log: whether the bits hold on this
    /// machine.</summary>
    /// <param name="run">A run folder.</param>
    /// <param name="steps">How many steps; at most those that the run has made.</param>
    /// <param name="dataFolder">Where downloads are kept.</param>
    /// <param name="threads">Threads that compute; by default the number of physical cores. The result does not depend on it.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <exception cref="GmmVaeException">No readable run, other data than it began with, or parameters that were another model's.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static RunVerification Verify(
        string run, int steps = 100, string? dataFolder = null, int? threads = null, CancellationToken cancellation = default) =>
        Failures.GuardData(() => RunVerifier.Verify(run, steps, dataFolder, threads, cancellation));

    /// <summary>What is in a run folder, a checkpoint file, or a data source.</summary>
    /// <param name="path">A run folder, a <c>.safetensors</c> checkpoint, or a data source.</param>
    /// <param name="dataFolder">The folder for downloads.</param>
    /// <param name="table">How a table is read.</param>
    /// <returns>A JSON document; its field <c>kind</c> is <c>run</c>, <c>checkpoint</c>, <c>pytorch</c> or <c>data</c>.</returns>
    /// <exception cref="GmmVaeException">There is no such thing, or it is unreadable.</exception>
    public static JsonObject Inspect(string path, string? dataFolder = null, DataOptions? table = null)
    {
        var checkpoint = Path.Combine(path, RunFolder.CheckpointName);
        if (File.Exists(checkpoint))
        {
            var run = Inspection.OfCheckpoint(checkpoint).OrThrow();
            run["kind"] = "run";
            return run;
        }

        return (path.EndsWith(".safetensors", StringComparison.Ordinal)
            ? Inspection.OfCheckpoint(path)
            : Inspection.OfData(path, Sources.DataSeed, dataFolder, DataOptions.Of(table).Options)).OrThrow();
    }
}
