namespace GmmVae.Tests.Properties;

public sealed class HeadAgreementLaws
{
    [Law]
    public void It_is_at_least_0_and_0_where_the_target_is_the_optimum(LossCase c)
    {
        var (kl, logPi) = (Divergences(c), c.LogWeights(1));
        Assert.All(HeadAgreement.Of(c.LogProbabilities(2, 4), kl, logPi).Values.ToArray(), value => Assert.True(value >= -1e-13));
        Assert.All(HeadAgreement.Of(Optimum(kl, logPi), kl, logPi).Values.ToArray(), value => Assert.Equal(0, value));
    }

    [Law]
    public void Nothing_but_the_optimum_has_a_lower_bound_in_the_terms_that_depend_on_the_assignment(LossCase c)
    {
        var (kl, logPi, q) = (Divergences(c), c.LogWeights(1), c.LogProbabilities(2, 4));
        var (best, other) = (Bound(Optimum(kl, logPi), kl, logPi), Bound(q, kl, logPi));
        var gap = CategoricalKl.Between(q, Optimum(kl, logPi));
        for (var row = 0; row < c.Rows; row++)
            Laws.Close(other[row] - best[row], gap.Values[row], 1e-12);
    }

    [Law]
    public void Divergences_that_grow_alike_change_nothing(LossCase c)
    {
        var (kl, logPi, target) = (Divergences(c), c.LogWeights(1), c.LogProbabilities(2));
        var shifted = Evaluate.Term(x => x[0] + 3.5, kl);
        Laws.Close(HeadAgreement.Of(target, kl, logPi).Values, HeadAgreement.Of(target, shifted, logPi).Values, 1e-12);
    }

    [Law]
    public void Divergences_of_hundreds_of_nats_stay_finite(LossCase c)
    {
        var kl = c.Draw(0, 0, 5000, c.Rows, c.Clusters);
        Assert.All(HeadAgreement.Of(c.LogProbabilities(2), kl, c.LogWeights(1)).Values.ToArray(), value =>
            Assert.True(double.IsFinite(value)));
    }

    [Law]
    public void The_divergences_are_those_of_each_component(LossCase c)
    {
        var (mean, log, means, logs) = (c.PerRow(0), c.PerRow(1, -1, 1), c.PerComponent(2), c.PerComponent(3, -1, 1));
        var kl = Evaluate.Term(
            x => ConditionalPriorTerm.Divergences(new DiagonalGaussian(x[0], x[1]), new DiagonalGaussian(x[2], x[3])), mean, log, means,
                logs);
        for (var row = 0; row < c.Rows; row++)
            for (var k = 0; k < c.Clusters; k++)
            {
                var (q, p) = (row * c.Size, ((row * c.Clusters) + k) * c.Size);
                var one = GaussianKl.Between(
                    Part(mean, q), Part(log, q), Part(means, p), Part(logs, p)).Value;
                Laws.Close(one, kl.Values[(row * c.Clusters) + k], 1e-13);
            }

        Tensor Part(Tensor all, int from) => Tensor.Of([c.Size], all.Values.Slice(from, c.Size).ToArray());
    }

    [Fact]
    public void Its_gradient_is_the_central_difference_through_posterior_and_components() => TermGradients.Hold(
        c => [c.Draw(0, -2, 2, c.Rows, c.Clusters), c.PerRow(1), c.PerRow(2, -1, 1), c.PerComponent(3), c.PerComponent(4, -1, 1),
            c.LogWeights(5)],
        x => HeadAgreement.Of(
            x[0].LogSoftmax(), ConditionalPriorTerm.Divergences(new DiagonalGaussian(x[1], x[2]), new DiagonalGaussian(x[3], x[4])), x[5]));

    private static Tensor Divergences(LossCase c) => c.Draw(0, 0, 6, c.Rows, c.Clusters);

    private static Tensor Optimum(Tensor kl, Tensor logPi) => Evaluate.Term(x => HeadAgreement.LogOptimum(x[0], x[1]), kl, logPi);

    private static double[] Bound(Tensor logQ, Tensor kl, Tensor logPi) => Evaluate
        .Term(x => (x[0].Exp() * x[1]).Sum(-1) + CategoricalKl.Between(x[0], x[2]), logQ, kl, logPi).Values.ToArray();
}
