namespace GmmVae.Domain;

/// <summary>One start of <see cref="KMeans"/>, on padded double-precision rows.</summary>
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
        while (changed && run.Iterations < KMeans.MaximumIterations);

        return run;
    }

    public static (int Center, double Distance) Nearest(
        ReadOnlySpan<double> point, double[] centers, int clusters, int stride)
    {
        var (best, least) = (0, double.PositiveInfinity);
        for (var k = 0; k < clusters; k++)
        {
            var distance = RowMath.SquaredDistance(point, RowMath.Row(centers, k, stride));
            if (distance < least) (best, least) = (k, distance);
        }

        return (best, least);
    }

    /// <summary>k-means++: each next centre is a point drawn with probability proportional to its squared distance
    /// to the nearest centre so far.</summary>
    private void Start(RandomKey key)
    {
        Place(0, key.Integer(0, rows));
        for (var i = 0; i < rows; i++) distances[i] = RowMath.SquaredDistance(Point(i), Center(0));
        for (var k = 1; k < clusters; k++)
        {
            var total = 0.0;
            foreach (var d in distances) total += d;
            Place(k, Draw(key.Uniform((ulong)k) * total));
            for (var i = 0; i < rows; i++)
                distances[i] = Math.Min(distances[i], RowMath.SquaredDistance(Point(i), Center(k)));
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
            RowMath.AddScaled(Center(Assignment[i]), 1, Point(i));
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

    private Span<double> Point(int i) => RowMath.Row(points, i, stride);

    private Span<double> Center(int k) => RowMath.Row(Centers, k, stride);
}
