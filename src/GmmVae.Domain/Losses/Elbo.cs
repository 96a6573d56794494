using GmmVae.Domain.Distributions;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Models;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain.Losses;

/// <summary>The named terms of the negative evidence lower bound in nats, one value a row.</summary>
/// <param name="Terms">The terms that the model has, each [batch].</param>
/// <param name="ClusterPrior">The cluster prior, whose threshold the objective applies, if the model has one.</param>
public sealed record Elbo(Arr<(LossTerm Term, Sym PerRow)> Terms, Option<ClusterPrior> ClusterPrior)
{
    /// <summary>The negative ELBO of each row, [batch]: unit weights, no threshold.</summary>
    public Sym Total => Terms.Map(term => term.PerRow).Reduce((sum, term) => sum + term);

    /// <summary>
    /// What training minimises of the bound, part by part, each a scalar: weight · batch mean, with the cluster prior above its
    /// threshold only. Their sum is the objective.
    /// </summary>
    /// <param name="has">Whether a term is wanted.</param>
    /// <param name="weight">The weight of a term: a scalar.</param>
    public Arr<Sym> Weighted(Func<LossTerm, bool> has, Func<LossTerm, Sym> weight) => toArray(Terms
        .Where(term => has(term.Term))
        .Select(term => Within(term.Term, term.PerRow, () => weight(term.Term) * InObjective(term.Term, term.PerRow))));

    /// <summary>The batch mean of a term as the objective sees it: the cluster prior with its threshold.</summary>
    private Sym InObjective(LossTerm term, Sym perRow) => term == LossTerm.ClusterPrior
        ? ClusterPrior.Match(
            prior => ClusterPriorTerm.Thresholded(perRow, prior.Threshold, prior.Scope),
            () => throw new InvalidOperationException("A cluster prior term needs a cluster prior."))
        : perRow.Mean(0);

    private static Sym Within(LossTerm term, Sym any, Func<Sym> build) => any.Builder.Within(term.Words(), build);
}

/// <summary>
/// The cluster prior term KL(r ‖ π) in nats (arXiv:1611.02648, eq. 4, last term), ignored until it exceeds a threshold.
/// </summary>
public static class ClusterPriorTerm
{
    /// <summary>
    /// What the objective has of the term: max(mean KL, τ) or the mean of max(KL, τ). The gradient is exactly 0 up to and
    /// including τ and the plain gradient above.
    /// </summary>
    /// <param name="perRow">KL(r ‖ π) of each observation, [batch].</param>
    /// <param name="threshold">τ in nats.</param>
    /// <param name="scope">What is compared with τ.</param>
    public static Sym Thresholded(Sym perRow, double threshold, ThresholdScope scope)
    {
        var tau = perRow.Builder.Constant(threshold);
        return scope == ThresholdScope.BatchMean ? perRow.Mean(0).Maximum(tau) : perRow.Maximum(tau).Mean(0);
    }

    /// <summary>max(KL, τ) of a number in nats: a row's, or the mean of all, as <see cref="ThresholdScope"/> says.</summary>
    public static double Thresholded(double divergence, double threshold) => Math.Max(divergence, threshold);

    /// <summary>The thresholded term on arrays, through the oracle.</summary>
    public static double Thresholded(Tensor perRow, double threshold, ThresholdScope scope) =>
        Evaluate.Term(x => Thresholded(x[0], threshold, scope), perRow).Value;
}

/// <summary>
/// The conditional prior term, Σ_k r_k KL(q(x|y) ‖ p(x|w, z=k)) in nats (arXiv:1611.02648, eq. 4, second term).
/// </summary>
/// <remarks>
/// With responsibilities of the sampled code this is the paper's estimator; it exceeds the exact term by
/// Σ_k Cov(r_k, ln r_k) ≥ 0 and so gives a valid, slightly looser bound.
/// </remarks>
public static class ConditionalPriorTerm
{
    /// <summary>r and kl of <see cref="Divergences"/>, [rows, clusters] both, to [rows].</summary>
    public static Sym Of(Sym responsibilities, Sym divergences) => (responsibilities * divergences).Sum(-1);

    /// <summary>kl_k = KL(q(x|y) ‖ p(x|w, z=k)): q(x|y) [rows, latent] and the components [rows, clusters, latent] to [rows,
    /// clusters].</summary>
    public static Sym Divergences(DiagonalGaussian code, DiagonalGaussian components)
    {
        var clusters = components.Mean.Shape[1];
        var repeated = new DiagonalGaussian(code.Mean.Repeat(1, clusters), code.LogVariance.Repeat(1, clusters));
        return GaussianKl.Between(repeated, components);
    }

    /// <summary>The term on arrays, through the oracle.</summary>
    /// <exception cref="ArgumentException">The dimensions do not fit.</exception>
    public static Tensor Of(Tensor logResponsibilities, Tensor mean, Tensor logVariance, Tensor means, Tensor logVariances) =>
        Evaluate.Term(
            x => Of(x[0].Exp(), Divergences(new DiagonalGaussian(x[1], x[2]), new DiagonalGaussian(x[3], x[4]))),
            logResponsibilities, mean, logVariance, means, logVariances);
}
