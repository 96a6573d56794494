namespace GmmVae.Domain;

/// <summary>How a <see cref="GaussianMixture"/> is fitted.</summary>
/// <param name="Covariance">The shape of the covariance matrices.</param>
/// <param name="Restarts">The number of k-means starts; the fit with the greatest likelihood wins.</param>
/// <param name="MaximumIterations">The number of steps of expectation-maximisation after which a start ends at the
/// latest.</param>
/// <param name="Tolerance">A start ends when the mean log-likelihood of a row, in nats, grows by less.</param>
/// <param name="VarianceFloor">The least variance in any direction, in squared data units; positive.</param>
public sealed record GaussianMixtureOptions(
    CovarianceKind Covariance = CovarianceKind.Full,
    int Restarts = 5,
    int MaximumIterations = 200,
    double Tolerance = 1e-6,
    double VarianceFloor = 1e-6);
