using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain.Models;

/// <summary>
/// A mixture of K Gaussians on the observations themselves: a Gaussian-mixture model whose code is the observation. It is fitted by
/// expectation-maximisation, and its bound is exact.
/// </summary>
public sealed record PlainMixtureSpec : ClusteringSpec
{
    private PlainMixtureSpec(int features, NetworkSpec none, Likelihood likelihood, ClusterPrior clusterPrior, CovarianceKind covariance)
        : base(features, features, none, none, likelihood, Initialization.UniformFanIn, masksMissing: false, clusterPrior) =>
        Covariance = covariance;

    /// <summary>The shape of the covariances.</summary>
    public CovarianceKind Covariance { get; }

    /// <inheritdoc/>
    public override bool LearnsShares => true;

    /// <summary>Whether no two features go together within a cluster.</summary>
    public bool IsAxisAligned => Covariance is CovarianceKind.Spherical or CovarianceKind.Diagonal;

    /// <summary>A checked specification.</summary>
    public static Validation<SpecError, PlainMixtureSpec> Create(int features, int clusters, CovarianceKind covariance)
    {
        var none = NetworkSpec.Create(Arr<int>.Empty, Activation.Relu, batchNorm: false, Setting.Hidden);
        var rules = SpecRules.All(
            SpecRules.Within(Setting.Data, features, 1, SpecRules.MostFeatures),
            SpecRules.Within(Setting.Covariance, (int)covariance, 0, (int)CovarianceKind.Full));
        return (none, ClusterPrior.Uniform(clusters, threshold: 0), rules).Apply((layers, prior, _) =>
            new PlainMixtureSpec(features, layers, new Likelihood.Gaussian(GaussianVariance.Fixed, 1), prior, covariance));
    }
}

/// <summary>The shape of the covariance matrices of a Gaussian mixture.</summary>
public enum CovarianceKind
{
    /// <summary>One variance for all columns of a cluster: balls.</summary>
    Spherical,

    /// <summary>One variance a column: axis-aligned ellipsoids.</summary>
    Diagonal,

    /// <summary>One symmetric positive definite matrix that all clusters share.</summary>
    Tied,

    /// <summary>A symmetric positive definite matrix for each cluster.</summary>
    Full,
}
