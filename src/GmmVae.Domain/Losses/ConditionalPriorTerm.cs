namespace GmmVae.Domain;

/// <summary>
/// The conditional prior term, Σ_k r_k KL(q(x|y) ‖ p(x|w, z=k)) in nats (arXiv:1611.02648, eq. 4, second term).
/// </summary>
/// <remarks>
/// With responsibilities of the sampled code this is the paper's estimator; it exceeds the exact term by
/// Σ_k Cov(r_k, ln r_k) ≥ 0 and so gives a valid, slightly looser bound.
/// </remarks>
public static class ConditionalPriorTerm
{
    /// <summary>ln r [rows, clusters], q(x|y) [rows, latent] and the components [rows, clusters, latent] to [rows].</summary>
    public static Sym Of(Sym logResponsibilities, DiagonalGaussian code, DiagonalGaussian components) =>
        (logResponsibilities.Exp() * Divergences(code, components)).Sum(-1);

    /// <summary>kl_k = KL(q(x|y) ‖ p(x|w, z=k)): q(x|y) [rows, latent] and the components [rows, clusters, latent] to [rows, clusters].</summary>
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
            x => Of(x[0], new DiagonalGaussian(x[1], x[2]), new DiagonalGaussian(x[3], x[4])),
            logResponsibilities, mean, logVariance, means, logVariances);
}
