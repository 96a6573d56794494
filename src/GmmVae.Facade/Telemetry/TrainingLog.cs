using GmmVae.Engine.Training;
using Microsoft.Extensions.Logging;

namespace GmmVae;

/// <summary>The events of trainings. Their numbers and names are for filters: they stay.</summary>
internal static partial class TrainingLog
{
    [LoggerMessage(1, LogLevel.Information, "Training {Model} on {Data}: {Epochs} epochs, {Steps} steps of {Batch} rows, seed {Seed}")]
    internal static partial void TrainingStarted(this ILogger log, string model, string data, int epochs, long steps, int batch,
        ulong seed);

    [LoggerMessage(2, LogLevel.Information, "Phase {Phase} of {Phases}, restart {Restart} of {Restarts}")]
    internal static partial void StageStarted(this ILogger log, int phase, int phases, int restart, int restarts);

    [LoggerMessage(3,
        LogLevel.Information, "Epoch {Epoch} of {Epochs}, step {Step}: objective {Objective} nats, {SamplesPerSecond} samples/s")]
    internal static partial void EpochFinished(this ILogger log, int epoch, int epochs, long step, double objective,
        double samplesPerSecond);

    [LoggerMessage(4, LogLevel.Debug, "{Used} of {Clusters} clusters are in use")]
    internal static partial void ClustersUsed(this ILogger log, int used, int clusters);

    [LoggerMessage(5, LogLevel.Warning, "{Warning}")]
    internal static partial void TrainingWarning(this ILogger log, string warning);

    [LoggerMessage(6, LogLevel.Information, "Restart {Restart} of phase {Phase} is kept, of objective {Objective}")]
    internal static partial void RestartKept(this ILogger log, int restart, int phase, double objective);

    [LoggerMessage(7, LogLevel.Debug, "Checkpoint of step {Step} saved at {Path}")]
    internal static partial void CheckpointSaved(this ILogger log, long step, string path);

    [LoggerMessage(8, LogLevel.Information, "Trained: {Steps} steps in {Seconds} s")]
    internal static partial void TrainingFinished(this ILogger log, long steps, double seconds);

    [LoggerMessage(9, LogLevel.Information, "Training cancelled after {Step} of {Steps} steps")]
    internal static partial void TrainingCancelled(this ILogger log, long step, long steps);

    [LoggerMessage(10, LogLevel.Error, "Training failed after {Step} of {Steps} steps: {Reason}")]
    internal static partial void TrainingFailed(this ILogger log, long step, long steps, string reason, Exception? fault);

    [LoggerMessage(11, LogLevel.Information, "Trying {Clusters} clusters: trial {Trial} of {Trials}")]
    internal static partial void ClusterCountTried(this ILogger log, int clusters, int trial, int trials);

    [LoggerMessage(12, LogLevel.Information, "{Clusters} clusters are chosen")]
    internal static partial void ClusterCountChosen(this ILogger log, int clusters);

    [LoggerMessage(13, LogLevel.Information, "Downloading {File}")]
    internal static partial void Downloading(this ILogger log, string file);
}

/// <summary>Tells those who follow a training what is downloaded before it can begin.</summary>
internal sealed class DownloadRelay(IProgress<TrainingProgress>? progress, ILogger log) : IProgress<string>
{
    public void Report(string value)
    {
        log.Downloading(value);
        progress?.Report(new TrainingProgress(0, 0, 0, 0, false, [], null, [], 0, TimeSpan.Zero) { Download = value });
    }
}

/// <summary>What trainings and passes over rows tell .NET's own tools: a meter and an activity source, which cost nothing while nobody
/// listens.</summary>
/// <remarks>
/// <para>
/// The meter has the counters <c>gmmvae.training.steps</c>, <c>gmmvae.training.rows</c> and <c>gmmvae.inference.rows</c>, the histogram
/// <c>gmmvae.training.step.duration</c> (seconds) and the gauge <c>gmmvae.training.term</c> (nats, the last step's batch mean; its tag
/// <c>gmmvae.term</c> names the loss term). The tag <c>gmmvae.model</c> is <c>autoencoder</c>, <c>vae</c> or <c>gmm-vae</c>, and
/// <c>gmmvae.result</c> is what rows were turned into.
/// </para>
/// <para>
/// Activities are <c>fit</c>, a training, with an <c>epoch</c> in it for each finished one; and <c>predict</c>, <c>embed</c>,
/// <c>reconstruct</c> and <c>score</c>, a pass over rows. One that fails has the status error.
/// </para>
/// </remarks>
public static class Telemetry
{
    /// <summary>The name of the meter and of the activity source, for <c>AddMeter</c> and <c>AddSource</c>.</summary>
    public const string Name = Instruments.Name;
}
