using System.Diagnostics;
using System.Text.Json.Nodes;
using GmmVae.Domain.Clustering;
using GmmVae.Domain.Losses;
using GmmVae.Domain.Training;
using GmmVae.Engine.Artifacts.Checkpoints;
using GmmVae.Engine.Artifacts.Runs;
using GmmVae.Engine.Training;
using LanguageExt;

namespace GmmVae;

/// <summary>Follows a training: logs every step and epoch, saves a checkpoint after each epoch and, if wanted, every so many steps, reports progress.</summary>
internal sealed class RunReporter(
    CheckpointHeader header, Trainer trainer, RunFolder folder, RunFollowing follow, Action save) : ITrainingObserver
{
    private readonly ProgressMeter meter = new(header, trainer, follow.Progress);
    private readonly LossValue[] columns = [.. ReportedLosses.Of(header.Model, header.Training)];
    private readonly double[] values = new double[ReportedLosses.Of(header.Model, header.Training).Count];
    private int selected;
    private TrainingPhase phase = header.Training.Phases[0];
    private Arr<LossValue> present = Arr<LossValue>.Empty;

    public void OnStep(in StepRecord step)
    {
        Select(step.Epoch);
        folder.AppendStep(step.Epoch, step.Step, step.LearningRate, Values(step.Terms));

        // The end of an epoch, which is more than its last step, saves by itself.
        if (follow.CheckpointEvery is { } every && step.Step % every == 0 && !trainer.IsAtEpochEnd)
            save();
        meter.OnStep(step);
    }

    public void OnEpoch(EpochRecord epoch, TrainingState state)
    {
        Select(epoch.Epoch);
        folder.AppendMetrics(Line(epoch));
        save();
        meter.OnEpoch(epoch, state);
    }

    private double[] Values(in LossValues terms)
    {
        for (var i = 0; i < columns.Length; i++)
            values[i] = present.Contains(columns[i]) ? terms[columns[i]] : double.NaN;
        return values;
    }

    /// <summary>Finds the phase of an epoch, from 1, and the terms that it has.</summary>
    private void Select(int epoch)
    {
        if (epoch == selected)
            return;
        (selected, phase) = (epoch, header.Training.Phases[header.Training.StageAt(epoch - 1).Phase]);
        present = ReportedLosses.Of(header.Model, phase);
    }

    private JsonObject Line(EpochRecord epoch)
    {
        var line = new JsonObject { ["epoch"] = epoch.Epoch, ["step"] = epoch.Step, ["learningRate"] = epoch.LearningRate };
        if (header.Training.HasStages)
            (line["phase"], line["restart"]) = (epoch.Stage.Phase + 1, epoch.Stage.Restart + 1);
        foreach (var (name, value) in epoch.Terms.Named(present))
            line[name] = value;
        epoch.Kept.IfSome(kept => line["keptRestart"] = kept.Restart + 1);
        epoch.ClustersUsed.IfSome(used => line["clustersUsed"] = used);
        epoch.Validation.IfSome(objective => line["validation"] = objective);
        line["warnings"] = new JsonArray([.. epoch.Warnings.Select(warning => (JsonNode)warning)]);
        line["timing"] = new JsonObject { ["samplesPerSecond"] = Math.Round(epoch.SamplesPerSecond, 1) };
        return line;
    }
}

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

/// <summary>How far a training is.</summary>
/// <param name="Epoch">The epoch under way or just finished, from 1.</param>
/// <param name="Epochs">All epochs.</param>
/// <param name="Step">Finished steps.</param>
/// <param name="TotalSteps">All steps.</param>
/// <param name="IsEpochEnd">Whether the epoch is finished; otherwise the terms are those of the last step.</param>
/// <param name="Terms">The loss terms in nats by name.</param>
/// <param name="ClustersUsed">Clusters in use on a part of the training split, at the end of an epoch of a clustering model.</param>
/// <param name="Warnings">What a user should know: collapse and the like.</param>
/// <param name="SamplesPerSecond">Observations a second.</param>
/// <param name="TimeLeft">Until the end of the training, at this speed.</param>
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

    /// <summary>The file that is being downloaded, and from where, before a training on <c>mnist</c> can begin; all numbers are 0 then.</summary>
    public string? Download { get; init; }
}
