namespace GmmVae.Domain;

/// <summary>Independent Gaussians along the last axis.</summary>
/// <param name="Mean">The means.</param>
/// <param name="LogVariance">The natural logarithms of the variances, of the same shape.</param>
public readonly record struct DiagonalGaussian(Sym Mean, Sym LogVariance)
{
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
