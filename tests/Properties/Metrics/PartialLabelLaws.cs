using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public sealed class PartialLabelLaws
{
    [Fact]
    public void Agreement_is_that_of_the_rows_that_have_a_label_and_there_is_none_without() => Laws.Hold(
        from rows in Gen.Choose(1, 30)
        from clusters in Gen.Choose(1, 4)
        from labels in Gen.Choose(-1, 3).ArrayOf(rows)
        from own in Gen.Choose(0, 1000).ArrayOf(rows * clusters)
        from bayes in Gen.Choose(0, 1000).ArrayOf(rows * clusters)
        select (rows, clusters, labels, own, bayes),
        s =>
        {
            var data = Dataset.FromFloats("some", new float[s.rows], 1).WithLabels(s.labels);
            var all = new ClusterProbabilities(s.clusters, Numbers(s.own), Numbers(s.bayes));
            int[] known = [.. Enumerable.Range(0, s.rows).Where(row => s.labels[row] >= 0)];
            var alone = new ClusterProbabilities(s.clusters, Numbers(Of(s.own)), Numbers(Of(s.bayes)));
            var expected = known.Length == 0 ? null : ClusterMetrics.Of(alone, [.. known.Select(row => s.labels[row])]);
            Assert.Equal(expected, ClusterMetrics.Of(all, data));
            Assert.Equal(known, data.LabelledRows());

            int[] Of(int[] values) => [.. known.SelectMany(row => values[(row * s.clusters)..((row + 1) * s.clusters)])];
        });

    private static float[] Numbers(int[] values) => System.Array.ConvertAll(values, value => value / 1000f);
}
