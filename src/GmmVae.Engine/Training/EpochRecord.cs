using GmmVae.Domain;
using LanguageExt;

namespace GmmVae.Engine;

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
public sealed record EpochRecord(
    int Epoch,
    TrainingStage Stage,
    Option<RestartOutcome> Kept,
    long Step,
    double LearningRate,
    TermValues Terms,
    Option<int> ClustersUsed,
    Arr<string> Warnings,
    double SamplesPerSecond)
{
    /// <summary>The objective on the held-out training rows at its end, of a phase that may stop early.</summary>
    public Option<double> Validation { get; init; }
}
