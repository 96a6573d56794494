namespace GmmVae.Tests.Properties;

/// <summary>Normalised mutual information and the adjusted Rand index.</summary>
public sealed class PartitionAgreementTests
{
    [Law(typeof(Partitions), nameof(Partitions.Pairs), MaxTest = 300)]
    public bool Both_are_one_for_renamed_copies(Partitions.Pair p)
    {
        var copy = Partitions.Rename(p.Labels, p.ClassCount, p.Key);
        return Math.Abs(MutualInformation.Normalized(copy, p.Labels) - 1) < 1e-12
            && Math.Abs(RandIndex.Adjusted(copy, p.Labels) - 1) < 1e-12;
    }

    [Law(typeof(Partitions), nameof(Partitions.Pairs), MaxTest = 300)]
    public bool Both_are_symmetric_bounded_and_blind_to_names(Partitions.Pair p)
    {
        var clusters = Partitions.Rename(p.Clusters, p.ClusterCount, p.Key);
        var nmi = MutualInformation.Normalized(p.Clusters, p.Labels);
        var ari = RandIndex.Adjusted(p.Clusters, p.Labels);
        return nmi is >= 0 and <= 1 && ari is >= -0.5 and <= 1
            && Math.Abs(nmi - MutualInformation.Normalized(p.Labels, p.Clusters)) < 1e-12
            && Math.Abs(ari - RandIndex.Adjusted(p.Labels, p.Clusters)) < 1e-12
            && Math.Abs(nmi - MutualInformation.Normalized(clusters, p.Labels)) < 1e-12
            && Math.Abs(ari - RandIndex.Adjusted(clusters, p.Labels)) < 1e-12;
    }

    [Law(typeof(Partitions), nameof(Partitions.Pairs), MaxTest = 300)]
    public bool The_adjusted_Rand_index_is_that_of_counting_pairs_one_by_one(Partitions.Pair p)
    {
        double both = 0, first = 0, second = 0, all = 0;
        for (var i = 0; i < p.Labels.Length; i++)
            for (var j = 0; j < i; j++)
            {
                var (a, b) = (p.Clusters[i] == p.Clusters[j], p.Labels[i] == p.Labels[j]);
                all++;
                if (a) first++;
                if (b) second++;
                if (a && b) both++;
            }

        var naive = (both - first * second / all) / ((first + second) / 2 - first * second / all);
        return double.IsNaN(naive) || Math.Abs(naive - RandIndex.Adjusted(p.Clusters, p.Labels)) < 1e-12;
    }

    [Law(typeof(Partitions), nameof(Partitions.Pairs), MaxTest = 300)]
    public bool Mutual_information_is_what_joint_and_single_entropies_leave(Partitions.Pair p)
    {
        var (a, b) = (Entropy(p.Clusters), Entropy(p.Labels));
        var shared = a + b - Entropy(p.Clusters.Zip(p.Labels));
        var normalized = MutualInformation.Normalized(p.Clusters, p.Labels);
        return Math.Abs(MutualInformation.Nats(p.Clusters, p.Labels) - shared) < 1e-12
            && (a + b == 0 ? normalized == 1 : Math.Abs(normalized - 2 * shared / (a + b)) < 1e-12);
    }

    [Law(typeof(Partitions), nameof(Partitions.Keys))]
    public bool Both_are_near_zero_for_independent_labellings(RandomKey key)
    {
        var a = Enumerable.Range(0, 5000).Select(i => key.Integer((ulong)i, 10)).ToArray();
        var b = Enumerable.Range(0, 5000).Select(i => key.Fold(1).Integer((ulong)i, 10)).ToArray();
        return Math.Abs(RandIndex.Adjusted(a, b)) < 0.02 && MutualInformation.Normalized(a, b) < 0.02;
    }

    [Fact]
    public void A_single_class_tells_nothing_unless_the_other_is_single_too()
    {
        Assert.Equal(0, MutualInformation.Normalized([0, 0, 0, 0], [0, 1, 2, 3]));
        Assert.Equal(0, RandIndex.Adjusted([0, 0, 0, 0], [0, 1, 2, 3]));
        Assert.Equal(1, MutualInformation.Normalized([5, 5], [0, 0]));
        Assert.Equal(1, RandIndex.Adjusted([5, 5], [0, 0]));
        Assert.Equal(1, RandIndex.Adjusted([5], [0]));
        Assert.Throws<ArgumentException>(() => RandIndex.Adjusted([], []));
        Assert.Throws<ArgumentException>(() => MutualInformation.Normalized([1], [1, 2]));
    }

    [Fact]
    public void Values_worked_by_hand()
    {
        // Pairs together: 1 in both, 2 and 3 in each, 10 in all; expected 0.6, so (1 - 0.6) / (2.5 - 0.6).
        Assert.Equal(0.4 / 1.9, RandIndex.Adjusted([0, 0, 1, 1, 2], [0, 0, 0, 1, 2]), 1e-12);
        Assert.Equal(Math.Log(2), MutualInformation.Nats([0, 0, 1, 1], [3, 3, 8, 8]), 1e-15);
        Assert.Equal(2 * Math.Log(2) / (Math.Log(2) + Math.Log(4)),
            MutualInformation.Normalized([0, 0, 1, 1], [0, 1, 2, 3]), 1e-12);
    }

    private static double Entropy<T>(IEnumerable<T> values)
        where T : notnull
    {
        var list = values.ToList();
        return -list.CountBy(v => v).Sum(c => (double)c.Value / list.Count * Math.Log((double)c.Value / list.Count));
    }
}
