using GmmVae.Domain.Numerics;
using LanguageExt;

namespace GmmVae.Domain.Clustering;

/// <summary>Clusters as nearest of K centres: Lloyd's iteration from k-means++ starts. A baseline, and the start of
/// <see cref="FittedMixture"/>.</summary>
/// <param name="Centers">The centres [clusters, dimensions].</param>
/// <param name="Clusters">The number of centres.</param>
/// <param name="Inertia">The sum over the data of squared distances to the nearest centre.</param>
/// <param name="Iterations">The number of Lloyd steps of the best start.</param>
internal sealed record FittedKMeans(Arr<double> Centers, int Clusters, double Inertia, int Iterations)
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
    public static FittedKMeans Fit(
        ReadOnlySpan<float> data, int rows, int dimensions, int clusters, RandomKey key, int restarts = 10)
    {
        DeterministicSums.CheckExtents(data.Length, rows, dimensions);
        DeterministicSums.RequireFinite(data, dimensions);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(clusters);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(clusters, rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(restarts);
        var points = DeterministicSums.Widen(data, rows, dimensions);
        KMeansRun? best = null;
        for (var r = 0; r < restarts; r++)
        {
            var run = KMeansRun.From(points, rows, DeterministicSums.Stride(dimensions), clusters, key.Fold((ulong)r));
            if (best is null || run.Inertia < best.Inertia) best = run;
        }

        return new FittedKMeans(Unpad(best!.Centers, clusters, dimensions).ToArr(), clusters, best.Inertia, best.Iterations);
    }

    /// <summary>The nearest centre of each row of <paramref name="data"/> [rows, dimensions], the first of
    /// equals.</summary>
    /// <exception cref="ArgumentException">The extents do not fit.</exception>
    public int[] Predict(ReadOnlySpan<float> data, int rows)
    {
        var dimensions = Centers.Count / Clusters;
        var stride = DeterministicSums.Stride(dimensions);
        var points = DeterministicSums.Widen(data, rows, dimensions);
        var centers = new double[Clusters * stride];
        var flat = Centers.ToArray();
        for (var k = 0; k < Clusters; k++) flat.AsSpan(k * dimensions, dimensions).CopyTo(centers.AsSpan(k * stride));
        var assignment = new int[rows];
        for (var i = 0; i < rows; i++)
            assignment[i] = KMeansRun.Nearest(DeterministicSums.Row(points, i, stride), centers, Clusters, stride).Center;
        return assignment;
    }

    private static double[] Unpad(double[] padded, int rows, int dimensions)
    {
        var flat = new double[rows * dimensions];
        var stride = DeterministicSums.Stride(dimensions);
        for (var i = 0; i < rows; i++) padded.AsSpan(i * stride, dimensions).CopyTo(flat.AsSpan(i * dimensions));
        return flat;
    }
}

/// <summary>One start of <see cref="FittedKMeans"/>, on padded double-precision rows.</summary>
internal sealed class KMeansRun
{
    private readonly double[] points;
    private readonly int rows;
    private readonly int stride;
    private readonly int clusters;
    private readonly double[] distances;

    private KMeansRun(double[] points, int rows, int stride, int clusters)
    {
        this.points = points;
        this.rows = rows;
        this.stride = stride;
        this.clusters = clusters;
        distances = new double[rows];
        Assignment = new int[rows];
        Centers = new double[clusters * stride];
    }

    public double[] Centers { get; }

    /// <summary>The centre of each point.</summary>
    public int[] Assignment { get; }

    public double Inertia { get; private set; }

    public int Iterations { get; private set; }

    public static KMeansRun From(double[] points, int rows, int stride, int clusters, RandomKey key)
    {
        var run = new KMeansRun(points, rows, stride, clusters);
        run.Start(key);
        run.Assign();
        bool changed;
        do
        {
            run.MoveCenters();
            changed = run.Assign();
            run.Iterations++;
        }
        while (changed && run.Iterations < FittedKMeans.MaximumIterations);

        return run;
    }

    public static (int Center, double Distance) Nearest(
        ReadOnlySpan<double> point, double[] centers, int clusters, int stride)
    {
        var (best, least) = (0, double.PositiveInfinity);
        for (var k = 0; k < clusters; k++)
        {
            var distance = DeterministicSums.SquaredDistance(point, DeterministicSums.Row(centers, k, stride));
            if (distance < least) (best, least) = (k, distance);
        }

        return (best, least);
    }

    /// <summary>k-means++: each next centre is a point drawn with probability proportional to its squared distance
    /// to the nearest centre so far.</summary>
    private void Start(RandomKey key)
    {
        Place(0, key.Integer(0, rows));
        for (var i = 0; i < rows; i++) distances[i] = DeterministicSums.SquaredDistance(Point(i), Center(0));
        for (var k = 1; k < clusters; k++)
        {
            var total = 0.0;
            foreach (var d in distances) total += d;
            Place(k, Draw(key.Uniform((ulong)k) * total));
            for (var i = 0; i < rows; i++)
                distances[i] = Math.Min(distances[i], DeterministicSums.SquaredDistance(Point(i), Center(k)));
        }
    }

    private int Draw(double target)
    {
        var last = 0;
        var sum = 0.0;
        for (var i = 0; i < rows; i++)
        {
            if (distances[i] == 0) continue;
            last = i;
            sum += distances[i];
            if (sum > target) break;
        }

        return last;
    }

    private bool Assign()
    {
        var changed = false;
        var sum = 0.0;
        for (var i = 0; i < rows; i++)
        {
            var (center, distance) = Nearest(Point(i), Centers, clusters, stride);
            changed |= center != Assignment[i];
            Assignment[i] = center;
            distances[i] = distance;
            sum += distance;
        }

        Inertia = sum;
        return changed;
    }

    private void MoveCenters()
    {
        var sizes = new int[clusters];
        Array.Clear(Centers);
        for (var i = 0; i < rows; i++)
        {
            sizes[Assignment[i]]++;
            DeterministicSums.AddScaled(Center(Assignment[i]), 1, Point(i));
        }

        for (var k = 0; k < clusters; k++)
            if (sizes[k] > 0)
                foreach (ref var x in Center(k)) x /= sizes[k];
            else
                Place(k, TakeFarthest());
    }

    /// <summary>The point farthest from its centre, the first of equals; it is not taken twice.</summary>
    private int TakeFarthest()
    {
        var farthest = 0;
        for (var i = 1; i < rows; i++)
            if (distances[i] > distances[farthest])
                farthest = i;
        distances[farthest] = 0;
        return farthest;
    }

    private void Place(int center, int point) => Point(point).CopyTo(Center(center));

    private Span<double> Point(int i) => DeterministicSums.Row(points, i, stride);

    private Span<double> Center(int k) => DeterministicSums.Row(Centers, k, stride);
}
