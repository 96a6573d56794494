namespace GmmVae.Tests.Properties;

public sealed class CategoricalKlLaws
{
    [Law]
    public void It_lies_between_0_and_minus_the_log_of_the_smallest_weight(LossCase c)
    {
        foreach (var spread in new[] { 0.5, 5, 500 })
        {
            var (logR, logPi) = (c.LogProbabilities(0, spread), c.LogWeights(1));
            var greatest = -logPi.Values.ToArray().Min();
            Assert.All(
                CategoricalKl.Between(logR, logPi).Values.ToArray(), value => Assert.InRange(value, -1e-15, greatest + 1e-12));
        }
    }

    [Law]
    public void It_is_0_at_equality_to_the_last_bit(LossCase c) =>
        Assert.All(
            CategoricalKl.Between(c.LogWeights(0), c.LogWeights(0)).Values.ToArray(), value => Assert.Equal(0, value));

    [Law]
    public void A_row_sure_of_its_cluster_has_ln_K_against_uniform_weights(LossCase c)
    {
        var logits = c.Draw(0, 0, 1, c.Rows, c.Clusters).Values.ToArray();
        for (var row = 0; row < c.Rows; row++)
            logits[(row * c.Clusters) + ((c.Seed + row) % c.Clusters)] = 2000;
        var logR = Evaluate.Term(x => x[0].LogSoftmax(), Tensor.Of([c.Rows, c.Clusters], logits));
        foreach (var value in CategoricalKl.Between(logR, c.UniformLogWeights()).Values)
            Laws.Close(PortableMath.Log(c.Clusters), value, 1e-14);
    }

    [Law]
    public void It_is_the_plain_sum(LossCase c)
    {
        var (logR, logPi) = (c.LogProbabilities(0), c.LogWeights(1));
        var actual = CategoricalKl.Between(logR, logPi).Values;
        for (var row = 0; row < c.Rows; row++)
        {
            var sum = 0.0;
            for (var i = row * c.Clusters; i < (row + 1) * c.Clusters; i++)
            {
                var (r, pi) = (PortableMath.Exp(logR.Values[i]), PortableMath.Exp(logPi.Values[i]));
                sum += r * PortableMath.Log(r / pi);
            }

            Laws.Close(sum, actual[row], 1e-13);
        }
    }

    [Law]
    public void Of_the_batch_mean_it_is_at_most_the_mean_over_the_rows_and_equal_for_one_row(LossCase c)
    {
        var (logR, logPi) = (c.LogProbabilities(0, 4), c.LogWeights(1));
        var ofMean = OfBatchMean(logR, logPi);
        var mean = CategoricalKl.Between(logR, logPi).Values.ToArray().Average();
        Assert.InRange(ofMean, -1e-14, mean + 1e-14);
        if (c.Rows == 1)
            Laws.Close(mean, ofMean, 1e-13);
    }

    [Law]
    public void Of_the_batch_mean_an_unused_cluster_counts_as_0(LossCase c)
    {
        var logits = new double[c.Rows * c.Clusters];
        for (var row = 0; row < c.Rows; row++)
            logits[row * c.Clusters] = 3000;
        var logR = Evaluate.Term(x => x[0].LogSoftmax(), Tensor.Of([c.Rows, c.Clusters], logits));
        Laws.Close(PortableMath.Log(c.Clusters), OfBatchMean(logR, c.UniformLogWeights()), 1e-13);
    }

    [Fact]
    public void Its_gradient_is_the_central_difference() => TermGradients.Hold(
        c => [c.Draw(0, -2, 2, c.Rows, c.Clusters), c.LogWeights(1)],
        x => CategoricalKl.Between(x[0].LogSoftmax(), x[1]));

    [Fact]
    public void The_gradient_of_the_batch_mean_is_the_central_difference() => TermGradients.Hold(
        c => [c.Draw(0, -2, 2, c.Rows, c.Clusters), c.LogWeights(1)],
        x => CategoricalKl.OfBatchMean(x[0].LogSoftmax(), x[1].Mean(0)));

    private static double OfBatchMean(Tensor logR, Tensor logPi) =>
        Evaluate.Term(x => CategoricalKl.OfBatchMean(x[0], x[1].Mean(0)), logR, logPi).Value;
}
