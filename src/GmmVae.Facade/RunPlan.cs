using System.Text.Json.Nodes;
using GmmVae.Domain;
using GmmVae.Engine;
using LanguageExt;
using Microsoft.Extensions.Logging;

namespace GmmVae;

/// <summary>What a request comes to on its data.</summary>
/// <param name="Header">The training; where the number of clusters is still to be chosen, the one with the smallest.</param>
/// <param name="Data">What it learns from and is measured on.</param>
/// <param name="Threads">Threads that compute.</param>
/// <param name="Trials">The numbers of clusters to choose among, if there is a choice.</param>
/// <param name="Log">Told of the training's events.</param>
internal sealed record RunPlan(CheckpointHeader Header, DataSplits Data, int Threads, Arr<ClusterCountTrial> Trials, ILogger Log)
{
    /// <summary>The model whose parameters the training starts from, if not fresh ones.</summary>
    internal Checkpoint? Start { get; init; }

    /// <summary>The training that is wanted, after a search for the number of clusters where there is a choice, and what that found.</summary>
    internal (CheckpointHeader Header, Arr<ClusterCountScore> Found) Settle(IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        if (Trials.IsEmpty)
            return (Header, Arr<ClusterCountScore>.Empty);
        var found = ClusterCountSearch.Run(this, progress, cancellation);
        var chosen = ClusterCountScore.Choose(found);
        Log.ClusterCountChosen(chosen);
        return (Of(Header, Trials.First(trial => trial.Clusters == chosen)), found);
    }

    /// <summary>Whether notes are those of a run that such a request makes, whichever number of clusters it has chosen.</summary>
    internal static bool MayMake(CheckpointHeader header, Arr<ClusterCountTrial> trials, JsonObject notes) =>
        RunNotes.ClusterCounts(notes).Map(score => score.Clusters) == trials.Map(trial => trial.Clusters)
        && (trials.IsEmpty ? RunNotes.AreOf(notes, header) : trials.Exists(trial => RunNotes.AreOf(notes, Of(header, trial))));

    private static CheckpointHeader Of(CheckpointHeader header, ClusterCountTrial trial) =>
        header with { Model = trial.Chosen.Model, Training = trial.Chosen.Training };
}
