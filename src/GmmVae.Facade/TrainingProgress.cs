using GmmVae.Domain;

namespace GmmVae;

/// <summary>How far a training is.</summary>
/// <param name="Epoch">The epoch under way or just finished, from 1.</param>
/// <param name="Epochs">All epochs.</param>
/// <param name="Step">Finished steps.</param>
/// <param name="TotalSteps">All steps.</param>
/// <param name="IsEpochEnd">Whether the epoch is finished; otherwise the terms are those of the last step.</param>
/// <param name="Terms">The loss terms in nats by name.</param>
/// <param name="ClustersUsed">Clusters in use on a part of the training split, at the end of an epoch of a clustering model.</param>
/// <param name="Warnings">What a user should know: collapse and the like.</param>
/// <param name="SamplesPerSecond">Observations a second.</param>
/// <param name="TimeLeft">Until the end of the training, at this speed.</param>
/// <param name="Stage">The phase and the restart under way in words, in a training that has several.</param>
public sealed record TrainingProgress(
    int Epoch,
    int Epochs,
    long Step,
    long TotalSteps,
    bool IsEpochEnd,
    IReadOnlyList<(string Name, double Value)> Terms,
    int? ClustersUsed,
    IReadOnlyList<string> Warnings,
    double SamplesPerSecond,
    TimeSpan TimeLeft,
    string? Stage = null)
{
    /// <summary>What was found of a number of clusters, when it has been tried; the training itself comes after all trials.</summary>
    public ClusterCountScore? ClusterCount { get; init; }

    /// <summary>The file that is being downloaded, and from where, before a training on <c>mnist</c> can begin; all numbers are 0 then.</summary>
    public string? Download { get; init; }
}
