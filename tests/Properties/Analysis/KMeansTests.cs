namespace GmmVae.Tests.Properties;

public sealed class KMeansTests
{
    [Law(typeof(Clouds), nameof(Clouds.Any))]
    public bool Prediction_is_the_nearest_center_and_inertia_its_squared_distances(Clouds.Cloud c)
    {
        var fitted = Fit(c);
        var centers = fitted.Centers.ToArray().Chunk(c.Dimensions).ToArray();
        var points = c.Data.Chunk(c.Dimensions).ToArray();
        var predicted = fitted.Predict(c.Data, c.Rows);
        var least = points.Select(p => centers.Min(m => Distance(p, m))).ToArray();
        return Math.Abs(least.Sum() - fitted.Inertia) <= 1e-9 * (1 + fitted.Inertia)
            && points.Select((p, i) => Distance(p, centers[predicted[i]]) <= least[i] + 1e-9).All(x => x);
    }

    [Law(typeof(Clouds), nameof(Clouds.Any))]
    public bool Each_center_is_the_mean_of_its_points(Clouds.Cloud c)
    {
        var fitted = Fit(c);
        var centers = fitted.Centers.ToArray().Chunk(c.Dimensions).ToArray();
        var points = c.Data.Chunk(c.Dimensions).ToArray();
        var predicted = fitted.Predict(c.Data, c.Rows);
        return Enumerable.Range(0, c.Rows).GroupBy(i => predicted[i]).All(g =>
            Enumerable.Range(0, c.Dimensions).All(j =>
                Math.Abs(g.Average(i => (double)points[i][j]) - centers[g.Key][j]) < 1e-9));
    }

    [Law(typeof(Clouds), nameof(Clouds.Any))]
    public bool More_restarts_never_make_it_worse_and_the_same_key_gives_the_same_fit(Clouds.Cloud c)
    {
        var one = FittedKMeans.Fit(c.Data, c.Rows, c.Dimensions, c.Clusters, c.Key, 1);
        return Fit(c).Inertia <= one.Inertia && Fit(c) == Fit(c);
    }

    [Law(typeof(Clouds), nameof(Clouds.Any))]
    public bool Far_apart_blobs_are_recovered(Clouds.Cloud c)
    {
        var (cloud, blobs) = Clouds.Separated(100, c.Dimensions, c.Clusters, c.Key);
        return ClusterAccuracy.Hungarian(Fit(cloud).Predict(cloud.Data, cloud.Rows), blobs).Accuracy == 1;
    }

    [Fact]
    public void As_many_clusters_as_distinct_points_leave_no_distance()
    {
        var fitted = FittedKMeans.Fit([1, 5, 9, 5, 1, 1], 6, 1, 3, RandomKey.FromSeed(1));
        Assert.Equal(0, fitted.Inertia);
        Assert.Equal([1.0, 5, 9], fitted.Centers.ToArray().Order());
        Assert.Equal(0, FittedKMeans.Fit([2, 2, 2, 2], 4, 1, 3, RandomKey.FromSeed(1)).Inertia);
    }

    [Fact]
    public void Unusable_data_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => FittedKMeans.Fit([1, 2], 2, 1, 3, default));
        Assert.Throws<ArgumentException>(() => FittedKMeans.Fit([1, float.PositiveInfinity], 2, 1, 1, default));
        Assert.Throws<ArgumentException>(() => FittedKMeans.Fit([1, 2], 3, 1, 1, default));
    }

    private static FittedKMeans Fit(Clouds.Cloud c) => FittedKMeans.Fit(c.Data, c.Rows, c.Dimensions, c.Clusters, c.Key, 4);

    private static double Distance(float[] p, double[] m) => p.Zip(m, (a, b) => (a - b) * (a - b)).Sum();
}
