using GmmVae.Domain.Models;
using GmmVae.Domain.Numerics;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain.Clustering;

/// <summary>How many of its clusters a model uses: few mean that it has collapsed.</summary>
public static class ClusterUsage
{
    /// <summary>π is kept in single precision: a tenth of it itself is not enough.</summary>
    private const double Rounding = 1e-6;

    /// <summary>The number of clusters that hold more than rows / (10 K) of the rows, a tenth of an even
    /// share.</summary>
    /// <param name="clusters">The predicted cluster of each row.</param>
    /// <param name="clusterCount">K, the number of clusters of the model.</param>
    /// <exception cref="ArgumentOutOfRangeException">K is not positive, or a cluster lies outside
    /// 0 … K − 1.</exception>
    public static int Count(ReadOnlySpan<int> clusters, int clusterCount)
    {
        var used = 0;
        foreach (var size in Sizes(clusters, clusterCount))
            if (10L * clusterCount * size > clusters.Length)
                used++;
        return used;
    }

    /// <summary>The same for clusters that differ in size: those that hold more than a tenth of the rows that π gives them, or of an even
    /// share where that is smaller. A rare class is in use however rare it is.</summary>
    /// <param name="clusters">The predicted cluster of each row.</param>
    /// <param name="shares">π, a share for each cluster.</param>
    /// <exception cref="ArgumentOutOfRangeException">A cluster has no share.</exception>
    internal static int Count(ReadOnlySpan<int> clusters, ReadOnlySpan<double> shares)
    {
        var (used, sizes) = (0, Sizes(clusters, shares.Length));
        for (var k = 0; k < sizes.Length; k++)
            if (10.0 * sizes[k] > clusters.Length * Math.Min(shares[k], 1.0 / sizes.Length) * (1 + Rounding))
                used++;
        return used;
    }

    /// <summary>The number of rows in each of the K clusters.</summary>
    /// <inheritdoc cref="Count(ReadOnlySpan{int}, int)" path="/param|/exception"/>
    public static int[] Sizes(ReadOnlySpan<int> clusters, int clusterCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(clusterCount);
        var sizes = new int[clusterCount];
        foreach (var k in clusters)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(k, nameof(clusters));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(k, clusterCount, nameof(clusters));
            sizes[k]++;
        }

        return sizes;
    }
}

/// <summary>Tells when a clustering model does not use its clusters, or its cluster prior.</summary>
internal static class ClusterWarnings
{
    /// <summary>
    /// One where the cluster prior was to be minimised and its threshold keeps it out. None for clusters when all are used; otherwise
    /// one, stronger when half of them or more are unused or the mean assignment's KL is above half its maximum. A cluster prior near
    /// its maximum means both "sharp clusters" and "collapsed": only these two figures tell them apart.
    /// </summary>
    /// <param name="spec">The model.</param>
    /// <param name="minimisesClusterPrior">Whether the training gives the cluster prior a weight.</param>
    /// <param name="clustersUsed">Clusters that hold more than a tenth of their share, or of an even one.</param>
    /// <param name="batchMeanKl">KL of the mean assignment to π, nats.</param>
    public static Arr<string> For(ClusteringSpec spec, bool minimisesClusterPrior, int clustersUsed, double batchMeanKl) =>
        OfPrior(spec, minimisesClusterPrior) + Unused(spec, clustersUsed, batchMeanKl);

    /// <summary>The warning about the cluster prior alone.</summary>
    public static Arr<string> OfPrior(ClusteringSpec spec, bool minimisesClusterPrior) =>
        minimisesClusterPrior ? Silence(spec.ClusterPrior) : Arr<string>.Empty;

    private static Arr<string> Silence(ClusterPrior prior) => prior.IsSilent
        ? Array(FormattableString.Invariant(
            $"cluster prior off: its threshold of {prior.Threshold:0.###} nats is not below its greatest value, -ln min π = {prior.Maximum:0.###} nats (see {Faq.ThresholdTooHigh})"))
        : Arr<string>.Empty;

    private static Arr<string> Unused(ClusteringSpec spec, int clustersUsed, double batchMeanKl)
    {
        var maximum = spec.ClusterPrior.Maximum;
        var figures = FormattableString.Invariant(
            $"{clustersUsed} of {spec.Clusters} clusters used, batch-mean KL {batchMeanKl:F2} of at most {maximum:F2} nats");
        return clustersUsed * 2 <= spec.Clusters || batchMeanKl > maximum / 2
            ? Array($"collapse: {figures}; the cluster prior says nothing here (see {Faq.Collapse})")
            : clustersUsed < spec.Clusters
                ? Array($"unused clusters: {figures} (see {Faq.UnusedClusters})")
                : Arr<string>.Empty;
    }
}

/// <summary>From cluster probabilities to one cluster a sample.</summary>
public static class ClusterAssignment
{
    /// <summary>The most probable cluster of each row of <paramref name="probabilities"/> [rows, clusters]; the lowest
    /// of equals. NaN is never the most probable; a row of NaN gives cluster 0.</summary>
    /// <exception cref="ArgumentException">The buffer does not hold rows × clusters numbers.</exception>
    public static int[] MostProbable(ReadOnlySpan<float> probabilities, int rows, int clusters)
    {
        DeterministicSums.CheckExtents(probabilities.Length, rows, clusters);
        var assignment = new int[rows];
        for (var i = 0; i < rows; i++)
        {
            var row = probabilities.Slice(i * clusters, clusters);
            var best = float.NegativeInfinity;
            for (var k = 0; k < clusters; k++)
                if (row[k] > best)
                    (best, assignment[i]) = (row[k], k);
        }

        return assignment;
    }
}

/// <summary>The latent dimensions a model makes use of (Burda, Grosse and Salakhutdinov, arXiv:1509.00519, section
/// 5).</summary>
public static class ActiveUnits
{
    /// <summary>The variance above which a unit counts as active.</summary>
    public const double DefaultThreshold = 0.01;

    /// <summary>The number of units whose posterior mean varies over the data by more than
    /// <paramref name="threshold"/> (variance with divisor rows). A unit with a mean that is not finite is not
    /// active.</summary>
    /// <param name="means">Posterior means [rows, dimensions].</param>
    /// <param name="rows">The number of samples.</param>
    /// <param name="dimensions">The number of latent units.</param>
    /// <param name="threshold">The variance to exceed.</param>
    /// <exception cref="ArgumentException">The extents do not fit.</exception>
    public static int Count(
        ReadOnlySpan<float> means, int rows, int dimensions, double threshold = DefaultThreshold)
    {
        DeterministicSums.CheckExtents(means.Length, rows, dimensions);
        var active = 0;
        for (var j = 0; j < dimensions; j++)
        {
            var center = 0.0;
            for (var i = 0; i < rows; i++) center += means[i * dimensions + j];
            center /= rows;
            var squares = 0.0;
            for (var i = 0; i < rows; i++)
            {
                var d = means[i * dimensions + j] - center;
                squares += d * d;
            }

            if (squares / rows > threshold) active++;
        }

        return active;
    }
}
