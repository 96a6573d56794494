using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

/// <summary>Active units, clusters used and calibration.</summary>
public sealed class UsageMetricsTests
{
    private static Gen<RandomKey> Keys => Partitions.Keys;

    private static Gen<int> Units { get; } = Gen.Choose(1, 12);

    [Law(nameof(Keys), nameof(Units), MaxTest = 300)]
    public bool Exactly_the_units_with_enough_variance_are_active(RandomKey key, int units)
    {
        // Alternating ±s has variance s² around any offset.
        var active = Enumerable.Range(0, units).Select(j => key.Uniform((ulong)j) < 0.5).ToArray();
        var means = Enumerable.Range(0, 100 * units).Select(i =>
        {
            var (row, j) = (i / units, i % units);
            var offset = 10 * (float)key.Normal((ulong)j);
            return offset + (row % 2 == 0 ? 1 : -1) * (active[j] ? 0.102f : 0.098f);
        }).ToArray();
        return ActiveUnits.Count(means, 100, units) == active.Count(a => a)
            && ActiveUnits.Count(means, 100, units, 0) == units
            && ActiveUnits.Count(means, 100, units, 0.02) == 0;
    }

    [Fact]
    public void A_unit_that_is_not_finite_or_never_moves_is_not_active()
    {
        Assert.Equal(1, ActiveUnits.Count([1, 0, float.NaN, 1, 5, float.PositiveInfinity], 2, 3));
        Assert.Throws<ArgumentException>(() => ActiveUnits.Count([1, 2, 3], 2, 2));
    }

    [Fact]
    public void A_cluster_is_used_above_a_tenth_of_an_even_share()
    {
        // 1,000 rows, 10 clusters: the limit is 10 rows, which itself is not enough.
        int[] clusters = [.. Enumerable.Repeat(0, 979), .. Enumerable.Repeat(1, 11), .. Enumerable.Repeat(2, 10)];
        Assert.Equal(2, ClusterUsage.Count(clusters, 10));
        Assert.Equal([979, 11, 10, 0, 0, 0, 0, 0, 0, 0], ClusterUsage.Sizes(clusters, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => ClusterUsage.Count([3], 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => ClusterUsage.Count([-1], 3));
    }

    [Fact]
    public void A_rare_cluster_is_used_above_a_tenth_of_its_share()
    {
        // 1,000 rows: of a share of a hundredth 2 rows are enough and 1 is not; of a large share what is enough of an even one.
        int[] clusters = [.. Enumerable.Repeat(0, 963), .. Enumerable.Repeat(1, 34), 2, 2, 3];
        Assert.Equal(3, ClusterUsage.Count(clusters, [0.39f, 0.59f, 0.01f, 0.01f]));
        Assert.Equal(2, ClusterUsage.Count(clusters, [0.25, 0.25, 0.25, 0.25]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ClusterUsage.Count([3], [0.5, 0.5]));
    }

    [Law(typeof(Partitions), nameof(Partitions.Pairs), MaxTest = 300)]
    public bool Of_even_shares_as_many_clusters_are_used_as_without_shares(Partitions.Pair p) =>
        ClusterUsage.Count(p.Clusters, p.ClusterCount)
        == ClusterUsage.Count(p.Clusters, [.. Enumerable.Repeat((double)(1f / p.ClusterCount), p.ClusterCount)]);

    [Law(typeof(Partitions), nameof(Partitions.Pairs), MaxTest = 300)]
    public bool Clusters_used_lie_between_one_and_the_clusters_that_occur(Partitions.Pair p)
    {
        var used = ClusterUsage.Count(p.Clusters, p.ClusterCount);
        return used >= 1 && used <= p.Clusters.Distinct().Count()
            && used == ClusterUsage.Count(Partitions.Rename(p.Clusters, p.ClusterCount, p.Key), p.ClusterCount);
    }
}
