using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public sealed class ImportanceWeightedBoundLaws
{
    private const int Repetitions = 400;

    [Law]
    public void It_is_the_log_of_the_mean_weight(LossCase c)
    {
        var logWeights = c.Draw(0, -5, 5, c.Rows, c.Clusters);
        var actual = Bounds(logWeights);
        for (var row = 0; row < c.Rows; row++)
        {
            var mean = logWeights.Values.Slice(row * c.Clusters, c.Clusters).ToArray().Average(PortableMath.Exp);
            Laws.Close(PortableMath.Log(mean), actual[row], 1e-13);
        }
    }

    [Law]
    public void It_lies_between_the_mean_and_the_greatest_log_weight_and_does_not_overflow(LossCase c)
    {
        foreach (var reach in new[] { 1.0, 2000 })
        {
            var logWeights = c.Draw(0, -reach, reach, c.Rows, c.Clusters);
            var actual = Bounds(logWeights);
            for (var row = 0; row < c.Rows; row++)
            {
                var weights = logWeights.Values.Slice(row * c.Clusters, c.Clusters).ToArray();
                Assert.InRange(actual[row], weights.Average() - 1e-9, weights.Max() + 1e-9);
            }
        }
    }

    [Law]
    public void With_z_summed_out_the_mixture_has_the_plain_density(LossCase c)
    {
        var (code, means, logs, logPi) = (c.PerRow(0), c.PerComponent(1), c.PerComponent(2, -1, 1), c.LogWeights(3));
        var actual = Evaluate.Term(
            x => ImportanceWeightedBound.LogMixtureDensity(x[0], new DiagonalGaussian(x[1], x[2]), x[3]), code, means, logs, logPi);
        var densities = Evaluate.Term(
            x => new DiagonalGaussian(x[1], x[2]).LogDensity(x[0].Repeat(1, c.Clusters)).Exp() * x[3].Exp(),
            code, means, logs, logPi);
        for (var row = 0; row < c.Rows; row++)
            Laws.Close(
                PortableMath.Log(densities.Values.Slice(row * c.Clusters, c.Clusters).ToArray().Sum()), actual.Values[row], 1e-12);
    }

    [Law]
    public void The_standard_density_is_that_of_mean_0_and_variance_1(LossCase c)
    {
        var zero = c.PerRow(1, 0, 0);
        Laws.Close(
            LogLikelihood.Gaussian(zero, zero, c.PerRow(0)).Values,
            Evaluate.Term(x => DiagonalGaussian.LogStandardDensity(x[0]), c.PerRow(0)).Values, 1e-14);
    }

    [Law(nameof(LinearCases))]
    public void With_the_exact_posterior_every_log_weight_is_the_log_likelihood(LinearGaussian toy)
    {
        var logWeights = toy.LogWeights(toy.PosteriorMean, toy.PosteriorLogVariance, samples: 4, repetitions: 8);
        foreach (var logWeight in logWeights.Values)
            Laws.Close(toy.LogLikelihood, logWeight, 1e-11);
        foreach (var bound in Bounds(logWeights))
            Laws.Close(toy.LogLikelihood, bound, 1e-11);
    }

    [Law(nameof(LinearCases))]
    public void With_another_posterior_the_bounds_rise_from_the_ELBO_with_the_samples_and_stay_below_the_log_likelihood(LinearGaussian toy)
    {
        var (mean, log) = (toy.PosteriorMean + toy.MeanError, toy.PosteriorLogVariance + toy.LogVarianceError);
        var one = Estimate(toy.LogWeights(mean, log, 1, Repetitions));
        var four = Estimate(toy.LogWeights(mean, log, 4, Repetitions));
        var sixteen = Estimate(toy.LogWeights(mean, log, 16, Repetitions));
        var elbo = toy.LogLikelihood - toy.Divergence;

        // 5 standard errors of the difference: one in 3 million under the normal law, and 0.01 nat for skewed weights.
        AssertAtMost(one.Mean, elbo, one.Error);
        AssertAtMost(elbo, one.Mean, one.Error);
        AssertAtMost(one.Mean, four.Mean, one.Error + four.Error);
        AssertAtMost(four.Mean, sixteen.Mean, four.Error + sixteen.Error);
        AssertAtMost(sixteen.Mean, toy.LogLikelihood, sixteen.Error);

        static void AssertAtMost(double low, double high, double error) => Assert.InRange(low - high, -1e9, (5 * error) + 0.01);
    }

    [Fact]
    public void With_a_posterior_far_off_the_rise_is_plain()
    {
        var toy = new LinearGaussian(1.2, 0.5, 0.8, 0.9, -0.5, 7);
        var (mean, log) = (toy.PosteriorMean + toy.MeanError, toy.PosteriorLogVariance + 0.7);
        var bounds = new[] { 1, 4, 16, 64 }.Select(samples => Estimate(toy.LogWeights(mean, log, samples, 5 * Repetitions)).Mean).ToArray();
        Assert.Equal(bounds.Order(), bounds);
        Assert.True(bounds[3] - bounds[0] > 0.5 * toy.Divergence);
        Assert.InRange(bounds[3], toy.LogLikelihood - 0.05, toy.LogLikelihood + 0.01);
    }

    private static Gen<LinearGaussian> LinearCases { get; } =
        from seed in Generators.Seed
        select new LinearGaussian(
            Draws.Between(seed, 0, -2, 2),
            Draws.Between(seed, 1, -1, 1),
            Draws.Between(seed, 2, -2, 2),
            Draws.Between(seed, 3, -0.5, 0.5),
            Draws.Between(seed, 4, -0.3, 0.6),
            seed);

    /// <summary>The bound of each row of log weights, [rows, samples], as the engine adds it up.</summary>
    internal static double[] Bounds(Tensor logWeights) =>
    [
        .. logWeights.Values.ToArray().Chunk(logWeights.Dimensions[1])
            .Select(row => row.Aggregate(default(LogMean), (mean, weight) => mean.Add(weight)).Value),
    ];

    private static (double Mean, double Error) Estimate(Tensor logWeights)
    {
        var bounds = Bounds(logWeights);
        var mean = bounds.Average();
        return (mean, Math.Sqrt(bounds.Sum(bound => (bound - mean) * (bound - mean)) / (bounds.Length - 1) / bounds.Length));
    }
}
