using System.Diagnostics;
using GmmVae.Domain;
using GmmVae.Engine;

namespace GmmVae;

/// <summary>One training into one folder, from its start or a checkpoint to its summary.</summary>
internal sealed class TrainingSession : IDisposable
{
    private readonly CheckpointHeader header;
    private readonly DataSplits data;
    private readonly RunFolder folder;
    private readonly WorkerPool workers;
    private readonly Trainer trainer;

    internal TrainingSession(CheckpointHeader header, DataSplits data, RunFolder folder, int threads)
    {
        (this.header, this.data, this.folder) = (header, data, folder);
        workers = new WorkerPool(threads);
        trainer = new Trainer(header.Model, header.Training, data.Train, workers);
    }

    internal void Start() => folder.WriteJson("run.json", RunNotes.Write(header, data, trainer)).OrThrow();

    internal void Continue(Checkpoint checkpoint)
    {
        checkpoint.Restore(trainer.Store);
        trainer.State = checkpoint.State;

        // A limit on the steps ends a training inside an epoch, which then has its line in the log all the same.
        var epochs = checkpoint.State.Epoch + (trainer.IsFinished && checkpoint.State.StepInEpoch > 0 ? 1 : 0);
        folder.TruncateLogs(checkpoint.State.Step, epochs).OrThrow();
    }

    internal RunResult Run(IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        folder.StartSteps(default(TermValues).Named(header.Model).Select(term => term.Name)).OrThrow();
        var clock = Stopwatch.StartNew();
        var startStep = trainer.State.Step;
        var reporter = new RunReporter(header, trainer, folder, progress);
        trainer.Run(reporter, cancellation).ThrowIfSome();
        if (!trainer.IsFinished)
        {
            reporter.Save(trainer.State);
            throw new OperationCanceledException(
                FormattableString.Invariant($"Cancelled after {trainer.State.Step} of {trainer.TotalSteps} steps; the checkpoint is saved.\n  at {folder.Path}\n  Go on with: gmmvae train --resume {folder.Path}"),
                cancellation);
        }

        var seconds = clock.Elapsed.TotalSeconds;
        folder.Flush();
        using var evaluation = new EvaluationRun(header.Model, trainer.Store, header.Training.Seed, workers);
        var measured = Measurement.Of(header.Model, evaluation, data.Test);
        var hash = Checkpoint.HashParameters(trainer.Store, trainer.Parameters);
        var summary = measured.Summarize(
            header, trainer.State, hash, header.DataSource, seconds, (trainer.State.Step - startStep) * trainer.Batch / seconds);
        folder.WriteJson("summary.json", summary.ToJson()).OrThrow();
        var figures = FigureBuilder.Build(header, data, measured, evaluation, trainer.Store, workers, StepLog.Read(folder.StepsPath));
        return new RunResult(summary, folder.Path, figures);
    }

    public void Dispose()
    {
        trainer.Dispose();
        workers.Dispose();
    }
}
