namespace GmmVae.Domain;

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
