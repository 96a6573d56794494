using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public sealed class ClusterRepresentativesLaws
{
    private const int Dimensions = 2;
    private const int Clusters = 4;

    [Law(nameof(Clouds))]
    public void They_are_the_cluster_s_rows_in_order_of_their_distance_from_its_centre((float[] Codes, int[] Assignment, int Count) cloud)
    {
        var found = ClusterRepresentatives.Nearest(cloud.Codes, Dimensions, cloud.Assignment, Clusters, cloud.Count);
        Assert.Equal(Clusters, found.Length);
        for (var k = 0; k < Clusters; k++)
        {
            var members = Enumerable.Range(0, cloud.Assignment.Length).Where(row => cloud.Assignment[row] == k).ToArray();
            Assert.Equal(Math.Min(cloud.Count, members.Length), found[k].Length);
            Assert.Subset(members.ToHashSet(), found[k].ToHashSet());
            double[] Centre() => [.. Enumerable.Range(0, Dimensions).Select(d =>
                members.Average(row => (double)cloud.Codes[(row * Dimensions) + d]))];
            double Distance(int row) => Enumerable.Range(0, Dimensions).Sum(d =>
                Math.Pow(cloud.Codes[(row * Dimensions) + d] - Centre()[d], 2));
            var distances = found[k].Select(Distance).ToArray();
            for (var i = 1; i < distances.Length; i++)
                Assert.True(distances[i] >= distances[i - 1] - 1e-9);
            foreach (var other in members.Except(found[k]))
                Assert.True(Distance(other) >= distances[^1] - 1e-9);
        }
    }

    [Fact]
    public void Equally_near_rows_come_in_their_order() =>
        Assert.Equal([[0, 1, 2], [], [], []], ClusterRepresentatives.Nearest([1, 1, 1, 1, 1, 1], Dimensions, [0, 0, 0], Clusters, 5));

    private static Gen<(float[] Codes, int[] Assignment, int Count)> Clouds { get; } =
        from rows in Gen.Choose(1, 40)
        from count in Gen.Choose(1, 6)
        from seed in Generators.Seed
        select (
            Enumerable.Range(0, rows * Dimensions).Select(i => (float)Draws.Between(seed, i, -3, 3)).ToArray(),
            Enumerable.Range(0, rows).Select(i => (int)Draws.Between(seed, 1000 + i, 0, Clusters)).ToArray(),
            count);
}
