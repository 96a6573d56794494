using System.Diagnostics;
using GmmVae.Domain;
using GmmVae.Domain.Losses;
using GmmVae.Domain.Models;
using GmmVae.Domain.Training;
using GmmVae.Engine.Artifacts.Checkpoints;
using GmmVae.Engine.Artifacts.Runs;
using GmmVae.Engine.Data;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Training;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GmmVae;

/// <summary>One training into one folder, from its start or a checkpoint to its summary.</summary>
internal sealed class TrainingSession : IDisposable
{
    private readonly CheckpointHeader header;
    private readonly DataSplits data;
    private readonly WorkerPool workers;
    private readonly Trainer trainer;
    private readonly ILogger log;
    private readonly ChosenTraining chosen;

    internal TrainingSession(
        ChosenTraining chosen, DataSplits data, int threads, Checkpoint? fineTuned = null, ILogger? log = null, IRankGroup? ranks = null,
        CancellationToken cancellation = default)
    {
        header = chosen.Header;
        RankAgreement.Conflict(header, data, ranks ??= SingleRank.Instance).ThrowIfSome();
        (this.chosen, this.data, this.log) = (chosen, data, log ?? NullLogger.Instance);
        workers = new WorkerPool(threads);
        try
        {
            trainer = Compile(header, data.Train, workers, ranks, cancellation);
            if (fineTuned is not null)
                trainer.FineTune(fineTuned);
        }
        catch
        {
            workers.Dispose();
            throw;
        }
    }

    /// <summary>What trains a model, or that it is too large.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; nothing has been written.</exception>
    internal static Trainer Compile(
        CheckpointHeader header, Dataset train, WorkerPool workers, IRankGroup? ranks = null, CancellationToken cancellation = default)
    {
        var choice = EngineChoice.Of(header.Engine);
        choice.RequireSharing(header.Training.Shards, ranks?.Count ?? 1);
        var engine = choice.Open();
        try
        {
            return WaitFor(() => new Trainer(header.Model, header.Training, train, workers, ranks, engine), cancellation);
        }
        catch (Exception fault) when (fault is OverflowException or OutOfMemoryException)
        {
            throw new GmmVaeException(
                FailureKind.Usage,
                $"{Setting.Hidden}, {Setting.Latent}, {Setting.Clusters} or {Setting.Batch}: "
                + $"the model is too large for this machine (see {Faq.Memory})");
        }
    }

    /// <summary>Waits for what cannot be interrupted; whoever cancels waits no longer, and what comes of it is disposed of.</summary>
    private static T WaitFor<T>(Func<T> make, CancellationToken cancellation)
        where T : class, IDisposable
    {
        if (!cancellation.CanBeCanceled)
            return make();
        var made = Task.Run(make, CancellationToken.None);
        try
        {
            made.WaitAsync(cancellation).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested && !made.IsCompletedSuccessfully)
        {
            made.ContinueWith(
                late => late.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion,
                TaskScheduler.Default);
            throw new OperationCanceledException("Cancelled before the first step; nothing is saved yet.", cancellation);
        }

        return made.GetAwaiter().GetResult();
    }

    /// <summary>Trains in memory, without a folder.</summary>
    internal Checkpoint Fit(IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        Watched(new ProgressMeter(header, trainer, progress)).Run(cancellation).ThrowIfSome();
        return trainer.IsFinished
            ? Checkpoint.Capture(header, trainer.State, trainer.Store)
            : throw new OperationCanceledException(
                FormattableString.Invariant($"Cancelled after {trainer.State.Step} of {trainer.TotalSteps} steps."), cancellation);
    }

    /// <summary>Makes the steps of a log again, without a folder, and compares.</summary>
    internal RunVerification Repeat(double[][] logged, bool isToTheEnd, Checkpoint checkpoint, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var comparison = new StepComparison(header, logged, isToTheEnd, stop.Cancel);
        trainer.Run(comparison, stop.Token).ThrowIfSome();
        cancellation.ThrowIfCancellationRequested();
        var isWhole = comparison.FirstDifference is null && trainer.IsFinished;
        return new RunVerification(
            header.Model.Kind, comparison.Steps, comparison.FirstDifference,
            isWhole ? Checkpoint.HashParameters(trainer.Store, trainer.Parameters) == checkpoint.ParametersSha256 : null);
    }

    private TrainingWatch Watched(ITrainingObserver observer) => new(header, trainer, log, observer);

    internal void Start(RunFolder folder)
    {
        folder.Clear().OrThrow();
        WriteNotes(folder);
        Save(folder);
    }

    internal void Restore(Checkpoint checkpoint) => trainer.Resume(checkpoint);

    internal void Resume(RunFolder folder, Checkpoint checkpoint)
    {
        Restore(checkpoint);

        // A finished run may have ended within an epoch, which then has its line; an interrupted one has none of it.
        var begun = trainer.IsFinished && checkpoint.State.StepInEpoch > 0 ? 1 : 0;
        folder.TruncateLogs(checkpoint.State.Step, checkpoint.State.Epoch, begun).OrThrow();
        if (RunManifest.Of(folder).OrThrow().IsNone)
            WriteNotes(folder);
    }

