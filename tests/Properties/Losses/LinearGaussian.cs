namespace GmmVae.Tests.Properties;

/// <summary>x ~ N(0, 1), y = slope · x + N(0, noise variance): everything about it is known exactly.</summary>
public sealed record LinearGaussian(
    double Slope, double LogNoiseVariance, double Observation, double MeanError, double LogVarianceError, int Seed)
{
    private double NoiseVariance => PortableMath.Exp(LogNoiseVariance);

    private double PosteriorVariance => 1 / (1 + (Slope * Slope / NoiseVariance));

    public double PosteriorLogVariance => PortableMath.Log(PosteriorVariance);

    public double PosteriorMean => PosteriorVariance * Slope * Observation / NoiseVariance;

    /// <summary>ln p(y) = ln N(y; 0, slope² + noise variance).</summary>
    public double LogLikelihood
    {
        get
        {
            var variance = (Slope * Slope) + NoiseVariance;
            return -0.5 * (PortableMath.Log(2 * Math.PI * variance) + (Observation * Observation / variance));
        }
    }

    /// <summary>KL of the posterior with the errors to the exact one: how far the ELBO is below ln p(y).</summary>
    public double Divergence => GaussianKl.Between(
        One(PosteriorMean + MeanError), One(PosteriorLogVariance + LogVarianceError), One(PosteriorMean), One(PosteriorLogVariance)).Value;

    /// <summary>ln p(y|x) + ln p(x) − ln q(x) of samples from q = N(mean, exp(log-variance)), [repetitions, samples].</summary>
    public Tensor LogWeights(double mean, double logVariance, int samples, int repetitions)
    {
        var key = RandomKey.FromSeed((ulong)Seed).Fold((ulong)samples);
        var count = repetitions * samples;
        var noise = Tensor.Of([count, 1], Enumerable.Range(0, count).Select(i => key.Normal((ulong)i)).ToArray());
        var perSample = Evaluate.Term(
            x =>
            {
                var q = new DiagonalGaussian((x[0] * 0) + mean, (x[0] * 0) + logVariance);
                var code = q.Sample(x[0]);
                var likelihood = new DiagonalGaussian(code * Slope, (x[0] * 0) + LogNoiseVariance);
                return likelihood.LogDensity((x[0] * 0) + Observation)
                    + DiagonalGaussian.LogStandardDensity(code)
                    - q.LogDensity(code);
            },
            noise);
        return Tensor.Of([repetitions, samples], perSample.Values);
    }

    private static Tensor One(double value) => Tensor.Of([1, 1], [value]);
}
