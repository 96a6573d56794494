using System.Text.Json.Nodes;
using GmmVae.Domain.Losses;
using GmmVae.Domain.Training;
using GmmVae.Engine.Training;
using LanguageExt;

namespace GmmVae.Engine.Artifacts.Runs;

/// <summary>
/// Records a training in its folder: logs every step and epoch, saves a checkpoint after each epoch and, if wanted, every so many steps.
/// </summary>
/// <param name="header">What is trained.</param>
/// <param name="trainer">Who trains.</param>
/// <param name="folder">Where to.</param>
/// <param name="checkpointEvery">After how many steps a checkpoint is saved, beside those at the end of each epoch.</param>
/// <param name="save">Saves one.</param>
/// <param name="next">Follows the training too, after what is recorded.</param>
internal sealed class RunRecorder(
    CheckpointHeader header, Trainer trainer, RunFolder folder, int? checkpointEvery, Action save, ITrainingObserver next)
    : ITrainingObserver
{
    private readonly LoggedTerms terms = new(header);

    public void OnStep(in StepRecord step)
    {
        folder.AppendStep(step.Epoch, step.Step, step.LearningRate, terms.Of(step));

        // The end of an epoch, which is more than its last step, saves by itself.
        if (checkpointEvery is { } every && step.Step % every == 0 && !trainer.IsAtEpochEnd)
            save();
        next.OnStep(step);
    }

    public void OnEpoch(EpochRecord epoch, TrainingState state)
    {
        folder.AppendMetrics(Line(epoch));
        save();
        next.OnEpoch(epoch, state);
    }

    private JsonObject Line(EpochRecord epoch)
    {
        var line = new JsonObject { ["epoch"] = epoch.Epoch, ["step"] = epoch.Step, ["learningRate"] = epoch.LearningRate };
        if (header.Training.HasStages)
            (line["phase"], line["restart"]) = (epoch.Stage.Phase + 1, epoch.Stage.Restart + 1);
        foreach (var (name, value) in epoch.Terms.Named(terms.In(epoch.Epoch)))
            line[name] = value;
        epoch.Kept.IfSome(kept => line["keptRestart"] = kept.Restart + 1);
        epoch.ClustersUsed.IfSome(used => line["clustersUsed"] = used);
        epoch.Validation.IfSome(objective => line["validation"] = objective);
        line["warnings"] = new JsonArray([.. epoch.Warnings.Select(warning => (JsonNode)warning)]);
        line["timing"] = new JsonObject { ["samplesPerSecond"] = Math.Round(epoch.SamplesPerSecond, 1) };
        return line;
    }
}

/// <summary>The terms of a training as its log of steps has them: a number each, and none where the phase under way lacks it.</summary>
internal sealed class LoggedTerms(CheckpointHeader header)
{
    private readonly LossValue[] columns = [.. ReportedLosses.Of(header.Model, header.Training)];
    private readonly double[] values = new double[ReportedLosses.Of(header.Model, header.Training).Count];
    private int selected;
    private Arr<LossValue> present = Arr<LossValue>.Empty;

    /// <summary>The values of a step, valid until the next.</summary>
    internal double[] Of(in StepRecord step)
    {
        var found = In(step.Epoch);
        for (var i = 0; i < columns.Length; i++)
            values[i] = found.Contains(columns[i]) ? step.Terms[columns[i]] : double.NaN;
        return values;
    }

    /// <summary>The terms that the phase of an epoch, from 1, has.</summary>
    internal Arr<LossValue> In(int epoch)
    {
        if (epoch != selected)
            (selected, present) = (epoch,
                ReportedLosses.Of(header.Model, header.Training.Phases[header.Training.StageAt(epoch - 1).Phase]));
        return present;
    }
}
