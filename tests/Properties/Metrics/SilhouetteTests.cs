using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public sealed class SilhouetteTests
{
    private static readonly Arbitrary<Cloud> Samples = (
        from rows in Gen.Choose(1, 90)
        from dimensions in Gen.Choose(1, 20)
        from clusters in Gen.Choose(1, 6)
        from key in Partitions.Keys
        select new Cloud(
            Enumerable.Range(0, rows * dimensions).Select(i => (float)key.Normal((ulong)i)).ToArray(),
            rows,
            dimensions,
            Enumerable.Range(0, rows).Select(i => key.Integer((ulong)i, clusters)).ToArray())).ToArbitrary();

    [Law(nameof(Samples), MaxTest = 300)]
    public bool It_is_the_mean_of_the_definition_written_out(Cloud c) =>
        Math.Abs(Silhouette.Mean(c.Codes, c.Rows, c.Dimensions, c.Clusters) - Naive(c)) < 1e-12;

    [Law(nameof(Samples), MaxTest = 300)]
    public bool It_is_bounded_and_blind_to_scale_shift_and_names(Cloud c)
    {
        var value = Silhouette.Mean(c.Codes, c.Rows, c.Dimensions, c.Clusters);
        var scaled = c.Codes.Select(x => x * 4).ToArray();
        var moved = c.Codes.Select(x => x + 1).ToArray();
        var renamed = c.Clusters.Select(k => 1000 - 7 * k).ToArray();
        return value is >= -1 and <= 1
            && value == Silhouette.Mean(scaled, c.Rows, c.Dimensions, c.Clusters)
            && Math.Abs(value - Silhouette.Mean(moved, c.Rows, c.Dimensions, c.Clusters)) < 1e-5
            && Math.Abs(value - Silhouette.Mean(c.Codes, c.Rows, c.Dimensions, renamed)) < 1e-12;
    }

    [Law(nameof(Samples), MaxTest = 300)]
    public bool A_maximum_of_rows_takes_rows_at_even_distances(Cloud c)
    {
        var even = Enumerable.Range(0, c.Rows).Where(i => i % 2 == 0).ToArray();
        if (c.Rows % 2 != 0) return true;
        var codes = even.SelectMany(i => c.Codes.Skip(i * c.Dimensions).Take(c.Dimensions)).ToArray();
        var clusters = even.Select(i => c.Clusters[i]).ToArray();
        return Silhouette.Mean(c.Codes, c.Rows, c.Dimensions, c.Clusters, c.Rows / 2)
            == Silhouette.Mean(codes, even.Length, c.Dimensions, clusters);
    }

    [Fact]
    public void Far_apart_clusters_are_near_one_and_exchanged_members_below_zero()
    {
        float[] codes = [0, 1, 100, 101];
        Assert.InRange(Silhouette.Mean(codes, 4, 1, [0, 0, 1, 1]), 0.98, 1);
        Assert.InRange(Silhouette.Mean(codes, 4, 1, [0, 1, 0, 1]), -1, -0.4);
    }

    [Fact]
    public void Degenerate_clusterings_give_zero_and_codes_that_are_not_finite_NaN()
    {
        Assert.Equal(0, Silhouette.Mean([1, 2, 3], 3, 1, [4, 4, 4]));
        Assert.Equal(0, Silhouette.Mean([1, 2, 3], 3, 1, [0, 1, 2]));
        Assert.Equal(0, Silhouette.Mean([1, 1, 1, 1], 4, 1, [0, 1, 0, 1]));
        Assert.Equal(double.NaN, Silhouette.Mean([1, float.NaN, 1, 1], 4, 1, [0, 1, 0, 1]));
        Assert.Throws<ArgumentException>(() => Silhouette.Mean([1, 2, 3], 2, 1, [0, 1]));
    }

    private static double Naive(Cloud c)
    {
        if (c.Clusters.Distinct().Count() == 1) return 0;
        var rows = c.Codes.Chunk(c.Dimensions).ToArray();
        return Enumerable.Range(0, c.Rows).Average(i =>
        {
            var means = Enumerable.Range(0, c.Rows).Where(j => j != i).GroupBy(j => c.Clusters[j])
                .ToDictionary(g => g.Key, g => g.Average(j => Distance(rows[i], rows[j])));
            if (!means.TryGetValue(c.Clusters[i], out var a)) return 0;
            var b = means.Where(m => m.Key != c.Clusters[i]).Min(m => m.Value);
            return (b - a) / Math.Max(a, b);
        });
    }

    private static double Distance(float[] a, float[] b) =>
        Math.Sqrt(a.Zip(b).Sum(p => Math.Pow((double)p.Item1 - p.Item2, 2)));

    public sealed record Cloud(float[] Codes, int Rows, int Dimensions, int[] Clusters);
}
