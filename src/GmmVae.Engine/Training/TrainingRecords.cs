using GmmVae.Domain;
using GmmVae.Domain.Losses;
using GmmVae.Domain.Training;
using GmmVae.Engine.Engines;
using LanguageExt;

namespace GmmVae.Engine.Training;

/// <summary>Follows a training from the thread that runs it.</summary>
internal interface ITrainingObserver
{
    /// <summary>After each step.</summary>
    void OnStep(in StepRecord step);

    /// <summary>After each epoch, and at the end of a training that stops within one; the state covers all steps so far.</summary>
    void OnEpoch(EpochRecord epoch, TrainingState state);
}

/// <summary>One finished training epoch.</summary>
/// <param name="Epoch">Its number, from 1.</param>
/// <param name="Stage">The phase and restart that it belongs to.</param>
/// <param name="Kept">The restart that was kept, at the end of a phase that has several.</param>
/// <param name="Step">The steps finished by its end.</param>
/// <param name="LearningRate">The step size of its last step.</param>
/// <param name="Terms">The means of the terms over its steps, in nats.</param>
/// <param name="ClustersUsed">Clusters in use on a part of the training split, for clustering models.</param>
/// <param name="Warnings">What a user should know: collapse and the like.</param>
/// <param name="SamplesPerSecond">Observations a second, by the clock.</param>
internal sealed record EpochRecord(
    int Epoch,
    TrainingStage Stage,
    Option<RestartOutcome> Kept,
    long Step,
    double LearningRate,
    LossValues Terms,
    Option<int> ClustersUsed,
    Arr<string> Warnings,
    double SamplesPerSecond)
{
    /// <summary>The objective on the held-out training rows at its end, of a phase that may stop early.</summary>
    public Option<double> Validation { get; init; }
}

/// <summary>One finished training step.</summary>
/// <param name="Epoch">The epoch it belongs to, from 1.</param>
/// <param name="Step">Its number in the whole training, from 1.</param>
/// <param name="LearningRate">The step size used.</param>
/// <param name="Terms">The batch means of the terms before the update, in nats.</param>
internal readonly record struct StepRecord(int Epoch, long Step, double LearningRate, LossValues Terms);

/// <summary>A training that stopped because a number was not finite, or beyond what single precision can square.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Step">The step that could not be made, from 1.</param>
/// <param name="Source">The first operation whose result is not finite.</param>
internal sealed record TrainingFailure(int Epoch, long Step, NonFinite Source)
{
    /// <summary>What happened, where, and what to try.</summary>
    public string Message => FormattableString.Invariant(
        $"""
         The training diverged: the {Source.Provenance} is not finite or beyond 1e18 ({Source.Operation}).
           at step {Step}, epoch {Epoch}; the last checkpoint is intact
           Lower --learning-rate, add --clip 100, or look for extreme values in the data (see {Faq.Divergence}).
         """);
}
