using System.Diagnostics;
using GmmVae.Domain;
using GmmVae.Engine;

namespace GmmVae;

/// <summary>Reports the progress of a training, a few times a second and after each epoch.</summary>
internal sealed class ProgressMeter(CheckpointHeader header, Trainer trainer, IProgress<TrainingProgress>? progress) : ITrainingObserver
{
    private const double SecondsBetweenReports = 0.25;

    private readonly long startStep = trainer.State.Step;
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private double lastReport;

    /// <summary>The last epoch's warnings.</summary>
    internal IReadOnlyList<string> Warnings { get; private set; } = [];

    public void OnStep(in StepRecord step)
    {
        if (progress is null || clock.Elapsed.TotalSeconds - lastReport < SecondsBetweenReports)
            return;
        lastReport = clock.Elapsed.TotalSeconds;
        progress.Report(Progress(step.Epoch, step.Step, false, step.Terms, null));
    }

    public void OnEpoch(EpochRecord epoch, TrainingState state)
    {
        Warnings = [.. epoch.Warnings];
        progress?.Report(Progress(epoch.Epoch, epoch.Step, true, epoch.Terms, epoch.ClustersUsed.ToNullable()));
    }

    private TrainingProgress Progress(int epoch, long step, bool isEpochEnd, TermValues terms, int? clustersUsed)
    {
        var seconds = clock.Elapsed.TotalSeconds;
        var made = step - startStep;
        var stage = header.Training.StageAt(epoch - 1);
        var phase = header.Training.Phases[stage.Phase];
        return new TrainingProgress(
            epoch,
            header.Training.Epochs,
            step,
            trainer.TotalSteps,
            isEpochEnd,
            [.. terms.Named(header.Model, phase)],
            clustersUsed,
            Warnings,
            made * trainer.Batch / seconds,
            TimeSpan.FromSeconds(seconds / made * (trainer.TotalSteps - step)),
            header.Training.HasStages ? Words(stage, phase) : null);
    }

    private string Words(TrainingStage stage, TrainingPhase phase)
    {
        var restart = FormattableString.Invariant($"restart {stage.Restart + 1}/{phase.Restarts}");
        if (header.Training.Phases.Count == 1)
            return restart;
        var words = FormattableString.Invariant($"phase {stage.Phase + 1}/{header.Training.Phases.Count}");
        return phase.Restarts == 1 ? words : $"{words} {restart}";
    }
}
