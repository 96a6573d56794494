using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public sealed class PartialLabelLaws
{
    private static Gen<(int Rows, int Clusters, int[] Labels, int[] Own, int[] Bayes)> Cases { get; } =
        from rows in Gen.Choose(1, 30)
        from clusters in Gen.Choose(1, 4)
        from labels in Gen.Choose(-1, 3).ArrayOf(rows)
        from own in Gen.Choose(0, 1000).ArrayOf(rows * clusters)
        from bayes in Gen.Choose(0, 1000).ArrayOf(rows * clusters)
        select (rows, clusters, labels, own, bayes);

    [Law(nameof(Cases))]
    public void Agreement_is_that_of_the_rows_that_have_a_label_and_there_is_none_without(
        (int Rows, int Clusters, int[] Labels, int[] Own, int[] Bayes) s)
    {
        var data = Dataset.FromFloats("some", new float[s.Rows], 1).WithLabels(s.Labels);
        var all = new ClusterProbabilities(s.Clusters, Numbers(s.Own), Numbers(s.Bayes));
        int[] known = [.. Enumerable.Range(0, s.Rows).Where(row => s.Labels[row] >= 0)];
        var alone = new ClusterProbabilities(s.Clusters, Numbers(Of(s.Own)), Numbers(Of(s.Bayes)));
        var expected = known.Length == 0 ? null : ClusterMetrics.Of(alone, [.. known.Select(row => s.Labels[row])]);
        Assert.Equal(expected, ClusterMetrics.Of(all, data));
        Assert.Equal(known, data.LabelledRows());

        int[] Of(int[] values) => [.. known.SelectMany(row => values[(row * s.Clusters)..((row + 1) * s.Clusters)])];
    }

    private static float[] Numbers(int[] values) => System.Array.ConvertAll(values, value => value / 1000f);
}
