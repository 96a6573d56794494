namespace GmmVae;

/// <summary>The distribution of an observation given its code.</summary>
public enum DataLikelihood
{
    /// <summary>What suits the data: Bernoulli for bytes, Gaussian for numbers.</summary>
    Automatic,

    /// <summary>Values in [0, 1]: the log-likelihood of on and off, with grey levels in between.</summary>
    Bernoulli,

    /// <summary>Numbers with one variance for all features, which is learned.</summary>
    Gaussian,

    /// <summary>Numbers with a variance of 1 after standardisation.</summary>
    GaussianFixed,

    /// <summary>Numbers with a variance for each feature, which are learned.</summary>
    GaussianPerFeature,
}