    /// <summary>Does this rank's part of a training that another one writes down.</summary>
    internal RunResult FollowRank(string path, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var startStep = trainer.State.Step;
        trainer.Run(new ProgressMeter(header, trainer, null), cancellation).ThrowIfSome();
        if (!trainer.IsFinished)
            throw Cancelled(path, cancellation);
        var summary = Measure(clock.Elapsed.TotalSeconds, startStep, out var evaluation, out _);
        evaluation.Dispose();
        return new RunResult(summary, path);
    }

    internal RunResult Run(RunFolder folder, RunFollowing follow, CancellationToken cancellation)
    {
        try
        {
            return Train(folder, follow, cancellation);
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException or IOException and not DataFileException)
        {
            throw new GmmVaeException(
                FailureKind.Access,
                $"Writing failed: {fault.Message}\n  at {folder.Path}\n  Make room, then go on with: {Setting.Resume} {folder.Path}");
        }
    }

    private RunResult Train(RunFolder folder, RunFollowing follow, CancellationToken cancellation)
    {
        folder.StartSteps(ReportedLosses.Of(header.Model, header.Training).Map(value => value.Name())).OrThrow();
        var clock = Stopwatch.StartNew();
        var startStep = trainer.State.Step;
        var recorder = new RunRecorder(header, trainer, folder, follow.CheckpointEvery, () => Save(folder),
            new ProgressMeter(header, trainer, follow.Progress));
        Watched(recorder).Run(cancellation).ThrowIfSome();
        if (!trainer.IsFinished)
        {
            Save(folder);
            throw Cancelled(folder.Path, cancellation);
        }

        var seconds = clock.Elapsed.TotalSeconds;
        folder.Flush();
        var summary = Measure(seconds, startStep, out var evaluation, out var measured);
        using var measuring = evaluation;
        if (!trainer.State.Outcomes.IsEmpty)
            WriteNotes(folder);
        if (follow.Draw is not null)
            summary = Draw(
                follow.Draw, folder,
                new FinishedTraining(summary, header, data, measured, evaluation, trainer.Store, workers, folder.StepsPath));

        // Last, since a study takes a run that has one for finished.
        folder.WriteJson("summary.json", summary.ToJson()).OrThrow();
        return new RunResult(summary, folder.Path);
    }

    /// <summary>Draws the figures, without which a run is a run: what becomes of them is no more than a warning.</summary>
    private static RunSummary Draw(FigureDrawing draw, RunFolder folder, FinishedTraining training)
    {
        try
        {
            draw(training, folder.FigurePath);
            return training.Summary;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            var reason = string.Join(' ', fault.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            var warning = PlainText.Of($"figures: not all could be drawn: {reason}");
            return training.Summary with { Warnings = [.. training.Summary.Warnings, warning] };
        }
    }

    private RunSummary Measure(double seconds, long startStep, out EvaluationRun evaluation, out Measurement measured)
    {
        evaluation = new EvaluationRun(header.Model, header.Training, trainer.Store, workers);
        measured = Measurement.Of(header, evaluation, data.Test);
        var hash = Checkpoint.HashParameters(trainer.Store, trainer.Parameters);
        var summary = measured.Summarize(
            header, trainer.State, hash, header.DataSource, seconds, (trainer.State.Step - startStep) * trainer.Batch / seconds);
        return summary with
        {
            ClusterCounts = [.. chosen.ClusterCounts],
            Chosen = chosen.Ladder,
            Columns = [.. header.Schema.FeatureNames()],
            Warnings = [.. header.Schema.Warnings, .. summary.Warnings, .. Suitability.Doubts(data.Train)],
        };
    }

    private TrainingCancelledException Cancelled(string path, CancellationToken cancellation) => new(
        $"Cancelled after {trainer.State.Step} of {trainer.TotalSteps} steps; the checkpoint is saved.\n"
        + $"  at {path}\n  Go on with: {Setting.Resume} {path}",
        cancellation);

    private void WriteNotes(RunFolder folder) =>
        folder.WriteJson(RunManifest.FileName, RunManifest.Write(
            header, data, trainer.Parameters, trainer.State.Outcomes, chosen.ClusterCounts, chosen.Ladder)).OrThrow();

    private void Save(RunFolder folder)
    {
        trainer.CheckStore().ThrowIfSome();
        folder.Save(Checkpoint.Capture(header, trainer.State, trainer.Store)).OrThrow();
        log.CheckpointSaved(trainer.State.Step, folder.CheckpointPath);
    }

    public void Dispose()
    {
        trainer.Dispose();
        workers.Dispose();
    }
}

/// <summary>What is to be seen and kept of a run on its way.</summary>
/// <param name="Draw">Draws the figures at the end, if any are wanted.</param>
/// <param name="Progress">Told a few times a second and after each epoch.</param>
/// <param name="CheckpointEvery">The number of steps between checkpoints, beside those at the end of each epoch.</param>
internal sealed record RunFollowing(FigureDrawing? Draw = null, IProgress<TrainingProgress>? Progress = null, int? CheckpointEvery = null);
