namespace GmmVae.Tests.Properties;

public sealed class ConditionalPriorTermLaws
{
    [Law]
    public void It_is_the_plain_sum_of_responsibility_times_divergence(LossCase c)
    {
        var (logR, mean, log, means, logs) = Draw(c);
        var actual = ConditionalPriorTerm.Of(logR, mean, log, means, logs).Values;
        for (var row = 0; row < c.Rows; row++)
        {
            var sum = 0.0;
            for (var k = 0; k < c.Clusters; k++)
            {
                var divergence = 0.0;
                for (var j = 0; j < c.Size; j++)
                {
                    var (q, p) = ((row * c.Size) + j, (((row * c.Clusters) + k) * c.Size) + j);
                    var (vq, vp) = (PortableMath.Exp(log.Values[q]), PortableMath.Exp(logs.Values[p]));
                    var distance = mean.Values[q] - means.Values[p];
                    divergence += 0.5 * (logs.Values[p] - log.Values[q] - 1 + ((vq + (distance * distance)) / vp));
                }

                sum += PortableMath.Exp(logR.Values[(row * c.Clusters) + k]) * divergence;
            }

            Laws.Close(sum, actual[row], 1e-12);
        }
    }

    [Law]
    public void It_is_at_least_0_and_0_where_every_component_is_the_posterior(LossCase c)
    {
        var (logR, mean, log, means, logs) = Draw(c);
        Assert.All(ConditionalPriorTerm.Of(logR, mean, log, means, logs).Values.ToArray(), value => Assert.True(value >= 0));
        var (sameMeans, sameLogs) = (Repeat(mean), Repeat(log));
        Assert.All(ConditionalPriorTerm.Of(logR, mean, log, sameMeans, sameLogs).Values.ToArray(), value => Assert.Equal(0, value));

        Tensor Repeat(Tensor tensor) => Evaluate.Term(x => x[0].Repeat(1, c.Clusters), tensor);
    }

    [Fact]
    public void Its_gradient_is_the_central_difference_through_the_responsibilities_too() => TermGradients.Hold(
        c => [c.Draw(0, -2, 2, c.Rows, c.Clusters), c.PerRow(1), c.PerRow(2, -1, 1), c.PerComponent(3), c.PerComponent(4, -1, 1)],
        x => ConditionalPriorTerm.Of(
            x[0].LogSoftmax().Exp(), ConditionalPriorTerm.Divergences(new DiagonalGaussian(x[1], x[2]), new DiagonalGaussian(x[3], x[4]))));

    [Fact]
    public void With_responsibilities_by_Bayes_too() => TermGradients.Hold(
        c => [c.PerRow(0), c.PerRow(1), c.PerRow(2, -1, 1), c.PerComponent(3), c.PerComponent(4, -1, 1), c.LogWeights(5)],
        x =>
        {
            var components = new DiagonalGaussian(x[3], x[4]);
            return ConditionalPriorTerm.Of(
                Responsibilities.LogBayes(x[0], components, x[5]).Exp(),
                ConditionalPriorTerm.Divergences(new DiagonalGaussian(x[1], x[2]), components));
        });

    private static (Tensor LogR, Tensor Mean, Tensor LogVariance, Tensor Means, Tensor LogVariances) Draw(LossCase c) =>
        (c.LogProbabilities(0), c.PerRow(1), c.PerRow(2, -1, 1), c.PerComponent(3), c.PerComponent(4, -1, 1));
}
