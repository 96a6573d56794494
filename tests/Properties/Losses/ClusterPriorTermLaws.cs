using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public sealed class ClusterPriorTermLaws
{
    [Law(nameof(Cases))]
    public void The_mean_scope_has_the_larger_of_the_mean_and_the_threshold((LossCase Case, double Threshold) sample)
    {
        var (c, tau) = sample;
        var kl = Divergences(c);
        Laws.Close(
            Math.Max(kl.Values.ToArray().Sum() / c.Rows, tau),
            ClusterPriorTerm.Thresholded(kl, tau, ThresholdScope.BatchMean), 1e-14);
    }

    [Law(nameof(Cases))]
    public void The_row_scope_has_the_mean_of_the_larger_ones((LossCase Case, double Threshold) sample)
    {
        var (c, tau) = sample;
        var kl = Divergences(c);
        Laws.Close(
            kl.Values.ToArray().Average(value => Math.Max(value, tau)),
            ClusterPriorTerm.Thresholded(kl, tau, ThresholdScope.PerRow), 1e-14);
    }

    [Law]
    public void Below_the_threshold_the_value_is_the_threshold_and_the_gradient_exactly_0(LossCase c)
    {
        foreach (var scope in Enum.GetValues<ThresholdScope>())
        {
            var (value, gradient) = Thresholded(c, 3, scope);
            Assert.Equal(3, value);
            Assert.All(gradient, element => Assert.Equal(0, element));
        }
    }

    [Law]
    public void At_the_threshold_to_the_last_bit_the_gradient_is_exactly_0_still(LossCase c)
    {
        var exact = Thresholded(c, 0, ThresholdScope.BatchMean).Value;
        var (value, gradient) = Thresholded(c, exact, ThresholdScope.BatchMean);
        Assert.Equal(exact, value);
        Assert.All(gradient, element => Assert.Equal(0, element));

        var greatest = Divergences(c).Values.ToArray().Max();
        Assert.All(Thresholded(c, greatest, ThresholdScope.PerRow).Gradient, element => Assert.Equal(0, element));
    }

    [Law]
    public void One_step_above_the_threshold_the_gradient_is_the_plain_one_to_the_last_bit(LossCase c)
    {
        var plain = Gradient(c, logits => Term(logits, c).Mean(0)).Gradient;
        Assert.Contains(plain, element => element != 0);
        var exact = Thresholded(c, 0, ThresholdScope.BatchMean).Value;
        Assert.Equal(plain, Thresholded(c, Math.BitDecrement(exact), ThresholdScope.BatchMean).Gradient);
        var least = Divergences(c).Values.ToArray().Min();
        Assert.Equal(plain, Thresholded(c, Math.BitDecrement(least), ThresholdScope.PerRow).Gradient);
    }

    [Law]
    public void In_the_row_scope_each_row_has_a_threshold_of_its_own(LossCase c)
    {
        var kl = Divergences(c).Values.ToArray();
        var tau = kl.Order().ElementAt(c.Rows / 2);
        var plain = Gradient(c, logits => Term(logits, c).Mean(0)).Gradient;
        var gradient = Thresholded(c, tau, ThresholdScope.PerRow).Gradient;
        for (var i = 0; i < gradient.Length; i++)
            Assert.Equal(kl[i / c.Clusters] > tau ? plain[i] : 0, gradient[i]);
    }

    [Fact]
    public void The_gradient_is_the_central_difference_on_both_sides()
    {
        foreach (var (tau, scope) in new[] { (0.0, ThresholdScope.BatchMean), (0.0, ThresholdScope.PerRow), (0.2, ThresholdScope.PerRow),
            (9, ThresholdScope.BatchMean) })
            TermGradients.Hold(
                c => [c.Draw(0, -3, 3, c.Rows, c.Clusters)],
                x => ClusterPriorTerm.Thresholded(
                    CategoricalKl.Between(x[0].LogSoftmax(), x[0].Builder.Constant(-PortableMath.Log(x[0].Shape.Last.Factor))), tau,
                        scope));
    }

    private static Gen<(LossCase Case, double Threshold)> Cases() =>
        from c in LossCase.Cases.Generator
        from thousandths in Gen.Choose(0, 2000)
        select (c, thousandths / 1000.0);

    private static Sym Term(Sym logits, LossCase c) =>
        CategoricalKl.Between(logits.LogSoftmax(), logits.Builder.Constant(-PortableMath.Log(c.Clusters)));

    private static Tensor Logits(LossCase c) => c.Draw(0, -3, 3, c.Rows, c.Clusters);

    private static Tensor Divergences(LossCase c) => Evaluate.Term(x => Term(x[0], c), Logits(c));

    private static (double Value, double[] Gradient) Thresholded(LossCase c, double tau, ThresholdScope scope) =>
        Gradient(c, logits => ClusterPriorTerm.Thresholded(Term(logits, c), tau, scope));

    private static (double Value, double[] Gradient) Gradient(LossCase c, Func<Sym, Sym> objective)
    {
        var builder = new GraphBuilder();
        var logits = builder.Input("logits", InputRole.Data, Shape.Of(Extent.Batch, c.Clusters));
        builder.Output("objective", objective(logits));
        var graph = Reverse.Differentiate(builder.Build(), "objective", "logits");
        var outputs = Evaluate.Outputs(graph, c.Rows, new Dictionary<string, Tensor> { ["logits"] = Logits(c) });
        return (outputs["objective"].Value, outputs["gradient.logits"].Values.ToArray());
    }
}
