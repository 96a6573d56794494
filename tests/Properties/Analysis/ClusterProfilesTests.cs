namespace GmmVae.Tests.Properties;

public sealed class ClusterProfilesTests
{
    /// <summary>Two columns: the first tells the cluster, the second is the same in both and lacks a value.</summary>
    private static readonly float[] Rows = [1, 5, 2, 7, 3, float.NaN, 11, 5, 12, 7, 13, 6];

    private static readonly float[] Probabilities = [0.9f, 0.1f, 1, 0, 0.8f, 0.2f, 0.45f, 0.55f, 0, 1, 0.1f, 0.9f];

    [Fact]
    public void A_cluster_is_told_by_its_means_in_the_units_of_the_data_and_columns_by_their_information()
    {
        var found = ClusterProfiles.Of(Rows, 2, Probabilities, 2, [1, 2, 3, 11, 12, 13], 0.9);
        Assert.Equal([3, 3], found.Clusters.Map(cluster => cluster.Rows).ToArray());
        Assert.Equal([0.5, 0.5], found.Clusters.Map(cluster => cluster.Share).ToArray());
        Assert.Equal(0.9, found.Clusters[0].Confidence, 1e-6);
        var (first, second) = (found.Clusters[0].Columns[0], found.Clusters[1].Columns[1]);
        Assert.Equal((2.0, 6.0), (first.Mean, second.Mean));
        Assert.Equal(Math.Sqrt(2.0 / 3), first.Deviation, 1e-12);
        Assert.Equal(-5 / Math.Sqrt(25 + (2.0 / 3)), first.Difference, 1e-12);
        Assert.Equal([1, 0, 2], found.Clusters[0].Representatives.ToArray());
        Assert.Equal(0, found.Columns[0].Column);
        Assert.Equal(Math.Log(2), found.Columns[0].Information, 1e-12);
        Assert.True(found.Columns[1].Information < 0.5);
        var unsure = found.Between[0];
        Assert.Equal((3, 1, 0), (unsure.Row, unsure.Cluster, unsure.Other));
    }

    [Fact]
    public void A_column_without_values_and_a_cluster_without_rows_are_told_as_such()
    {
        var found = ClusterProfiles.Of([float.NaN, float.NaN], 1, [1, 0, 1, 0], 2, [0, 0], 1);
        Assert.Equal([2, 0], found.Clusters.Map(cluster => cluster.Rows).ToArray());
        Assert.True(double.IsNaN(found.Clusters[0].Columns[0].Mean));
        Assert.Equal(0, found.Columns[0].Information);
        Assert.Equal(0, found.Clusters[1].Confidence);
    }
}
