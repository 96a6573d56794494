using System.Diagnostics;

namespace GmmVae.Domain;

/// <summary>The parameters of p(y|x) as the decoder computes them.</summary>
public abstract record Emission
{
    private protected Emission()
    {
    }

    /// <summary>Log-odds, [rows, features].</summary>
    public sealed record Bernoulli(Sym Logits) : Emission;

    /// <summary>Means [rows, features] and log-variances [features].</summary>
    public sealed record Gaussian(Sym Mean, Sym LogVariance) : Emission;

    /// <summary>E[y|x], [rows, features].</summary>
    public Sym Expectation => this switch
    {
        Bernoulli bernoulli => bernoulli.Logits.Sigmoid(),
        Gaussian gaussian => gaussian.Mean,
        _ => throw new UnreachableException(),
    };

    /// <summary>ln p(y|x) in nats, summed over the features that were observed: [rows].</summary>
    public Sym LogLikelihoodOf(Observations data) => this switch
    {
        Bernoulli bernoulli => LogLikelihood.Bernoulli(bernoulli.Logits, data),
        Gaussian gaussian => LogLikelihood.Gaussian(gaussian.Mean, gaussian.LogVariance, data),
        _ => throw new UnreachableException(),
    };
}
