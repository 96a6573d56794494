using GmmVae.Domain.Numerics;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain.Models;

/// <summary>The prior over clusters, p(z) = Categorical(π), and the threshold below which its loss term is ignored.</summary>
public sealed record ClusterPrior
{
    private ClusterPrior(Arr<double> weights, double threshold, ThresholdScope scope) =>
        (Weights, Threshold, Scope) = (weights, threshold, scope);

    /// <summary>π, above 0 and summing to 1.</summary>
    public Arr<double> Weights { get; }

    /// <summary>τ in nats: the objective has max(KL, τ), so up to and including τ the term has no gradient.</summary>
    public double Threshold { get; }

    /// <summary>What is compared with the threshold.</summary>
    public ThresholdScope Scope { get; }

    /// <summary>The number of clusters K.</summary>
    public int Clusters => Weights.Count;

    /// <summary>Whether all clusters have the same weight.</summary>
    public bool IsUniform => Weights.ForAll(weight => weight == Weights[0]);

    /// <summary>ln π, one for each cluster.</summary>
    public Arr<double> LogWeights => Weights.Map(PortableMath.Log);

    /// <summary>The greatest value of KL(r ‖ π), −ln min π: ln K when π is uniform.</summary>
    public double Maximum => -PortableMath.Log(Weights.Min());

    /// <summary>Whether the term is switched off: no row's KL(r ‖ π), nor any mean of them, exceeds τ.</summary>
    public bool IsSilent => Threshold >= Maximum;

    /// <summary>
    /// τ in nats unless told: 1.5 for ten clusters (arXiv:1611.02648 has ten), and the same share of ln K for any other number, 0.651 ln K.
    /// It is below −ln min π whatever π, so that the term takes part.
    /// </summary>
    public static double DefaultThreshold(int clusters) => 1.5 * (PortableMath.Log(clusters) / PortableMath.Log(10));

    /// <summary>A checked prior.</summary>
    public static Validation<SpecError, ClusterPrior> Create(
        Arr<double> weights, double threshold, ThresholdScope scope = ThresholdScope.BatchMean) =>
        SpecRules.Validate(
            () => new ClusterPrior(weights, threshold, scope),
            SpecRules.Within(Setting.Clusters, weights.Count, 2, 10_000),
            SpecRules.Distribution(Setting.ClusterWeights, weights),
            SpecRules.NotNegative(Setting.Threshold, threshold));

    /// <summary>A checked uniform prior over <paramref name="clusters"/> clusters.</summary>
    public static Validation<SpecError, ClusterPrior> Uniform(
        int clusters, double threshold, ThresholdScope scope = ThresholdScope.BatchMean) =>
        clusters is < 2 or > 10_000
            ? SpecRules.Validate<ClusterPrior>(
                () => throw new System.Diagnostics.UnreachableException(),
                SpecRules.Within(Setting.Clusters, clusters, 2, 10_000),
                SpecRules.NotNegative(Setting.Threshold, threshold))
            : Create(toArray(Enumerable.Repeat(1.0 / clusters, clusters)), threshold, scope);
}

/// <summary>What the threshold of the cluster prior is compared with.</summary>
public enum ThresholdScope
{
    /// <summary>The mean over the batch: max(mean KL, τ).</summary>
    BatchMean,

    /// <summary>Each observation's own term: mean of max(KL, τ).</summary>
    PerRow,
}
