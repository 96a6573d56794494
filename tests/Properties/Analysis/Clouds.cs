using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

/// <summary>Generators of point clouds for the tests of baselines.</summary>
public static class Clouds
{
    /// <summary>Correlated Gaussian blobs, 6 to 120 rows in 1 to 9 dimensions around 1 to 5 centres, sometimes with
    /// repeated rows and constant features.</summary>
    public static readonly Arbitrary<Cloud> Any = (
        from rows in Gen.Choose(6, 120)
        from dimensions in Gen.Choose(1, 9)
        from clusters in Gen.Choose(1, 5)
        from repeated in Gen.Elements(false, false, true)
        from low in Gen.Choose(0, int.MaxValue)
        from high in Gen.Choose(0, int.MaxValue)
        select Make(rows, dimensions, clusters, repeated, new RandomKey((uint)low, (uint)high))).ToArbitrary();

    /// <summary>Blobs of unit variance whose centres lie far apart along the axes, with the blob of each row.</summary>
    public static (Cloud Cloud, int[] Blobs) Separated(int rows, int dimensions, int clusters, RandomKey key)
    {
        var blobs = Enumerable.Range(0, rows).Select(i => i % clusters).ToArray();
        var data = new float[rows * dimensions];
        for (var i = 0; i < data.Length; i++)
        {
            var (row, j) = (i / dimensions, i % dimensions);
            var center = j == 0 ? 300 * blobs[row] : 0;
            data[i] = (float)(center + key.Normal((ulong)i));
        }

        return (new Cloud(data, rows, dimensions, clusters, key.Fold("fit")), blobs);
    }

    private static Cloud Make(int rows, int dimensions, int clusters, bool repeated, RandomKey key)
    {
        var mixing = Enumerable.Range(0, dimensions * dimensions)
            .Select(i => key.Fold("mixing").Normal((ulong)i)).ToArray();
        var data = new float[rows * dimensions];
        for (var i = 0; i < rows; i++)
        {
            var source = repeated ? (ulong)(i % 4) : (ulong)i;
            var noise = key.Fold("row").Fold(source);
            var center = key.Fold("center").Fold(source % (ulong)clusters);
            for (var j = 0; j < dimensions; j++)
            {
                var x = 4 * center.Normal((ulong)j);
                for (var k = 0; k < dimensions; k++) x += mixing[j * dimensions + k] * noise.Normal((ulong)k);
                data[i * dimensions + j] = repeated && j > 0 && j == dimensions - 1 ? 1 : (float)x;
            }
        }

        return new Cloud(data, rows, dimensions, clusters, key.Fold("fit"));
    }

    public sealed record Cloud(float[] Data, int Rows, int Dimensions, int Clusters, RandomKey Key);
}
