using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public sealed class ClusterAccuracyTests
{
    [Law(typeof(Partitions), nameof(Partitions.Pairs), MaxTest = 300)]
    public Property The_Hungarian_match_is_the_best_of_all_one_to_one_matches(Partitions.Pair p)
    {
        var match = ClusterAccuracy.Hungarian(p.Clusters, p.Labels, p.ClusterCount);
        return (match.Accuracy == BestByTryingAll(p)).Label($"{match} against {BestByTryingAll(p)}");
    }

    [Law(typeof(Partitions), nameof(Partitions.Pairs), MaxTest = 300)]
    public bool The_Hungarian_mapping_is_one_to_one_and_gives_the_stated_accuracy(Partitions.Pair p)
    {
        var match = ClusterAccuracy.Hungarian(p.Clusters, p.Labels, p.ClusterCount);
        var given = match.LabelOfCluster.Where(label => label >= 0).ToArray();
        var right = p.Clusters.Zip(p.Labels).Count(pair => match.LabelOfCluster[pair.Item1] == pair.Item2);
        return match.LabelOfCluster.Count == p.ClusterCount
            && given.Distinct().Count() == given.Length
            && match.Accuracy == (double)right / p.Labels.Length;
    }

    [Law(typeof(Partitions), nameof(Partitions.Pairs), MaxTest = 300)]
    public bool Renaming_clusters_and_labels_leaves_every_accuracy(Partitions.Pair p)
    {
        var clusters = Partitions.Rename(p.Clusters, p.ClusterCount, p.Key);
        var labels = Partitions.Rename(p.Labels, p.ClassCount, p.Key.Fold(1));
        return ClusterAccuracy.Hungarian(clusters, labels).Accuracy
                == ClusterAccuracy.Hungarian(p.Clusters, p.Labels).Accuracy
            && ClusterAccuracy.Majority(clusters, labels).Accuracy
                == ClusterAccuracy.Majority(p.Clusters, p.Labels).Accuracy;
    }

    [Law(typeof(Partitions), nameof(Partitions.Pairs), MaxTest = 300)]
    public bool A_majority_vote_is_at_least_the_Hungarian_match_and_the_largest_class(Partitions.Pair p)
    {
        var majority = ClusterAccuracy.Majority(p.Clusters, p.Labels).Accuracy;
        var largest = (double)p.Labels.CountBy(l => l).Max(c => c.Value) / p.Labels.Length;
        return majority >= ClusterAccuracy.Hungarian(p.Clusters, p.Labels).Accuracy && majority >= largest;
    }

    [Law(typeof(Partitions), nameof(Partitions.Pairs), MaxTest = 300)]
    public bool A_renamed_copy_of_the_labels_is_matched_in_full(Partitions.Pair p)
    {
        var clusters = Partitions.Rename(p.Labels, p.ClassCount, p.Key);
        return ClusterAccuracy.Hungarian(clusters, p.Labels).Accuracy == 1
            && ClusterAccuracy.Majority(clusters, p.Labels).Accuracy == 1
            && ClusterAccuracy.Exemplar(OneHot(clusters, p.ClassCount), p.ClassCount, p.Labels).Accuracy == 1;
    }

    [Law(typeof(Partitions), nameof(Partitions.Pairs), MaxTest = 300)]
    public bool Exemplar_accuracy_is_that_of_the_definition_written_out(Partitions.Pair p)
    {
        var probabilities = Enumerable.Range(0, p.Labels.Length * p.ClusterCount)
            .Select(i => (float)p.Key.Uniform((ulong)i)).ToArray();
        var rows = probabilities.Chunk(p.ClusterCount).ToArray();
        var labelOf = Enumerable.Range(0, p.ClusterCount)
            .Select(k => p.Labels[Enumerable.Range(0, rows.Length).MaxBy(i => rows[i][k])]).ToArray();
        var right = rows.Zip(p.Labels).Count(r => labelOf[Array.IndexOf(r.Item1, r.Item1.Max())] == r.Item2);
        var match = ClusterAccuracy.Exemplar(probabilities, p.ClusterCount, p.Labels);
        return match.Accuracy == (double)right / rows.Length && match.LabelOfCluster.SequenceEqual(labelOf);
    }

    [Fact]
    public void A_cluster_beyond_the_number_of_labels_counts_as_wrong_and_is_marked()
    {
        var match = ClusterAccuracy.Hungarian([0, 0, 0, 1, 1, 2], [4, 4, 4, 9, 9, 9], 4);
        Assert.Equal(5.0 / 6, match.Accuracy);
        Assert.Equal([4, 9, -1, -1], match.LabelOfCluster.ToArray());
        Assert.Equal(1, ClusterAccuracy.Majority([0, 0, 0, 1, 1, 2], [4, 4, 4, 9, 9, 9]).Accuracy);
    }

    [Fact]
    public void Ties_go_to_the_lower_number_and_NaN_is_never_chosen()
    {
        Assert.Equal([3], ClusterAccuracy.Majority([0, 0], [7, 3]).LabelOfCluster.ToArray());
        const float nan = float.NaN;
        Assert.Equal([0, 1, 0], ClusterAssignment.MostProbable([0.5f, 0.5f, nan, 0.1f, nan, nan], 3, 2));
        var match = ClusterAccuracy.Exemplar([0.5f, 0.5f, 0.5f, 0.9f, nan, nan], 2, [5, 6, 7]);
        Assert.Equal([5, 6], match.LabelOfCluster.ToArray());
    }

    [Fact]
    public void Unusable_input_is_refused()
    {
        Assert.Throws<ArgumentException>(() => ClusterAccuracy.Hungarian([0, 1], [0]));
        Assert.Throws<ArgumentException>(() => ClusterAccuracy.Hungarian([], []));
        Assert.Throws<ArgumentException>(() => ClusterAccuracy.Hungarian([-1], [0]));
        Assert.Throws<ArgumentException>(() => ClusterAccuracy.Majority([0], [-1]));
        Assert.Throws<ArgumentException>(() => ClusterAccuracy.Hungarian([2], [0], 2));
        Assert.Throws<ArgumentException>(() => ClusterAccuracy.Exemplar([0.5f], 2, [0]));
    }

    [Law(typeof(Partitions), nameof(Partitions.Keys))]
    public bool A_match_of_a_hundred_classes_finds_the_hidden_permutation(RandomKey key)
    {
        var names = key.Permutation(100);
        var (first, second) = (key.Fold(1), key.Fold(2));
        var labels = Enumerable.Range(0, 2000).Select(i => i < 100 ? i : first.Integer((ulong)i, 100)).ToArray();
        var clusters = labels.Select((l, i) => i % 4 == 3 ? second.Integer((ulong)i, 100) : names[l]).ToArray();
        var match = ClusterAccuracy.Hungarian(clusters, labels);
        return match.Accuracy >= (double)labels.Where((l, i) => clusters[i] == names[l]).Count() / labels.Length;
    }

    private static double BestByTryingAll(Partitions.Pair p)
    {
        var size = Math.Max(p.ClusterCount, p.ClassCount);
        var table = new int[size, size];
        for (var i = 0; i < p.Labels.Length; i++) table[p.Clusters[i], p.Labels[i]]++;
        var taken = new bool[size];
        return (double)Best(0) / p.Labels.Length;

        int Best(int cluster)
        {
            if (cluster == size) return 0;
            var best = 0;
            for (var label = 0; label < size; label++)
            {
                if (taken[label]) continue;
                taken[label] = true;
                best = Math.Max(best, table[cluster, label] + Best(cluster + 1));
                taken[label] = false;
            }

            return best;
        }
    }

    private static float[] OneHot(int[] values, int count)
    {
        var hot = new float[values.Length * count];
        for (var i = 0; i < values.Length; i++) hot[i * count + values[i]] = 1;
        return hot;
    }
}
