using GmmVae.Domain.Models;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain.Training;

/// <summary>The models of the family of Gaussian mixtures that a training may come to, from the simplest to the most flexible.</summary>
public enum Rungs
{
    /// <summary>The Gaussian-mixture variational autoencoder alone.</summary>
    Network,

    /// <summary>Gaussian mixtures on the observations alone.</summary>
    Mixtures,

    /// <summary>Both: what suits the data is chosen without labels.</summary>
    All,
}

/// <summary>The mixtures that a training tries, with the specification of each.</summary>
/// <param name="Candidates">For each number of clusters and covariance, in the order in which they are tried.</param>
/// <param name="Training">What is kept of how they are trained: the seed, and how the test split is measured.</param>
internal sealed record MixturePlan(Arr<PlainMixtureSpec> Candidates, TrainingSpec Training)
{
    /// <summary>Numbers of a full covariance beyond which only axis-aligned ones are tried.</summary>
    private const int WidestFullCovariance = 200;

    private static readonly Arr<CovarianceKind> AxisAligned = Array(CovarianceKind.Spherical, CovarianceKind.Diagonal);

    private static readonly Arr<CovarianceKind> All = AxisAligned + Array(CovarianceKind.Tied, CovarianceKind.Full);

    /// <summary>Whether options differ from a preset in what is a network's alone, so that a network is asked for.</summary>
    public static bool IsRefusedBy(RunOptions options, RunOptions preset) => options != preset with
    {
        Clusters = options.Clusters,
        ClusterCounts = options.ClusterCounts,
        Covariance = options.Covariance,
        Seed = options.Seed,
        Shards = options.Shards,
        EvaluationRows = options.EvaluationRows,
    };

    /// <summary>The mixtures that options ask for, none where they ask for the network; or every error at once.</summary>
    public static Validation<SpecError, Option<MixturePlan>> Of(RunOptions options, DataTraits data)
    {
        if (options.Rungs == Rungs.Network)
            return options.Covariance.IsSome
                ? Fail<SpecError, Option<MixturePlan>>(new SpecError(Setting.Covariance,
                    $"is of a Gaussian mixture, and these options train a network; use {Setting.Preset} mixture, or leave it out"))
                : Success<SpecError, Option<MixturePlan>>(None);
        var counts = options.ClusterCounts.IsEmpty ? Array(options.Clusters) : toArray(options.ClusterCounts.Order());
        var covariances = options.Covariance.Match(kind => Array(kind), () => data.Features > WidestFullCovariance ? AxisAligned : All);
        var specs = toArray(from count in counts from covariance in covariances
            select PlainMixtureSpec.Create(data.Features, count, covariance));
        var training = TrainingSpec.Create(
            TrainingPhase.Bound(1, new Schedule.Constant(options.LearningRate), new Schedule.Constant(1), clusterPriorTerm: true)
                .Map(phase => Array(phase)),
            None, Math.Max(1, options.Batch), options.Seed, AdamSpec.Default, shuffleBlock: options.ShuffleBlock,
            evaluationRows: options.EvaluationRows);
        var rules = SpecRules.All(
            SpecRules.ClustersOf(data.Rows, counts.Max()),
            options.Rungs == Rungs.Mixtures && options.MaskMissing
                ? new SpecError(Setting.Missing, $"mask is for networks: a Gaussian mixture reads whole rows; use {Setting.Preset} clustering")
                : Option<SpecError>.None);
        var all = specs.Fold(
            Success<SpecError, Arr<PlainMixtureSpec>>(Arr<PlainMixtureSpec>.Empty),
            (found, next) => (found, next).Apply((list, spec) => list.Add(spec)));
        return (all, training, rules).Apply((list, spec, _) => Some(new MixturePlan(list, spec)));
    }
}
