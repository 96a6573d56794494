using System.Text.Json.Nodes;
using GmmVae.Domain;
using GmmVae.Engine;
using LanguageExt;

namespace GmmVae;

/// <summary>Follows a training: logs every step and epoch, saves a checkpoint after each epoch and, if wanted, every so many steps, reports progress.</summary>
internal sealed class RunReporter(
    CheckpointHeader header, Trainer trainer, RunFolder folder, RunFollowing follow, Action save) : ITrainingObserver
{
    private readonly ProgressMeter meter = new(header, trainer, follow.Progress);
    private readonly double[] values = new double[default(TermValues).Named(header.Model, header.Training).Count()];
    private int selected;
    private TrainingPhase phase = header.Training.Phases[0];
    private System.Collections.Generic.HashSet<string> present = [];

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

    private double[] Values(in TermValues terms)
    {
        var i = 0;
        foreach (var (name, value) in terms.Named(header.Model, header.Training))
            values[i++] = present.Contains(name) ? value : double.NaN;
        return values;
    }

    /// <summary>Finds the phase of an epoch, from 1, and the terms that it has.</summary>
    private void Select(int epoch)
    {
        if (epoch == selected)
            return;
        (selected, phase) = (epoch, header.Training.Phases[header.Training.StageAt(epoch - 1).Phase]);
        present = default(TermValues).Named(header.Model, phase).Select(term => term.Name).ToHashSet();
    }

    private JsonObject Line(EpochRecord epoch)
    {
        var line = new JsonObject { ["epoch"] = epoch.Epoch, ["step"] = epoch.Step, ["learningRate"] = epoch.LearningRate };
        if (header.Training.HasStages)
            (line["phase"], line["restart"]) = (epoch.Stage.Phase + 1, epoch.Stage.Restart + 1);
        foreach (var (name, value) in epoch.Terms.Named(header.Model, phase))
            line[name] = value;
        epoch.Kept.IfSome(kept => line["keptRestart"] = kept.Restart + 1);
        epoch.ClustersUsed.IfSome(used => line["clustersUsed"] = used);
        epoch.Validation.IfSome(objective => line["validation"] = objective);
        line["warnings"] = new JsonArray([.. epoch.Warnings.Select(warning => (JsonNode)warning)]);
        line["timing"] = new JsonObject { ["samplesPerSecond"] = Math.Round(epoch.SamplesPerSecond, 1) };
        return line;
    }
}
