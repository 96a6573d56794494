namespace GmmVae.Tests.Properties;

public sealed class LogMeanLaws
{
    [Law]
    public void It_is_the_bound_of_the_same_log_weights(LossCase c)
    {
        foreach (var reach in new[] { 1.0, 2000 })
        {
            var logWeights = c.Draw(0, -reach, reach, c.Rows, c.Clusters);
            var expected = Evaluate.Term(x => x[0].LogSumExp() - PortableMath.Log(c.Clusters), logWeights).Values;
            for (var row = 0; row < c.Rows; row++)
                Laws.Close(expected[row], Of(logWeights.Values.Slice(row * c.Clusters, c.Clusters).ToArray()), 1e-12);
        }
    }

    [Fact]
    public void Values_that_are_not_finite_end_as_the_mean_would()
    {
        Assert.True(double.IsNaN(default(LogMean).Value));
        Assert.True(double.IsNaN(Of(1, double.NaN)));
        Assert.True(double.IsNaN(Of(double.NaN, 1)));
        Assert.Equal(double.NegativeInfinity, Of(double.NegativeInfinity, double.NegativeInfinity));
        Laws.Close(3 - PortableMath.Log(2), Of(double.NegativeInfinity, 3), 1e-15);
        Laws.Close(3 - PortableMath.Log(2), Of(3, double.NegativeInfinity), 1e-15);
    }

    private static double Of(params double[] values) => values.Aggregate(default(LogMean), (mean, value) => mean.Add(value)).Value;
}
