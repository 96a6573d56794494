using GmmVae.Domain.Numerics;

namespace GmmVae.Domain.Clustering;

/// <summary>How much nearer samples are to their own cluster than to the next one (Rousseeuw, 1987).</summary>
public static class Silhouette
{
    /// <summary>The number of rows above which <see cref="Mean"/> works on a subset: some seconds of work at 128
    /// dimensions.</summary>
    public const int DefaultMaximumRows = 10_000;

    /// <summary>The mean over samples of (b − a) / max(a, b): a is the mean Euclidean distance to the other samples
    /// of the own cluster, b the least mean distance to another cluster. In [−1, 1].</summary>
    /// <remarks>A sample alone in its cluster, or with a = b = 0, counts 0; a single cluster gives 0. Codes that are
    /// not finite give NaN. Up to <paramref name="maximumRows"/> rows the value is exact; of more, that many rows at
    /// even distances (⌊i · rows / maximumRows⌋) stand for all, without any randomness. Time grows with the square of
    /// the rows used.</remarks>
    /// <param name="codes">The code means [rows, dimensions].</param>
    /// <param name="rows">The number of samples.</param>
    /// <param name="dimensions">The number of latent dimensions.</param>
    /// <param name="clusters">The predicted cluster of each sample [rows].</param>
    /// <param name="maximumRows">The largest number of rows used.</param>
    /// <exception cref="ArgumentException">The extents do not fit.</exception>
    public static double Mean(
        ReadOnlySpan<float> codes, int rows, int dimensions, ReadOnlySpan<int> clusters,
        int maximumRows = DefaultMaximumRows)
    {
        DeterministicSums.CheckExtents(codes.Length, rows, dimensions);
        DeterministicSums.CheckExtents(clusters.Length, rows, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maximumRows);
        var used = Math.Min(rows, maximumRows);
        var picked = new float[used * dimensions];
        var assigned = new int[used];
        for (var i = 0; i < used; i++)
        {
            var row = (int)((long)i * rows / used);
            codes.Slice(row * dimensions, dimensions).CopyTo(picked.AsSpan(i * dimensions));
            assigned[i] = clusters[row];
        }

        var names = assigned.Distinct().Order().ToArray();
        for (var i = 0; i < used; i++) assigned[i] = Array.BinarySearch(names, assigned[i]);
        if (names.Length == 1) return 0;
        var wide = DeterministicSums.Widen(picked, used, dimensions);
        var sums = DistanceSums(wide, DeterministicSums.Stride(dimensions), assigned, names.Length);
        return MeanOf(sums, assigned, names.Length);
    }

    /// <summary>The sum of distances from each sample to each cluster, [samples, clusters].</summary>
    private static double[] DistanceSums(double[] codes, int stride, int[] assigned, int clusters)
    {
        // A block of later rows stays in the cache while all earlier rows meet it.
        const int block = 64;
        var sums = new double[assigned.Length * clusters];
        for (var start = 0; start < assigned.Length; start += block)
        {
            var end = Math.Min(start + block, assigned.Length);
            for (var i = 0; i < end; i++)
            {
                var row = DeterministicSums.Row(codes, i, stride);
                for (var j = Math.Max(start, i + 1); j < end; j++)
                {
                    var distance = Math.Sqrt(DeterministicSums.SquaredDistance(row, DeterministicSums.Row(codes, j, stride)));
                    sums[i * clusters + assigned[j]] += distance;
                    sums[j * clusters + assigned[i]] += distance;
                }
            }
        }

        return sums;
    }

    private static double MeanOf(double[] sums, int[] assigned, int clusters)
    {
        var sizes = new int[clusters];
        foreach (var k in assigned) sizes[k]++;
        var total = 0.0;
        for (var i = 0; i < assigned.Length; i++)
        {
            var own = assigned[i];
            if (sizes[own] == 1) continue;
            var within = sums[i * clusters + own] / (sizes[own] - 1);
            var next = double.PositiveInfinity;
            for (var k = 0; k < clusters; k++)
                if (k != own)
                    next = Math.Min(next, sums[i * clusters + k] / sizes[k]);
            var larger = Math.Max(within, next);
            if (larger != 0) total += (next - within) / larger;
        }

        return total / assigned.Length;
    }
}
