using GmmVae.Domain.Graphs;

namespace GmmVae.Domain.Distributions;

/// <summary>Independent Gaussians along the last axis.</summary>
/// <param name="Mean">The means.</param>
/// <param name="LogVariance">The natural logarithms of the variances, of the same shape, or of lower rank where rows share them.</param>
public readonly record struct DiagonalGaussian(Sym Mean, Sym LogVariance)
{
    private const double LogTwoPi = 1.8378770664093454836;

    /// <summary>ln N(x; mean, variance) in nats: −½ Σ (ln 2π + ln σ² + (x − μ)² / σ²), [..., n] to [...].</summary>
    /// <param name="x">Of the shape of the mean.</param>
    public Sym LogDensity(Sym x) => LogDensity(Observations.Whole(x));

    /// <summary>The same over the features that were observed.</summary>
    public Sym LogDensity(Observations x) =>
        -0.5 * x.SumOverPresent(((x.Values - Mean).Square() * (-LogVariance).Exp()) + LogVariance + LogTwoPi);

    /// <summary>ln N(x; 0, I) in nats, summed over the last axis: [..., n] to [...].</summary>
    public static Sym LogStandardDensity(Sym x)
    {
        // The density is the same with mean and value exchanged.
        var zero = x.Builder.Constant(0).AlongLeading(x.Shape);
        return new DiagonalGaussian(x, zero).LogDensity(zero);
    }

    /// <summary>Mean + standard deviation · noise: a sample when the noise is standard normal.</summary>
    /// <param name="noise">Of the shape of the mean.</param>
    public Sym Sample(Sym noise) => Mean + ((LogVariance * 0.5).Exp() * noise);

    /// <summary>Each row repeated <paramref name="samples"/> times: [batch, …] to [batch·samples, …].</summary>
    public DiagonalGaussian Repeat(int samples) =>
        new(Mean.RepeatRows(samples), LogVariance.RepeatRows(samples));

    /// <summary>One view's rows: [batch·views·samples, …] to [batch·samples, …].</summary>
    public DiagonalGaussian View(int view, int views, int samples = 1) =>
        new(Mean.View(view, views, samples), LogVariance.View(view, views, samples));
}

/// <summary>Kullback-Leibler divergences between diagonal Gaussians, in nats, summed over the last axis.</summary>
/// <remarks>At least 0, and 0 where both are equal. Non-finite inputs give non-finite results.</remarks>
public static class GaussianKl
{
    /// <summary>KL(q ‖ p) = ½ Σ (ln σp² − ln σq² − 1 + (σq² + (μq − μp)²) / σp²): [..., n] to [...].</summary>
    public static Sym Between(DiagonalGaussian q, DiagonalGaussian p)
    {
        var difference = q.LogVariance - p.LogVariance;
        var distance = (q.Mean - p.Mean).Square() * (-p.LogVariance).Exp();
        return 0.5 * (difference.Exp() - difference - 1 + distance).Sum(-1);
    }

    /// <summary>KL(q ‖ N(0, I)) = ½ Σ (μ² + σ² − ln σ² − 1): [..., n] to [...].</summary>
    public static Sym FromStandard(DiagonalGaussian q) =>
        0.5 * (q.Mean.Square() + q.LogVariance.Exp() - q.LogVariance - 1).Sum(-1);

    /// <summary>KL(q ‖ p) on arrays, through the oracle.</summary>
    /// <exception cref="ArgumentException">The dimensions differ.</exception>
    public static Tensor Between(Tensor meanQ, Tensor logVarianceQ, Tensor meanP, Tensor logVarianceP) => Evaluate.Term(
        x => Between(new DiagonalGaussian(x[0], x[1]), new DiagonalGaussian(x[2], x[3])), meanQ, logVarianceQ, meanP, logVarianceP);

    /// <summary>KL(q ‖ N(0, I)) on arrays, through the oracle.</summary>
    /// <exception cref="ArgumentException">The dimensions differ.</exception>
    public static Tensor FromStandard(Tensor mean, Tensor logVariance) =>
        Evaluate.Term(x => FromStandard(new DiagonalGaussian(x[0], x[1])), mean, logVariance);
}
