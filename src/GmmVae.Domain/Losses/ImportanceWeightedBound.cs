using GmmVae.Domain.Distributions;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Numerics;

namespace GmmVae.Domain.Losses;

/// <summary>
/// The importance-weighted bound on ln p(y) in nats (arXiv:1509.00519): at least the ELBO, at most ln p(y), and
/// non-decreasing in expectation as samples grow.
/// </summary>
public static class ImportanceWeightedBound
{
    /// <summary>ln Σ_k π_k N(x; μ_k, σ_k), z summed out: code [rows, latent] and components [rows, clusters, latent] to [rows].</summary>
    public static Sym LogMixtureDensity(Sym code, DiagonalGaussian components, Sym logPi) =>
        (Responsibilities.LogDensities(code, components) + logPi).LogSumExp();
}

/// <summary>
/// ln of the mean of exponentials, one at a time and in that order: ln (1/n) Σ exp(value). Neither large nor small values
/// overflow. <c>default</c> is the empty mean.
/// </summary>
/// <remarks>Immutable; equality is by value.</remarks>
/// <param name="Count">The number of values, n.</param>
/// <param name="Largest">The greatest of them.</param>
/// <param name="Sum">Σ exp(value − greatest), at least 1.</param>
internal readonly record struct LogMean(long Count, double Largest, double Sum)
{
    /// <summary>The result; negative infinity where all values are, not a number where one is or there are none.</summary>
    public double Value => Count == 0 ? double.NaN : double.IsNegativeInfinity(Largest) ? Largest : Largest + PortableMath.Log(Sum / Count);

    /// <summary>The mean with one more value.</summary>
    public LogMean Add(double value) =>
        Count == 0 || value == Largest ? new LogMean(Count + 1, value, Sum + 1)
        : value > Largest ? new LogMean(Count + 1, value, (Sum * PortableMath.Exp(Largest - value)) + 1)
        : new LogMean(Count + 1, Largest, Sum + PortableMath.Exp(value - Largest));
}
