using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public sealed class FrechetDistanceTests
{
    private static readonly Gen<(float[] First, float[] Second, int Rows, int Dimensions)> Pairs =
        from rows in Gen.Choose(2, 40)
        from dimensions in Gen.Choose(1, 8)
        from key in Partitions.Keys
        select (Cloud(key.Fold(0), rows * dimensions, 1), Cloud(key.Fold(1), rows * dimensions, 2), rows, dimensions);

    [Law(nameof(Pairs))]
    public void A_cloud_has_no_distance_from_itself_in_any_order((float[] First, float[] Second, int Rows, int Dimensions) pair)
    {
        var (cloud, _, rows, dimensions) = pair;
        float[] turned = [.. cloud.Chunk(dimensions).Reverse().SelectMany(row => row)];
        Laws.Close(0, FrechetDistance.Between(cloud, rows, turned, rows, dimensions), 1e-6);
    }

    [Law(nameof(Pairs))]
    public void It_is_symmetric_and_not_negative((float[] First, float[] Second, int Rows, int Dimensions) pair)
    {
        var (first, second, rows, dimensions) = pair;
        var distance = FrechetDistance.Between(first, rows, second, rows, dimensions);
        Assert.True(distance >= 0);
        Laws.Close(distance, FrechetDistance.Between(second, rows, first, rows, dimensions), 1e-6);
    }

    private static Gen<(int Dimensions, double[] Means, double[] Deviations)> Gaussians { get; } =
        from n in Gen.Choose(1, 6)
        from means in Generators.Vector(2 * n)
        from deviations in Gen.Choose(0, 400).Select(whole => whole / 100.0).ArrayOf(2 * n)
        select (n, means, deviations);

    [Law(nameof(Gaussians))]
    public void Between_Gaussians_with_equal_axes_it_is_that_of_means_and_of_deviations(
        (int Dimensions, double[] Means, double[] Deviations) given)
    {
        var (n, means, deviations) = given;
        var expected = 0.0;
        for (var i = 0; i < n; i++)
            expected += Square(means[i] - means[n + i]) + Square(deviations[i] - deviations[n + i]);
        Laws.Close(
            expected,
            FrechetDistance.Between(means.AsSpan(0, n), Diagonal(deviations[..n]), means.AsSpan(n), Diagonal(deviations[n..])),
            1e-7);
    }

    [Law(nameof(Pairs))]
    public void A_turn_of_both_clouds_changes_nothing((float[] First, float[] Second, int Rows, int Dimensions) pair)
    {
        var (first, second, rows, dimensions) = pair;
        if (dimensions < 2) return;
        var straight = FrechetDistance.Between(first, rows, second, rows, dimensions);
        Laws.Close(straight, FrechetDistance.Between(Turn(first, dimensions), rows, Turn(second, dimensions), rows, dimensions), 1e-4);
    }

    [Fact]
    public void Extents_that_do_not_fit_and_numbers_that_are_not_finite_are_refused()
    {
        Assert.Throws<ArgumentException>(() => FrechetDistance.Between([1f, 2], 2, [1f, 2, 3], 2, 1));
        Assert.Throws<ArgumentException>(() => FrechetDistance.Between([1f, float.NaN], 2, [1f, 2], 2, 1));
        Assert.Throws<ArgumentException>(() => FrechetDistance.Between([0.0], [1.0, 2], [0.0], [1.0]));
    }

    private static float[] Cloud(RandomKey key, int count, double scale) =>
        [.. Enumerable.Range(0, count).Select(i => (float)(scale * key.Normal((ulong)i)))];

    /// <summary>Turned by the angle whose cosine is 0.6 in the plane of the first two dimensions.</summary>
    private static float[] Turn(float[] cloud, int dimensions) => [.. cloud.Chunk(dimensions).SelectMany(row =>
        (float[])[(0.6f * row[0]) - (0.8f * row[1]), (0.8f * row[0]) + (0.6f * row[1]), .. row[2..]])];

    private static double[] Diagonal(double[] deviations)
    {
        var matrix = new double[deviations.Length * deviations.Length];
        for (var i = 0; i < deviations.Length; i++)
            matrix[(i * deviations.Length) + i] = Square(deviations[i]);
        return matrix;
    }

    private static double Square(double x) => x * x;
}
