using System.Diagnostics;
using GmmVae.Domain.Clustering;
using GmmVae.Domain.Losses;
using GmmVae.Domain.Training;
using GmmVae.Engine.Training;

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

    private TrainingProgress Progress(int epoch, long step, bool isEpochEnd, LossValues terms, int? clustersUsed)
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
            [.. terms.Named(ReportedLosses.Of(header.Model, phase))],
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

/// <summary>The progress of a training.</summary>
/// <param name="Epoch">The current or just finished epoch, from 1.</param>
/// <param name="Epochs">All epochs.</param>
/// <param name="Step">Finished steps.</param>
/// <param name="TotalSteps">All steps.</param>
/// <param name="IsEpochEnd">Whether the epoch is finished; otherwise the terms are those of the last step.</param>
/// <param name="Terms">The loss terms in nats by name.</param>
/// <param name="ClustersUsed">Clusters in use on a part of the training split, at the end of an epoch of a clustering model.</param>
/// <param name="Warnings">Warnings, such as collapse.</param>
/// <param name="SamplesPerSecond">Rows per second.</param>
/// <param name="TimeLeft">The time until the end of the training, at this speed.</param>
/// <param name="Stage">The phase and the restart under way in words, in a training that has several.</param>
public sealed record TrainingProgress(
    int Epoch,
    int Epochs,
    long Step,
    long TotalSteps,
    bool IsEpochEnd,
    IReadOnlyList<(string Name, double Value)> Terms,
    int? ClustersUsed,
    IReadOnlyList<string> Warnings,
    double SamplesPerSecond,
    TimeSpan TimeLeft,
    string? Stage = null)
{
    /// <summary>What was found of a number of clusters, when it has been tried; the training itself comes after all trials.</summary>
    public ClusterCountScore? ClusterCount { get; init; }

    /// <summary>The file that is being downloaded, and from where, before a training on <c>mnist</c> can begin; all numbers are 0
    /// then.</summary>
    public string? Download { get; init; }
}
