namespace GmmVae.Tests.Properties;

public sealed class SupervisionTermLaws
{
    [Law]
    public void It_is_minus_the_log_probability_of_the_known_class_and_0_where_none_is_known(LossCase c)
    {
        var logR = c.LogProbabilities(0);
        var classes = Classes(c);
        var actual = SupervisionTerm.Of(logR, OneHot(c, classes)).Values;
        for (var row = 0; row < c.Rows; row++)
            Laws.Close(classes[row] < 0 ? 0 : -logR.Values[(row * c.Clusters) + classes[row]], actual[row], 1e-15);
    }

    [Law]
    public void With_every_cluster_renamed_and_the_class_with_it_it_stays(LossCase c)
    {
        var (logR, classes) = (c.LogProbabilities(0), Classes(c));
        var turned = Tensor.Of([c.Rows, c.Clusters],
            [.. Enumerable.Range(0, c.Rows * c.Clusters).Select(i =>
            logR.Values[(i / c.Clusters * c.Clusters) + (((i % c.Clusters) + 1) % c.Clusters)])]);
        int[] renamed = [.. classes.Select(k => k < 0 ? k : (k + c.Clusters - 1) % c.Clusters)];
        Laws.Close(SupervisionTerm.Of(logR, OneHot(c, classes)).Values, SupervisionTerm.Of(turned, OneHot(c, renamed)).Values, 1e-13);
    }

    [Fact]
    public void Its_gradient_is_the_central_difference_through_the_responsibilities() => TermGradients.Hold(
        c => [c.Draw(0, -2, 2, c.Rows, c.Clusters), OneHot(c, Classes(c))],
        x => SupervisionTerm.Of(x[0].LogSoftmax(), x[1]));

    private static int[] Classes(LossCase c) =>
        [.. Enumerable.Range(0, c.Rows).Select(row => (int)Math.Floor(Draws.Between(c.Seed, 500 + row, -1, c.Clusters)))];

    private static Tensor OneHot(LossCase c, int[] classes) =>
        Tensor.Of([c.Rows, c.Clusters],
            [.. Enumerable.Range(0, c.Rows * c.Clusters).Select(i => classes[i / c.Clusters] == i % c.Clusters ? 1.0 : 0)]);
}
