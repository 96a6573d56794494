namespace GmmVae.Tests.Properties;

public sealed class GaussianKlLaws
{
    [Law]
    public void It_is_at_least_0_and_grows_with_the_distance_of_the_means(LossCase c)
    {
        var (mean, other) = (c.PerRow(0), c.PerRow(2));
        var (logVariance, otherLog) = (c.PerRow(1), c.PerRow(3));
        var far = Evaluate.Term(x => x[0] + ((x[0] - x[1]) * 2), mean, other);
        var near = GaussianKl.Between(mean, logVariance, other, otherLog).Values;
        var further = GaussianKl.Between(far, logVariance, other, otherLog).Values;
        for (var row = 0; row < c.Rows; row++)
        {
            Assert.True(near[row] >= 0);
            Assert.True(further[row] >= near[row]);
        }
    }

    [Law]
    public void It_is_0_at_equality_to_the_last_bit(LossCase c)
    {
        var (mean, logVariance) = (c.PerRow(0, -50, 50), c.PerRow(1, -10, 8));
        Assert.All(GaussianKl.Between(mean, logVariance, mean, logVariance).Values.ToArray(), value => Assert.Equal(0, value));
        var zero = c.PerRow(0, 0, 0);
        Assert.All(GaussianKl.FromStandard(zero, zero).Values.ToArray(), value => Assert.Equal(0, value));
    }

    [Law]
    public void It_is_the_textbook_formula_and_the_standard_normal_is_a_special_case(LossCase c)
    {
        var (m, l, pm, pl) = (c.PerRow(0), c.PerRow(1), c.PerRow(2), c.PerRow(3));
        var zero = c.PerRow(4, 0, 0);
        var actual = GaussianKl.Between(m, l, pm, pl).Values;
        for (var row = 0; row < c.Rows; row++)
        {
            var sum = 0.0;
            for (var i = row * c.Size; i < (row + 1) * c.Size; i++)
            {
                var (q, p) = (Math.Sqrt(PortableMath.Exp(l.Values[i])), Math.Sqrt(PortableMath.Exp(pl.Values[i])));
                var distance = m.Values[i] - pm.Values[i];
                sum += PortableMath.Log(p / q) + (((q * q) + (distance * distance)) / (2 * p * p)) - 0.5;
            }

            Laws.Close(sum, actual[row], 1e-12);
        }

        Laws.Close(GaussianKl.Between(m, l, zero, zero).Values, GaussianKl.FromStandard(m, l).Values, 1e-12);
    }

    [Law(typeof(Generators), nameof(Generators.Seed))]
    public void The_closed_form_is_the_mean_log_ratio_of_samples_within_4_standard_errors(int seed)
    {
        const int samples = 2000;
        const int size = 2;
        var key = RandomKey.FromSeed((ulong)seed);
        var noise = Tensor.Of([samples, size], Enumerable.Range(0, samples * size).Select(i => key.Normal((ulong)i)).ToArray());
        var q = (Mean: Row(0, -1.5, 1.5), LogVariance: Row(1, -1, 1));
        var p = (Mean: Row(2, -1.5, 1.5), LogVariance: Row(3, -1, 1));
        var ratios = Evaluate.Term(
            x =>
            {
                var (from, to) = (new DiagonalGaussian(x[1], x[2]), new DiagonalGaussian(x[3], x[4]));
                var sample = from.Sample(x[0]);
                return from.LogDensity(sample) - to.LogDensity(sample);
            },
            noise, q.Mean, q.LogVariance, p.Mean, p.LogVariance).Values.ToArray();
        var mean = ratios.Average();
        var error = Math.Sqrt(ratios.Sum(ratio => (ratio - mean) * (ratio - mean)) / (samples - 1) / samples);
        var closed = GaussianKl.Between(q.Mean, q.LogVariance, p.Mean, p.LogVariance).Values[0];
        // One in 16,000 draws lies beyond 4 standard errors; heavier tails than the normal's get the hundredth of a nat.
        Assert.InRange(mean, closed - (4 * error) - 0.01, closed + (4 * error) + 0.01);

        Tensor Row(int part, double low, double high)
        {
            var row = Generators.Fill(unchecked(seed + (part * 7919)), [size], low, high).Values.ToArray();
            return Tensor.Of([samples, size], Enumerable.Repeat(row, samples).SelectMany(values => values).ToArray());
        }
    }

    [Fact]
    public void Its_gradient_is_the_central_difference() => TermGradients.Hold(
        c => [c.PerRow(0), c.PerRow(1), c.PerRow(2), c.PerRow(3)],
        x => GaussianKl.Between(new DiagonalGaussian(x[0], x[1]), new DiagonalGaussian(x[2], x[3])));

    [Fact]
    public void The_gradient_from_the_standard_normal_is_the_central_difference() => TermGradients.Hold(
        c => [c.PerRow(0), c.PerRow(1)],
        x => GaussianKl.FromStandard(new DiagonalGaussian(x[0], x[1])));

    [Law]
    public void Arrays_that_do_not_fit_are_refused(LossCase c) =>
        Assert.Throws<ArgumentException>(() => GaussianKl.FromStandard(c.PerRow(0), c.Draw(1, 0, 1, c.Rows, c.Size + 1)));
}
