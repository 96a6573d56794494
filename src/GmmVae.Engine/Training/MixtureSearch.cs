using GmmVae.Domain.Clustering;
using GmmVae.Domain.Models;
using GmmVae.Domain.Numerics;
using GmmVae.Domain.Steps;
using GmmVae.Domain.Training;
using GmmVae.Engine.Data;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Managed;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine.Training;

/// <summary>The Gaussian mixture that a search came to.</summary>
/// <param name="Spec">What it is.</param>
/// <param name="Fitted">The mixture.</param>
/// <param name="Rungs">All that were tried, in order.</param>
internal sealed record FoundMixture(PlainMixtureSpec Spec, FittedMixture Fitted, Arr<LadderRung> Rungs)
{
    /// <summary>The rung of the mixture itself.</summary>
    public LadderRung Rung => Rungs.First(rung => rung.Rung == MixtureLadder.NameOf(Spec.Covariance) && rung.Clusters == Spec.Clusters);

    /// <summary>The model as a finished training leaves it: a step and an epoch for each step of expectation-maximisation.</summary>
    public Checkpoint Capture(CheckpointHeader header)
    {
        using var store = ParameterStore.Of(EvaluationGraph.Build(Spec).Graph, ManagedEngine.Instance);
        foreach (var (name, values) in MixtureTensors.Of(Fitted))
            values.CopyTo(store[name]);
        var steps = Fitted.LogLikelihoods.Count - 1;
        return Checkpoint.Capture(header, new TrainingState(steps, 0, steps, default), store);
    }
}

/// <summary>Fits the mixtures of a plan to a training split, and finds the one with the lowest criterion. Labels are not looked
/// at.</summary>
internal static class MixtureSearch
{
    /// <summary>More rows would not change the choice, but take their time: so many, evenly spread, are fitted to.</summary>
    private const int MostRows = 20_000;

    /// <summary>Neighbours of each row that clusters are asked about.</summary>
    private const int Neighbours = 5;

    /// <summary>The mixture that goes on.</summary>
    /// <param name="plan">What to try.</param>
    /// <param name="train">The training split.</param>
    /// <param name="cancellation">Looked at between mixtures.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static FoundMixture Find(MixturePlan plan, Dataset train, CancellationToken cancellation)
    {
        var data = train.Spread(MostRows);
        var fitted = new List<FittedMixture>();
        foreach (var mixture in MixtureLadder.Fit(
            data.ToFilledArray(), data.Rows, data.Features, toArray(plan.Candidates.Map(spec => spec.Clusters).Distinct()),
            toArray(plan.Candidates.Map(spec => spec.Covariance).Distinct()), RandomKey.FromSeed(plan.Training.Seed).Fold("mixture")))
        {
            cancellation.ThrowIfCancellationRequested();
            fitted.Add(mixture);
        }

        var best = fitted.MinBy(mixture => mixture.Bic(data.Rows))!;
        return new FoundMixture(
            plan.Candidates.First(spec => spec.Covariance == best.Covariance && spec.Clusters == best.Weights.Count), best,
            toArray(fitted.Select(mixture => MixtureLadder.RungOf(mixture, data.Rows))));
    }

    /// <summary>
    /// What the cluster of one row tells about the clusters of its nearest neighbours: their mutual information, in nats. It is high where
    /// many clusters follow the gaps in the data, whatever model found them.
    /// </summary>
    /// <param name="data">The rows.</param>
    /// <param name="clusters">The cluster of each of the first rows.</param>
    public static double NeighbourInformation(Dataset data, ReadOnlySpan<int> clusters)
    {
        var each = Math.Min(Neighbours, clusters.Length - 1);
        if (each < 1)
            return 0;
        var nearest = NearestRows.Of(data, clusters.Length, each);
        var (own, others) = (new int[nearest.Length], new int[nearest.Length]);
        for (var i = 0; i < nearest.Length; i++)
            (own[i], others[i]) = (clusters[i / each], clusters[nearest[i]]);
        return MutualInformation.Nats(own, others);
    }
}
