using System.Diagnostics;
using GmmVae.Domain.Models;
using GmmVae.Domain.Training;
using GmmVae.Engine.Artifacts.Checkpoints;
using GmmVae.Engine.Training;
using LanguageExt;
using Microsoft.Extensions.Logging;

namespace GmmVae;

/// <summary>
/// Runs a training before the eyes of its operators: log, metrics and activities. While nobody listens, a step costs a few
/// comparisons and no memory.
/// </summary>
/// <param name="header">What is trained.</param>
/// <param name="trainer">Who trains.</param>
/// <param name="log">Told of the events.</param>
/// <param name="inner">Follows the training too, first.</param>
internal sealed class TrainingWatch(CheckpointHeader header, Trainer trainer, ILogger log, ITrainingObserver inner) : ITrainingObserver
{
    private readonly KeyValuePair<string, object?> model = Instruments.Model(header.Model.Kind);
    private readonly System.Collections.Generic.HashSet<string> warned = [];
    private TrainingStage? stage;
    private DateTimeOffset epochStart;
    private long stepStart;

    private TrainingPhase Phase => header.Training.Phases[stage!.Value.Phase];

    /// <summary><see cref="Trainer.Run"/>, watched.</summary>
    internal Option<TrainingFailure> Run(CancellationToken cancellation)
    {
        using var fit = Begin();
        var (clock, before) = (Stopwatch.StartNew(), trainer.State.Step);
        try
        {
            BeginEpoch();
            var failure = trainer.Run(this, cancellation);
            fit?.SetTag("gmmvae.steps", trainer.State.Step - before);
            failure.Match(found => Fail(found.Message, null), End);
            return failure;
        }
        catch (Exception fault)
        {
            Fail(fault.Message, fault);
            throw;
        }

        void End()
        {
            if (trainer.IsFinished)
                log.TrainingFinished(trainer.State.Step - before, clock.Elapsed.TotalSeconds);
            else
                log.TrainingCancelled(trainer.State.Step, trainer.TotalSteps);
        }

        void Fail(string reason, Exception? fault)
        {
            log.TrainingFailed(trainer.State.Step, trainer.TotalSteps, reason, fault);
            fit?.SetStatus(ActivityStatusCode.Error, reason);
        }
    }

    public void OnStep(in StepRecord step)
    {
        if (stepStart != 0)
            Instruments.StepDuration.Record(Stopwatch.GetElapsedTime(stepStart).TotalSeconds, model);
        Instruments.Steps.Add(1, model);
        Instruments.TrainingRows.Add(trainer.Batch, model);
        if (Instruments.Terms.Enabled)
            foreach (var (name, value) in step.Terms.Named(ReportedLosses.Of(header.Model, Phase)))
                Instruments.Terms.Record(value, model, new(Instruments.TermTag, name));
        inner.OnStep(step);
        BeginStep();
    }

    public void OnEpoch(EpochRecord epoch, TrainingState state)
    {
        inner.OnEpoch(epoch, state);
        Trace(epoch);
        log.EpochFinished(epoch.Epoch, header.Training.Epochs, epoch.Step, epoch.Terms.Objective, epoch.SamplesPerSecond);
        epoch.ClustersUsed.IfSome(used => log.ClustersUsed(used, ((GaussianMixtureSpec)header.Model).Clusters));
        foreach (var warning in epoch.Warnings.Filter(warned.Add))
            log.TrainingWarning(warning);
        epoch.Kept.IfSome(kept => log.RestartKept(kept.Restart + 1, kept.Phase + 1, kept.Objective));
        if (!trainer.IsFinished)
            BeginEpoch();
    }

    private Activity? Begin()
    {
        log.TrainingStarted(header.Model.Kind, header.DataSource, header.Training.Epochs, trainer.TotalSteps, trainer.Batch, header.Training.Seed);
        return Instruments.Source.StartActivity("fit")
            ?.SetTag(Instruments.ModelTag, header.Model.Kind)
            .SetTag("gmmvae.data", header.DataSource)
            .SetTag("gmmvae.clusters", (header.Model as GaussianMixtureSpec)?.Clusters)
            .SetTag("gmmvae.seed", header.Training.Seed)
            .SetTag("gmmvae.epochs", header.Training.Epochs);
    }

    private void BeginEpoch()
    {
        var next = header.Training.StageAt(trainer.State.Epoch);
        if (stage != next && header.Training.HasStages)
            log.StageStarted(next.Phase + 1, header.Training.Phases.Count, next.Restart + 1, header.Training.Phases[next.Phase].Restarts);
        (stage, epochStart) = (next, DateTimeOffset.UtcNow);
        BeginStep();
    }

    private void BeginStep() => stepStart = Instruments.StepDuration.Enabled ? Stopwatch.GetTimestamp() : 0;

    /// <summary>An epoch is told of when it has ended, with the time at which it began.</summary>
    private void Trace(EpochRecord epoch)
    {
        using var activity = Instruments.Source.StartActivity("epoch", ActivityKind.Internal, default(ActivityContext), startTime: epochStart);
        if (activity is null)
            return;
        activity.SetTag("gmmvae.epoch", epoch.Epoch).SetTag("gmmvae.phase", epoch.Stage.Phase + 1).SetTag("gmmvae.restart", epoch.Stage.Restart + 1);
        foreach (var (name, value) in epoch.Terms.Named(ReportedLosses.Of(header.Model, Phase)))
            activity.SetTag($"gmmvae.term.{name}", value);
    }
}
