using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public sealed class ClusterStabilityTests
{
    /// <summary>Two to five clusterings of the same samples, which resemble each other more or less.</summary>
    private static readonly Gen<int[][]> Clusterings =
        from rows in Gen.Choose(1, 60)
        from clusters in Gen.Choose(1, 6)
        from starts in Gen.Choose(2, 5)
        from noise in Gen.Choose(0, 10)
        from key in Partitions.Keys
        select Enumerable.Range(0, starts).Select(start => Draw(rows, clusters, noise / 10.0, key, key.Fold((ulong)start))).ToArray();

    private static Gen<RandomKey> Keys => Partitions.Keys;

    [Law(nameof(Clusterings), nameof(Keys))]
    public void Permuting_the_clusters_of_each_clustering_and_the_clusterings_changes_nothing(int[][] clusterings, RandomKey key)
    {
        var renamed = clusterings.Select((clustering, i) => Partitions.Rename(clustering, 6, key.Fold((ulong)i))).ToArray();
        Assert.Equal(ClusterStability.Of(clusterings), ClusterStability.Of(renamed), 1e-12);
        var order = key.Permutation(clusterings.Length);
        Assert.Equal(ClusterStability.Of(clusterings), ClusterStability.Of([.. order.Select(i => clusterings[i])]), 1e-12);
    }

    [Law(nameof(Clusterings))]
    public void Identical_clusterings_give_one_and_others_less(int[][] clusterings)
    {
        Assert.Equal(1, ClusterStability.Of([.. clusterings.Select(_ => clusterings[0])]), 1e-12);
        var areEqual = clusterings.All(clustering => clustering.Zip(clusterings[0]).Distinct().Count() == clustering.Distinct().Count()
            && clustering.Distinct().Count() == clusterings[0].Distinct().Count());
        Assert.Equal(areEqual, ClusterStability.Of(clusterings) > 1 - 1e-12);
    }

    [Law(nameof(Clusterings))]
    public void It_is_the_mean_agreement_of_all_pairs(int[][] clusterings)
    {
        var pairs = clusterings.SelectMany((first, i) => clusterings.Skip(i + 1).Select(second => RandIndex.Adjusted(first, second)));
        Assert.Equal(pairs.Average(), ClusterStability.Of(clusterings), 1e-12);
    }

    private static Gen<int> ClusterCounts { get; } = Gen.Choose(2, 20);

    [Law(nameof(ClusterCounts), nameof(Keys), MaxTest = 20)]
    public void Independent_clusterings_give_about_zero_on_average_whatever_their_number_of_clusters(int clusters, RandomKey key)
    {
        const int Draws = 50;
        var mean = Enumerable.Range(0, Draws).Average(draw => ClusterStability.Of([.. Enumerable.Range(0, 3).Select(start =>
            ClusterStabilityTests.Draw(200, clusters, 1, key, key.Fold((ulong)draw).Fold((ulong)start)))]));
        Assert.InRange(mean, -0.01, 0.01);
    }

    [Fact]
    public void One_clustering_has_no_stability() => Assert.Throws<ArgumentException>(() => ClusterStability.Of([[0, 1]]));

    private static int[] Draw(int rows, int clusters, double noise, RandomKey shared, RandomKey own) =>
        [.. Enumerable.Range(0, rows).Select(row =>
            (own.Uniform((ulong)row) < noise ? own.Fold("drawn") : shared).Integer((ulong)row, clusters))];
}
