namespace GmmVae.Domain.Models;

/// <summary>The distribution of an observation given its code, p(y|x).</summary>
public abstract record Likelihood
{
    private protected Likelihood()
    {
    }

    /// <summary>
    /// Independent Bernoulli features, parametrised by logits. On grey levels this is a reconstruction loss, not a
    /// likelihood: binarise the data before comparing nats with published ones.
    /// </summary>
    public sealed record Bernoulli : Likelihood;

    /// <summary>Independent Gaussian features whose log-likelihood includes ½ ln 2π.</summary>
    /// <param name="Variance">What the variance depends on.</param>
    /// <param name="InitialVariance">The variance, or where it starts when it is learned.</param>
    public sealed record Gaussian(GaussianVariance Variance, double InitialVariance) : Likelihood;
}

/// <summary>What the variance of a Gaussian likelihood depends on.</summary>
public enum GaussianVariance
{
    /// <summary>A constant of the specification.</summary>
    Fixed,

    /// <summary>One learned number.</summary>
    Shared,

    /// <summary>A learned number for each feature.</summary>
    PerFeature,
}

/// <summary>The likelihoods by name, as options choose them.</summary>
public enum LikelihoodKind
{
    /// <summary><see cref="Likelihood.Bernoulli"/>.</summary>
    Bernoulli,

    /// <summary>Gaussian with a constant variance.</summary>
    GaussianFixed,

    /// <summary>Gaussian with one learned variance.</summary>
    Gaussian,

    /// <summary>Gaussian with a learned variance for each feature.</summary>
    GaussianPerFeature,
}
