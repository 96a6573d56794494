namespace GmmVae.Tests.Properties;

public sealed class LogLikelihoodLaws
{
    [Law]
    public void Bernoulli_is_the_log_probability_of_the_bits(LossCase c)
    {
        var logits = c.PerRow(0, -6, 6);
        var bits = Evaluate.Term(x => x[0].Greater(x[0].Builder.Constant(0)), c.PerRow(1));
        var actual = LogLikelihood.Bernoulli(logits, bits).Values;
        for (var row = 0; row < c.Rows; row++)
        {
            var probability = 1.0;
            for (var i = row * c.Size; i < (row + 1) * c.Size; i++)
            {
                var p = 1 / (1 + PortableMath.Exp(-logits.Values[i]));
                probability *= bits.Values[i] == 1 ? p : 1 - p;
            }

            Laws.Close(PortableMath.Log(probability), actual[row], 1e-11);
        }
    }

    [Law]
    public void Bernoulli_probabilities_of_all_bits_sum_to_1(LossCase c)
    {
        var sum = 0.0;
        var logits = c.Draw(0, -4, 4, 1, c.Size);
        for (var pattern = 0; pattern < 1 << c.Size; pattern++)
        {
            var bits = Tensor.Of([1, c.Size], Enumerable.Range(0, c.Size).Select(i => (double)((pattern >> i) & 1)).ToArray());
            sum += PortableMath.Exp(LogLikelihood.Bernoulli(logits, bits).Value);
        }

        Laws.Close(1, sum, 1e-12);
    }

    [Law]
    public void Bernoulli_is_exact_at_logits_of_1000(LossCase c)
    {
        var magnitude = Draws.Between(c.Seed, 3, 100, 1000);
        foreach (var (logit, data, expected) in new[]
                 {
                     (magnitude, 1.0, 0.0), (magnitude, 0.0, -magnitude), (-magnitude, 0.0, 0.0), (-magnitude, 1.0, -magnitude),
                     (magnitude, 0.25, -0.75 * magnitude), (1000, 1, 0), (-1000, 1, -1000),
                 })
            Laws.Close(expected, LogLikelihood.Bernoulli(Tensor.Of([1, 1], [logit]), Tensor.Of([1, 1], [data])).Value, 1e-13);
    }

    [Law]
    public void Gaussian_is_the_log_of_the_density(LossCase c)
    {
        var (mean, log, data) = (c.PerRow(0), c.PerRow(1), c.PerRow(2));
        var actual = LogLikelihood.Gaussian(mean, log, data).Values;
        for (var row = 0; row < c.Rows; row++)
        {
            var density = 1.0;
            for (var i = row * c.Size; i < (row + 1) * c.Size; i++)
            {
                var (variance, distance) = (PortableMath.Exp(log.Values[i]), data.Values[i] - mean.Values[i]);
                density *= PortableMath.Exp(-distance * distance / (2 * variance)) / Math.Sqrt(2 * Math.PI * variance);
            }

            Laws.Close(PortableMath.Log(density), actual[row], 1e-11);
        }
    }

    [Law]
    public void Gaussian_densities_integrate_to_1(LossCase c)
    {
        const int points = 401;
        var mean = Draws.Between(c.Seed, 0, -2, 2);
        var log = Draws.Between(c.Seed, 1, -2, 2);
        var deviation = Math.Sqrt(PortableMath.Exp(log));
        var step = 16 * deviation / (points - 1);
        var grid = Enumerable.Range(0, points).Select(i => mean - (8 * deviation) + (i * step)).ToArray();
        var densities = Evaluate.Term(
            x => LogLikelihood.Gaussian(x[0], x[1], x[2]).Exp(),
            Tensor.Of([points, 1], Enumerable.Repeat(mean, points).ToArray()),
            Tensor.Of([points, 1], Enumerable.Repeat(log, points).ToArray()),
            Tensor.Of([points, 1], grid));
        Laws.Close(1, densities.Values.ToArray().Sum() * step, 1e-9);
    }

    [Law]
    public void One_log_variance_a_feature_counts_for_every_row(LossCase c)
    {
        var one = c.Draw(1, -1, 1, c.Size).Values.ToArray();
        var repeated = Tensor.Of([c.Rows, c.Size], Enumerable.Repeat(one, c.Rows).SelectMany(values => values).ToArray());
        var shared = Evaluate.Term(
            x => LogLikelihood.Gaussian(x[0], x[0].Builder.Constant(LanguageExt.Prelude.toArray(one)), x[1]), c.PerRow(0), c.PerRow(2));
        Laws.Close(LogLikelihood.Gaussian(c.PerRow(0), repeated, c.PerRow(2)).Values, shared.Values, 1e-14);
    }

    [Fact]
    public void The_gradient_of_Bernoulli_is_the_central_difference() => TermGradients.Hold(
        c => [c.PerRow(0, -4, 4), c.PerRow(1, 0, 1)], x => LogLikelihood.Bernoulli(x[0], x[1]));

    [Fact]
    public void The_gradient_of_Gaussian_is_the_central_difference() => TermGradients.Hold(
        c => [c.PerRow(0), c.PerRow(1), c.PerRow(2)], x => LogLikelihood.Gaussian(x[0], x[1], x[2]));
}
