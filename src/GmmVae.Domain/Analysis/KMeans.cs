using LanguageExt;

namespace GmmVae.Domain;

/// <summary>Clusters as nearest of K centres: Lloyd's iteration from k-means++ starts. A baseline, and the start of
/// <see cref="GaussianMixture"/>.</summary>
/// <param name="Centers">The centres [clusters, dimensions].</param>
/// <param name="Clusters">The number of centres.</param>
/// <param name="Inertia">The sum over the data of squared distances to the nearest centre.</param>
/// <param name="Iterations">The number of Lloyd steps of the best start.</param>
public sealed record KMeans(Arr<double> Centers, int Clusters, double Inertia, int Iterations)
{
    /// <summary>Lloyd's iteration ends here at the latest.</summary>
    public const int MaximumIterations = 300;

    /// <summary>Fits <paramref name="clusters"/> centres to <paramref name="data"/> [rows, dimensions]; the best of
    /// <paramref name="restarts"/> starts, the first of equals.</summary>
    /// <remarks>Restart r draws from <c>key.Fold(r)</c> (Arthur and Vassilvitskii, 2007), so the result is a function
    /// of the arguments. A point as near to two centres belongs to the first. A centre that loses all its points moves
    /// to the point farthest from its centre; with fewer distinct points than clusters some centres coincide. A fit
    /// ends when no point changes its centre.</remarks>
    /// <exception cref="ArgumentException">The extents do not fit, a number is not finite, or there are fewer rows
    /// than clusters.</exception>
    public static KMeans Fit(
        ReadOnlySpan<float> data, int rows, int dimensions, int clusters, RandomKey key, int restarts = 10)
    {
        RowMath.CheckExtents(data.Length, rows, dimensions);
        RowMath.RequireFinite(data, dimensions);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(clusters);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(clusters, rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(restarts);
        var points = RowMath.Widen(data, rows, dimensions);
        KMeansRun? best = null;
        for (var r = 0; r < restarts; r++)
        {
            var run = KMeansRun.From(points, rows, RowMath.Stride(dimensions), clusters, key.Fold((ulong)r));
            if (best is null || run.Inertia < best.Inertia) best = run;
        }

        return new KMeans(Unpad(best!.Centers, clusters, dimensions).ToArr(), clusters, best.Inertia, best.Iterations);
    }

    /// <summary>The nearest centre of each row of <paramref name="data"/> [rows, dimensions], the first of
    /// equals.</summary>
    /// <exception cref="ArgumentException">The extents do not fit.</exception>
    public int[] Predict(ReadOnlySpan<float> data, int rows)
    {
        var dimensions = Centers.Count / Clusters;
        var stride = RowMath.Stride(dimensions);
        var points = RowMath.Widen(data, rows, dimensions);
        var centers = new double[Clusters * stride];
        var flat = Centers.ToArray();
        for (var k = 0; k < Clusters; k++) flat.AsSpan(k * dimensions, dimensions).CopyTo(centers.AsSpan(k * stride));
        var assignment = new int[rows];
        for (var i = 0; i < rows; i++)
            assignment[i] = KMeansRun.Nearest(RowMath.Row(points, i, stride), centers, Clusters, stride).Center;
        return assignment;
    }

    private static double[] Unpad(double[] padded, int rows, int dimensions)
    {
        var flat = new double[rows * dimensions];
        var stride = RowMath.Stride(dimensions);
        for (var i = 0; i < rows; i++) padded.AsSpan(i * stride, dimensions).CopyTo(flat.AsSpan(i * dimensions));
        return flat;
    }
}
