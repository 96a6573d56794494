using System.Diagnostics;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Models;
using GmmVae.Domain.Numerics;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain.Clustering;

/// <summary>
/// Gaussian mixtures of each covariance and each number of clusters, fitted to the same standardised rows, and the one among them that the
/// Bayesian information criterion prefers. Labels are not looked at.
/// </summary>
internal static class MixtureLadder
{
    /// <summary>
    /// The variance of the noise that every value counts with, in units of its column's own: a seventh of a standard deviation. Columns of
    /// few distinct values or that follow from one another would otherwise decide by how thin a cluster can get.
    /// </summary>
    public const double Blur = 0.02;

    private const int Starts = 5;

    /// <summary>Each start climbs so far; the best one goes on.</summary>
    private static readonly MixtureOptions Short = new(MaximumIterations: 15, Tolerance: 1e-3, Blur: Blur);

    private static readonly MixtureOptions Long = new(MaximumIterations: 200, Tolerance: 1e-5, Blur: Blur);

    /// <summary>All mixtures: covariances rising in freedom, for each number of clusters in turn.</summary>
    /// <param name="data">Standardised rows, [rows, dimensions].</param>
    /// <param name="rows">Their number.</param>
    /// <param name="dimensions">Their length.</param>
    /// <param name="counts">Numbers of clusters, none above the rows.</param>
    /// <param name="covariances">The covariances to try.</param>
    /// <param name="key">What the starts are drawn from.</param>
    /// <exception cref="ArgumentException">The extents do not fit, or a number is not finite.</exception>
    public static IEnumerable<FittedMixture> Fit(
        float[] data, int rows, int dimensions, Arr<int> counts, Arr<CovarianceKind> covariances, RandomKey key)
    {
        DeterministicSums.CheckExtents(data.Length, rows, dimensions);
        DeterministicSums.RequireFinite(data, dimensions);
        var points = DeterministicSums.Widen(data, rows, dimensions);
        foreach (var clusters in counts)
        {
            KMeansRun[] starts = [.. Enumerable.Range(0, Starts).Select(start => KMeansRun.From(
                points, rows, DeterministicSums.Stride(dimensions), clusters, key.Fold((ulong)clusters).Fold((ulong)start)))];
            foreach (var covariance in covariances)
            {
                var (brief, whole) = (Short with { Covariance = covariance }, Long with { Covariance = covariance });
                yield return starts.Select(start => FittedMixture.FromStart(points, rows, dimensions, start, clusters, brief))
                    .MaxBy(fitted => fitted.LogLikelihoods.Last())!.Continue(points, rows, whole);
            }
        }
    }

    /// <summary>The rung of a mixture that was fitted to so many rows.</summary>
    public static LadderRung RungOf(FittedMixture fitted, int rows) => new(
        NameOf(fitted.Covariance), fitted.Weights.Count, fitted.FreeParameters, fitted.LogLikelihoods.Last(), fitted.Bic(rows) / rows);

    /// <summary>What the rung of a covariance is called.</summary>
    public static string NameOf(CovarianceKind covariance) => covariance switch
    {
        CovarianceKind.Spherical => "spherical mixture",
        CovarianceKind.Diagonal => "diagonal mixture",
        CovarianceKind.Tied => "tied mixture",
        CovarianceKind.Full => "full mixture",
        _ => throw new UnreachableException(),
    };
}

/// <summary>A model of the family of Gaussian mixtures that was tried.</summary>
/// <param name="Rung">What it is: <c>full mixture</c>.</param>
/// <param name="Clusters">The number of clusters K.</param>
/// <param name="FreeParameters">The numbers that it was free to choose.</param>
/// <param name="LogLikelihood">ln p of a training row on average, in nats.</param>
/// <param name="Bic">The Bayesian information criterion by the number of training rows, in nats: the lowest is chosen.</param>
public sealed record LadderRung(string Rung, int Clusters, int FreeParameters, double LogLikelihood, double Bic);

/// <summary>Which model of the family of Gaussian mixtures a training came to, and why.</summary>
/// <param name="Rung">What was chosen: one of <see cref="Ladder"/>, or <c>network</c>.</param>
/// <param name="Why">The reason in words.</param>
/// <param name="Ladder">What was compared; none where nothing was.</param>
public sealed record LadderChoice(string Rung, string Why, Arr<LadderRung> Ladder)
{
    /// <summary>The name of the Gaussian-mixture variational autoencoder among the rungs.</summary>
    public const string Network = "network";

    /// <summary>
    /// The best mixture, unless a network was tried whose clusters tell more about the clusters of nearest neighbours.
    /// </summary>
    /// <param name="best">The mixture with the lowest criterion.</param>
    /// <param name="ladder">All mixtures.</param>
    /// <param name="told">What the clusters of the mixture and those of a network tell, in nats, if one was tried.</param>
    internal static LadderChoice Of(LadderRung best, Arr<LadderRung> ladder, (double Mixture, double Network)? told)
    {
        var second = ladder.Filter(rung => rung != best).Map(rung => rung.Bic).DefaultIfEmpty(best.Bic).Min();
        var criterion = ladder.Count == 1
            ? $"{best.Rung} was asked for"
            : FormattableString.Invariant(
                $"of {ladder.Count} mixtures it has the lowest BIC, {second - best.Bic:F3} nats a row below the next");
        return told switch
        {
            null => new LadderChoice(best.Rung, criterion, ladder),
            var (mixture, network) when network > mixture => new LadderChoice(Network, FormattableString.Invariant(
                $"its clusters tell {network:F3} nats about those of nearest neighbours, the {best.Rung}'s {mixture:F3}"), ladder),
            var (mixture, network) => new LadderChoice(best.Rung, FormattableString.Invariant(
                $"{criterion}; its clusters tell {mixture:F3} nats about those of nearest neighbours, a network's {network:F3}"), ladder),
        };
    }
}
