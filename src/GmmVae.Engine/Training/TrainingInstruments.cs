using System.Diagnostics;
using System.Diagnostics.Metrics;
using GmmVae.Domain.Models;
using GmmVae.Domain.Training;

namespace GmmVae.Engine.Training;

/// <summary>The meter and the activity source of trainings and passes over rows, with their instruments and tags.</summary>
internal static class Instruments
{
    internal const string Name = "GmmVae";
    internal const string ModelTag = "gmmvae.model";
    internal const string TermTag = "gmmvae.term";

    private static readonly Meter Meter = new(Name);

    internal static readonly ActivitySource Source = new(Name);

    internal static readonly Counter<long> Steps =
        Meter.CreateCounter<long>("gmmvae.training.steps", "{step}", "Finished training steps");

    internal static readonly Counter<long> TrainingRows =
        Meter.CreateCounter<long>("gmmvae.training.rows", "{row}", "Observations that training steps have seen");

    internal static readonly Histogram<double> StepDuration =
        Meter.CreateHistogram<double>("gmmvae.training.step.duration", "s", "What a training step takes");

    internal static readonly Gauge<double> Terms =
        Meter.CreateGauge<double>("gmmvae.training.term", "nat", "Loss terms of the last training step, batch means");

    internal static readonly Counter<long> InferenceRows =
        Meter.CreateCounter<long>("gmmvae.inference.rows", "{row}", "Rows that a trained model has been applied to");

    internal static KeyValuePair<string, object?> Model(string kind) => new(ModelTag, kind);

    internal static KeyValuePair<string, object?> Result(string name) => new("gmmvae.result", name);
}

/// <summary>
/// Measures a training for .NET's own tools: an activity of the whole and one of each epoch, and metrics of each step. While nobody
/// listens, a step costs a few comparisons and no memory.
/// </summary>
internal sealed class TrainingInstruments : ITrainingObserver, IDisposable
{
    private readonly ModelSpec model;
    private readonly TrainingSpec training;
    private readonly Trainer trainer;
    private readonly ITrainingObserver next;
    private readonly KeyValuePair<string, object?> tag;
    private readonly Activity? fit;
    private TrainingPhase phase;
    private DateTimeOffset epochStart;
    private long stepStart;

    /// <summary>Begins the activity of the whole training, which ends on disposal.</summary>
    /// <param name="model">What is trained.</param>
    /// <param name="training">How.</param>
    /// <param name="data">On what.</param>
    /// <param name="trainer">Who trains.</param>
    /// <param name="next">Follows the training too.</param>
    internal TrainingInstruments(ModelSpec model, TrainingSpec training, string data, Trainer trainer, ITrainingObserver next)
    {
        (this.model, this.training, this.trainer, this.next, tag) = (model, training, trainer, next, Instruments.Model(model.Kind));
        fit = Instruments.Source.StartActivity("fit")
            ?.SetTag(Instruments.ModelTag, model.Kind)
            .SetTag("gmmvae.data", data)
            .SetTag("gmmvae.clusters", (model as ClusteringSpec)?.Clusters)
            .SetTag("gmmvae.seed", training.Seed)
            .SetTag("gmmvae.epochs", training.Epochs);
        phase = StartEpoch();
    }

    public void OnStep(in StepRecord step)
    {
        if (stepStart != 0)
            Instruments.StepDuration.Record(Stopwatch.GetElapsedTime(stepStart).TotalSeconds, tag);
        Instruments.Steps.Add(1, tag);
        Instruments.TrainingRows.Add(trainer.Batch, tag);
        if (Instruments.Terms.Enabled)
            foreach (var (name, value) in step.Terms.Named(ReportedLosses.Of(model, phase)))
                Instruments.Terms.Record(value, tag, new(Instruments.TermTag, name));
        next.OnStep(step);
        StartStep();
    }

    public void OnEpoch(EpochRecord epoch, TrainingState state)
    {
        next.OnEpoch(epoch, state);
        Trace(epoch);
        if (!trainer.IsFinished)
            phase = StartEpoch();
    }

    /// <summary>Says how many steps were made.</summary>
    internal void EndAfter(long steps) => fit?.SetTag("gmmvae.steps", steps);

    /// <summary>Says why the training failed.</summary>
    internal void Fail(string reason) => fit?.SetStatus(ActivityStatusCode.Error, reason);

    public void Dispose() => fit?.Dispose();

    private TrainingPhase StartEpoch()
    {
        epochStart = DateTimeOffset.UtcNow;
        StartStep();
        return training.Phases[training.StageAt(trainer.State.Epoch).Phase];
    }

    private void StartStep() => stepStart = Instruments.StepDuration.Enabled ? Stopwatch.GetTimestamp() : 0;

    /// <summary>An epoch is told of when it has ended, with the time at which it began.</summary>
    private void Trace(EpochRecord epoch)
    {
        using var activity = Instruments.Source.StartActivity("epoch", ActivityKind.Internal, default(ActivityContext),
            startTime: epochStart);
        if (activity is null)
            return;
        activity.SetTag("gmmvae.epoch", epoch.Epoch).SetTag("gmmvae.phase", epoch.Stage.Phase + 1).SetTag("gmmvae.restart",
            epoch.Stage.Restart + 1);
        foreach (var (name, value) in epoch.Terms.Named(ReportedLosses.Of(model, phase)))
            activity.SetTag($"gmmvae.term.{name}", value);
    }
}
