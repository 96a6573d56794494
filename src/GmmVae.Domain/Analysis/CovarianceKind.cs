namespace GmmVae.Domain;

/// <summary>The shape of the covariance matrices of a <see cref="GaussianMixture"/>.</summary>
public enum CovarianceKind
{
    /// <summary>One variance a dimension: axis-aligned ellipsoids.</summary>
    Diagonal,

    /// <summary>Any symmetric positive definite matrix.</summary>
    Full,
}
