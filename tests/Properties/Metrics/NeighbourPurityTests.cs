using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public sealed class NeighbourPurityTests
{
    private static readonly Gen<Cloud> Clouds =
        from rows in Gen.Choose(2, 60)
        from dimensions in Gen.Choose(1, 9)
        from labels in Gen.Choose(1, 4)
        from neighbours in Gen.Choose(1, 12)
        from key in Partitions.Keys
        select new Cloud(
            [.. Enumerable.Range(0, rows * dimensions).Select(i => (float)key.Normal((ulong)i))],
            rows,
            dimensions,
            [.. Enumerable.Range(0, rows).Select(i => key.Integer((ulong)i, labels))],
            neighbours);

    [Law(nameof(Clouds))]
    public void It_is_the_definition_written_out(Cloud cloud) => Laws.Close(Naive(cloud), Purity(cloud), 1e-12);

    [Law(nameof(Clouds))]
    public void It_is_a_share_and_blind_to_scale_and_to_the_labels_names(Cloud cloud)
    {
        var value = Purity(cloud);
        Assert.InRange(value, 0, 1);
        Assert.Equal(value, Purity(cloud with { Codes = Array.ConvertAll(cloud.Codes, x => 4 * x) }));
        Assert.Equal(value, Purity(cloud with { Labels = Array.ConvertAll(cloud.Labels, label => 1000 - (7 * label)) }));
    }

    [Fact]
    public void Groups_far_apart_are_pure_and_of_equals_the_earlier_is_nearer()
    {
        float[] apart = [0, 1, 2, 100, 101, 102];
        Assert.Equal(1, NeighbourPurity.Mean(apart, 6, 1, [0, 0, 0, 1, 1, 1], neighbours: 2));
        Assert.Equal(0, NeighbourPurity.Mean([0, 1, 100, 101], 4, 1, [0, 1, 0, 1], neighbours: 1));

        // All at one place: the neighbour of row 0 is row 1, of all others row 0.
        Assert.Equal(0.25, NeighbourPurity.Mean([5, 5, 5, 5], 4, 1, [0, 1, 2, 0], neighbours: 1));
    }

    [Fact]
    public void Fewer_queries_ask_rows_at_even_distances_among_all() =>
        Assert.Equal(1, NeighbourPurity.Mean([0, 10, 1, 11], 4, 1, [0, 1, 0, 0], neighbours: 1, maximumQueries: 1));

    [Fact]
    public void Chance_is_the_sum_of_squared_shares()
    {
        Assert.Equal(1, NeighbourPurity.Chance([3, 3, 3]));
        Laws.Close(0.5, NeighbourPurity.Chance([0, 9, 0, 9]), 1e-15);
    }

    [Fact]
    public void Extents_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() => NeighbourPurity.Mean([1, 2, 3], 2, 1, [0, 1]));
        Assert.Throws<ArgumentException>(() => NeighbourPurity.Mean([1, 2], 2, 1, [0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => NeighbourPurity.Mean([1], 1, 1, [0]));
    }

    private static double Purity(Cloud cloud) =>
        NeighbourPurity.Mean(cloud.Codes, cloud.Rows, cloud.Dimensions, cloud.Labels, cloud.Neighbours);

    private static double Naive(Cloud cloud)
    {
        var rows = cloud.Codes.Chunk(cloud.Dimensions).ToArray();
        return Enumerable.Range(0, cloud.Rows).Average(i => Enumerable.Range(0, cloud.Rows)
            .Where(j => j != i)
            .OrderBy(j => Enumerable.Zip(rows[i], rows[j], (a, b) => ((double)a - b) * ((double)a - b)).Sum())
            .Take(cloud.Neighbours)
            .Average(j => cloud.Labels[j] == cloud.Labels[i] ? 1.0 : 0));
    }

    public sealed record Cloud(float[] Codes, int Rows, int Dimensions, int[] Labels, int Neighbours);
}
