namespace GmmVae.Domain;

/// <summary>The distribution of an observation given its code, p(y|x).</summary>
public abstract record Likelihood
{
    private protected Likelihood()
    {
    }

    /// <summary>
    /// Independent Bernoulli features, parametrised by logits. On grey levels this is a reconstruction loss, not a
    /// likelihood: binarise the data before comparing nats with published ones.
    /// </summary>
    public sealed record Bernoulli : Likelihood;

    /// <summary>Independent Gaussian features whose log-likelihood includes ½ ln 2π.</summary>
    /// <param name="Variance">What the variance depends on.</param>
    /// <param name="InitialVariance">The variance, or where it starts when it is learned.</param>
    public sealed record Gaussian(GaussianVariance Variance, double InitialVariance) : Likelihood;
}
