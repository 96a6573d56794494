using System.Diagnostics;
using GmmVae.Domain;
using GmmVae.Domain.Models;
using GmmVae.Domain.Training;
using GmmVae.Engine.Training;
using LanguageExt;
using Microsoft.Extensions.Logging;

namespace GmmVae;

/// <summary>Runs a training before the eyes of its operators: log, metrics and activities.</summary>
/// <param name="header">What is trained.</param>
/// <param name="trainer">Who trains.</param>
/// <param name="log">Told of the events.</param>
/// <param name="inner">Follows the training too, first.</param>
internal sealed class TrainingWatch(CheckpointHeader header, Trainer trainer, ILogger log, ITrainingObserver inner) : ITrainingObserver
{
    private readonly System.Collections.Generic.HashSet<string> warned = [];
    private TrainingStage? stage;

    /// <summary><see cref="Trainer.Run"/>, watched.</summary>
    internal Option<TrainingFailure> Run(CancellationToken cancellation)
    {
        log.TrainingStarted(
            header.Model.Kind, PlainText.OneLine(header.DataSource), header.Training.Epochs, trainer.TotalSteps, trainer.Batch,
            header.Training.Seed);
        using var instruments = new TrainingInstruments(header.Model, header.Training, header.DataSource, trainer, this);
        var (clock, before) = (Stopwatch.StartNew(), trainer.State.Step);
        try
        {
            StartEpoch();
            var failure = trainer.Run(instruments, cancellation);
            instruments.EndAfter(trainer.State.Step - before);
            failure.Match(found => Fail(found.Text.InProperties(), null), End);
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
            instruments.Fail(reason);
        }
    }

    public void OnStep(in StepRecord step) => inner.OnStep(step);

    public void OnEpoch(EpochRecord epoch, TrainingState state)
    {
        inner.OnEpoch(epoch, state);
        log.EpochFinished(epoch.Epoch, header.Training.Epochs, epoch.Step, epoch.Terms.Objective, epoch.SamplesPerSecond);
        epoch.ClustersUsed.IfSome(used => log.ClustersUsed(used, ((ClusteringSpec)header.Model).Clusters));
        foreach (var warning in epoch.Warnings.Filter(warned.Add))
            log.TrainingWarning(warning);
        epoch.Kept.IfSome(kept => log.RestartKept(kept.Restart + 1, kept.Phase + 1, kept.Objective));
        if (!trainer.IsFinished)
            StartEpoch();
    }

    private void StartEpoch()
    {
        var next = header.Training.StageAt(trainer.State.Epoch);
        if (stage != next && header.Training.HasStages)
            log.StageStarted(next.Phase + 1, header.Training.Phases.Count, next.Restart + 1, header.Training.Phases[next.Phase].Restarts);
        stage = next;
    }
}
