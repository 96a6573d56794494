using GmmVae.Domain.Models;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain.Training;

/// <summary>A number of clusters that may be chosen: the training that tries it, and the one that follows if it is chosen.</summary>
/// <param name="Clusters">The number of clusters K.</param>
/// <param name="Tried">The restarts of trunk and head alone, without labels.</param>
/// <param name="Chosen">What the options come to with K clusters.</param>
internal sealed record ClusterCountTrial(
    int Clusters, (ModelSpec Model, TrainingSpec Training) Tried, (ModelSpec Model, TrainingSpec Training) Chosen)
{
    /// <summary>A trial for each of the options' <see cref="RunOptions.ClusterCounts"/>, rising, or every error at once.</summary>
    public static Validation<SpecError, Arr<ClusterCountTrial>> Of(RunOptions options, DataTraits data)
    {
        ArgumentNullException.ThrowIfNull(options);
        var counts = toArray(options.ClusterCounts.Order());
        var search = SpecRules.All(Unsearchable(options), Repeated(counts), Single(options), Weighted(options));
        return counts
            .Map(count => Of(options with { Clusters = count, ClusterCounts = Arr<int>.Empty, ClusterWeights = None }, count, data))
            .Fold(
                search.Map(_ => Arr<ClusterCountTrial>.Empty),
                (all, next) => (all, next).Apply((trials, trial) => trials.Add(trial)));
    }

    /// <summary>The rows from which on a network is tried beside Gaussian mixtures: it has thousands of numbers to learn.</summary>
    private const int LeastRowsOfNetwork = 2000;

    /// <summary>The networks to compare mixtures with, one for each number of clusters; none where there are few rows.</summary>
    public static Validation<SpecError, Arr<ClusterCountTrial>> BesideMixtures(RunOptions options, DataTraits data, MixturePlan mixtures)
    {
        if (options.Rungs != Rungs.All || options.Covariance.IsSome || data.Rows < LeastRowsOfNetwork)
            return Success<SpecError, Arr<ClusterCountTrial>>(Arr<ClusterCountTrial>.Empty);
        return mixtures.Candidates.Map(spec => spec.Clusters).Distinct()
            .Map(count => Of(options with { Clusters = count, ClusterCounts = Arr<int>.Empty }, count, data))
            .Fold(
                Success<SpecError, Arr<ClusterCountTrial>>(Arr<ClusterCountTrial>.Empty),
                (all, next) => (all, next).Apply((trials, trial) => trials.Add(trial)));
    }

    private static Validation<SpecError, ClusterCountTrial> Of(RunOptions options, int count, DataTraits data)
    {
        var unsupervised = options with { LabelWeight = 0 };
        return (unsupervised.Check(data).Bind(Start), options.Check(data)).Apply((tried, chosen) =>
            new ClusterCountTrial(count, tried, chosen));
    }

    /// <summary>The first phase alone, to its end: a limit on the steps is one of the training that follows.</summary>
    private static Validation<SpecError, (ModelSpec, TrainingSpec)> Start((ModelSpec Model, TrainingSpec Training) specs) => TrainingSpec
        .Create(Array(specs.Training.Phases[0]), None, specs.Training.Batch, specs.Training.Seed, specs.Training.Adam)
        .Map(training => (specs.Model, training));

    private static Option<SpecError> Unsearchable(RunOptions options) => options.Clustering.IsSome
        ? None
        : new SpecError(Setting.Clusters,
            $"auto chooses by the restarts of the clustering preset; add {Setting.Preset} clustering, or give a number");

    private static Option<SpecError> Repeated(Arr<int> counts) =>
        counts.Distinct().Count() == counts.Count && counts.Count > 1
            ? None
            : new SpecError(Setting.Clusters, $"auto chooses among at least two numbers, each there once; write them such as auto:6,8,10");

    private static Option<SpecError> Single(RunOptions options) => options.Clustering
        .Filter(clustering => clustering.Restarts == 1)
        .Map(_ => new SpecError(Setting.Restarts,
            $"must be at least 2 to choose the number of clusters, is 1; restarts are compared with each other"));

    private static Option<SpecError> Weighted(RunOptions options) => options.ClusterWeights
        .Map(_ => new SpecError(Setting.ClusterWeights,
            $"has shares for one number of clusters; give {Setting.Clusters} that number, or leave {Setting.ClusterWeights} out"));
}
