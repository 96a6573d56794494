using System.Diagnostics;
using System.Text.Json.Nodes;
using GmmVae.Domain;
using GmmVae.Engine;

namespace GmmVae;

/// <summary>Follows a training: logs every step and epoch, saves a checkpoint after each epoch, reports progress.</summary>
internal sealed class RunReporter(
    CheckpointHeader header, Trainer trainer, RunFolder folder, IProgress<TrainingProgress>? progress) : ITrainingObserver
{
    private const double SecondsBetweenReports = 0.25;

    private readonly long startStep = trainer.State.Step;
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly double[] values = [.. default(TermValues).Named(header.Model).Select(term => term.Value)];
    private double lastReport;

    /// <summary>The last epoch's warnings.</summary>
    internal IReadOnlyList<string> Warnings { get; private set; } = [];

    public void OnStep(in StepRecord step)
    {
        folder.AppendStep(step.Epoch, step.Step, step.LearningRate, Values(step.Terms));
        if (progress is null || clock.Elapsed.TotalSeconds - lastReport < SecondsBetweenReports)
            return;
        lastReport = clock.Elapsed.TotalSeconds;
        progress.Report(Progress(step.Epoch, step.Step, false, step.Terms, null));
    }

    public void OnEpoch(EpochRecord epoch, TrainingState state)
    {
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
            [.. terms.Named(header.Model)],
            clustersUsed,
            Warnings,
            made * trainer.Batch / seconds,
            TimeSpan.FromSeconds(seconds / made * (trainer.TotalSteps - step)));
    }
}
