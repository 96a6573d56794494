namespace GmmVae.Domain;

/// <summary>
/// The importance-weighted bound on ln p(y) in nats (arXiv:1509.00519): at least the ELBO, at most ln p(y), and
/// non-decreasing in expectation as samples grow.
/// </summary>
public static class ImportanceWeightedBound
{
    /// <summary>ln (1/M) Σ_m exp(log weight): log weights [batch, samples] to [batch].</summary>
    public static Sym FromLogWeights(Sym logWeights) =>
        logWeights.LogSumExp() - PortableMath.Log(logWeights.Shape.Last.Factor);

    /// <summary>ln N(x; mean, variance) summed over the last axis: [..., n] to [...].</summary>
    public static Sym LogDensity(DiagonalGaussian distribution, Sym x) =>
        LogLikelihood.Gaussian(distribution.Mean, distribution.LogVariance, x);

    /// <summary>ln N(x; 0, I) summed over the last axis: [..., n] to [...].</summary>
    public static Sym LogStandardDensity(Sym x) =>
        LogLikelihood.Gaussian(x, x.Builder.Constant(0).AlongLeading(x.Shape), x.Builder.Constant(0).AlongLeading(x.Shape));

    /// <summary>ln Σ_k π_k N(x; μ_k, σ_k), z summed out: code [rows, latent] and components [rows, clusters, latent] to [rows].</summary>
    public static Sym LogMixtureDensity(Sym code, DiagonalGaussian components, Sym logPi) =>
        (Responsibilities.LogDensities(code, components) + logPi).LogSumExp();

    /// <summary>The bound from log weights on arrays, through the oracle.</summary>
    public static Tensor FromLogWeights(Tensor logWeights) => Evaluate.Term(x => FromLogWeights(x[0]), logWeights);
}
