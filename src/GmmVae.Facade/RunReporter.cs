using System.Text.Json.Nodes;
using GmmVae.Domain;
using GmmVae.Engine;
using LanguageExt;

namespace GmmVae;

/// <summary>Follows a training: logs every step and epoch, saves a checkpoint after each epoch, reports progress.</summary>
internal sealed class RunReporter(
    CheckpointHeader header, Trainer trainer, RunFolder folder, IProgress<TrainingProgress>? progress) : ITrainingObserver
{
    private readonly ProgressMeter meter = new(header, trainer, progress);
    private readonly double[] values = [.. default(TermValues).Named(header.Model).Select(term => term.Value)];

    public void OnStep(in StepRecord step)
    {
        folder.AppendStep(step.Epoch, step.Step, step.LearningRate, Values(step.Terms));
        meter.OnStep(step);
    }

    public void OnEpoch(EpochRecord epoch, TrainingState state)
    {
        folder.AppendMetrics(Line(epoch));
        Save(state);
        meter.OnEpoch(epoch, state);
    }

    internal void Save(TrainingState state)
    {
        folder.Flush();
        Checkpoint.Capture(header, state, trainer.Store).Write(folder.CheckpointPath).OrThrow();
    }

    private double[] Values(in TermValues terms)
    {
        var i = 0;
        foreach (var (_, value) in terms.Named(header.Model))
            values[i++] = value;
        return values;
    }

    private JsonObject Line(EpochRecord epoch)
    {
        var line = new JsonObject { ["epoch"] = epoch.Epoch, ["step"] = epoch.Step, ["learningRate"] = epoch.LearningRate };
        foreach (var (name, value) in epoch.Terms.Named(header.Model))
            line[name] = value;
        epoch.ClustersUsed.IfSome(used => line["clustersUsed"] = used);
        line["warnings"] = new JsonArray([.. epoch.Warnings.Select(warning => (JsonNode)warning)]);
        line["timing"] = new JsonObject { ["samplesPerSecond"] = Math.Round(epoch.SamplesPerSecond, 1) };
        return line;
    }
}
