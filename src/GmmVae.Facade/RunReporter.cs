using System.Diagnostics;
using System.Text.Json.Nodes;
using GmmVae.Domain;
using GmmVae.Engine;
using LanguageExt;

namespace GmmVae;

/// <summary>Follows a training: logs every step and epoch, saves a checkpoint after each epoch, reports progress.</summary>
internal sealed class RunReporter(
    CheckpointHeader header, Trainer trainer, RunFolder folder, IProgress<TrainingProgress>? progress) : ITrainingObserver
{
    private const double SecondsBetweenReports = 0.25;

    private readonly long startStep = trainer.State.Step;
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly double[] values = new double[default(TermValues).Named(header.Model, header.Training).Count()];
    private double lastReport;
    private int selected;
    private TrainingStage stage;
    private System.Collections.Generic.HashSet<string> present = [];

    private TrainingPhase Phase => header.Training.Phases[stage.Phase];

    /// <summary>The last epoch's warnings.</summary>
    internal IReadOnlyList<string> Warnings { get; private set; } = [];

    public void OnStep(in StepRecord step)
    {
        Select(step.Epoch);
        folder.AppendStep(step.Epoch, step.Step, step.LearningRate, Values(step.Terms));
        if (progress is null || clock.Elapsed.TotalSeconds - lastReport < SecondsBetweenReports)
            return;
        lastReport = clock.Elapsed.TotalSeconds;
        progress.Report(Progress(step.Epoch, step.Step, false, step.Terms, null));
    }

    public void OnEpoch(EpochRecord epoch, TrainingState state)
    {
        Select(epoch.Epoch);
        Warnings = [.. epoch.Warnings];
        folder.AppendMetrics(Line(epoch));
        Save(state);
        progress?.Report(Progress(
            epoch.Epoch, epoch.Step, true, epoch.Terms, epoch.ClustersUsed.ToNullable()));
    }

    internal void Save(TrainingState state)
    {
        folder.Flush();
        Checkpoint.Capture(header, state, trainer.Store).Write(folder.CheckpointPath).OrThrow();
    }

    private double[] Values(in TermValues terms)
    {
        var i = 0;
        foreach (var (name, value) in terms.Named(header.Model, header.Training))
            values[i++] = present.Contains(name) ? value : double.NaN;
        return values;
    }

    /// <summary>Finds the stage of an epoch, from 1, and the terms that its phase has.</summary>
    private void Select(int epoch)
    {
        if (epoch == selected)
            return;
        (selected, stage) = (epoch, header.Training.StageAt(epoch - 1));
        present = default(TermValues).Named(header.Model, Phase).Select(term => term.Name).ToHashSet();
    }

    private JsonObject Line(EpochRecord epoch)
    {
        var line = new JsonObject { ["epoch"] = epoch.Epoch, ["step"] = epoch.Step, ["learningRate"] = epoch.LearningRate };
        if (header.Training.HasStages)
            (line["phase"], line["restart"]) = (epoch.Stage.Phase + 1, epoch.Stage.Restart + 1);
        foreach (var (name, value) in epoch.Terms.Named(header.Model, Phase))
            line[name] = value;
        epoch.Kept.IfSome(kept => line["keptRestart"] = kept.Restart + 1);
        epoch.ClustersUsed.IfSome(used => line["clustersUsed"] = used);
        line["warnings"] = new JsonArray([.. epoch.Warnings.Select(warning => (JsonNode)warning)]);
        line["timing"] = new JsonObject { ["samplesPerSecond"] = Math.Round(epoch.SamplesPerSecond, 1) };
        return line;
    }

    private TrainingProgress Progress(int epoch, long step, bool isEpochEnd, TermValues terms, int? clustersUsed)
    {
        var seconds = clock.Elapsed.TotalSeconds;
        var made = step - startStep;
        return new TrainingProgress(
            epoch,
            header.Training.Epochs,
            step,
            trainer.TotalSteps,
            isEpochEnd,
            [.. terms.Named(header.Model, Phase)],
            clustersUsed,
            Warnings,
            made * trainer.Batch / seconds,
            TimeSpan.FromSeconds(seconds / made * (trainer.TotalSteps - step)),
            header.Training.HasStages ? Words() : null);
    }

    private string Words()
    {
        var phase = FormattableString.Invariant($"phase {stage.Phase + 1}/{header.Training.Phases.Count}");
        return Phase.Restarts == 1 ? phase : FormattableString.Invariant($"{phase} restart {stage.Restart + 1}/{Phase.Restarts}");
    }
}
