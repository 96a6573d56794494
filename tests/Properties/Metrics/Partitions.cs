using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

/// <summary>Generators of labellings for the tests of metrics.</summary>
public static class Partitions
{
    public static readonly Gen<RandomKey> Keys =
        from low in Gen.Choose(0, int.MaxValue)
        from high in Gen.Choose(0, int.MaxValue)
        select new RandomKey((uint)low, (uint)high);

    /// <summary>Two labellings of the same 1 to 60 samples with 1 to 6 classes each, from independent to
    /// equal.</summary>
    public static readonly Gen<Pair> Pairs =
        from rows in Gen.Choose(1, 60)
        from clusters in Gen.Choose(1, 6)
        from classes in Gen.Choose(1, 6)
        from noise in Gen.Choose(0, 10)
        from key in Keys
        select Make(rows, clusters, classes, noise / 10.0, key);

    public static int[] Rename(int[] values, int count, RandomKey key)
    {
        var names = key.Permutation(count);
        return values.Select(v => names[v]).ToArray();
    }

    private static Pair Make(int rows, int clusters, int classes, double noise, RandomKey key)
    {
        var labels = Enumerable.Range(0, rows).Select(i => key.Integer((ulong)i, classes)).ToArray();
        var other = key.Fold("other");
        var assigned = labels.Select((label, i) => other.Uniform((ulong)i) < noise || label >= clusters
            ? other.Integer((ulong)i, clusters)
            : label).ToArray();
        return new Pair(assigned, labels, clusters, classes, key.Fold("names"));
    }

    public sealed record Pair(int[] Clusters, int[] Labels, int ClusterCount, int ClassCount, RandomKey Key)
    {
        public override string ToString() =>
            $"clusters [{string.Join(" ", Clusters)}] of {ClusterCount}, labels [{string.Join(" ", Labels)}]";
    }
}
