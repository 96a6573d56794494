namespace GmmVae.Domain;

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
