namespace GmmVae.Domain;

/// <summary>Log-likelihoods of observations in nats, summed over the last axis.</summary>
public static class LogLikelihood
{
    private const double LogTwoPi = 1.8378770664093454836;

    /// <summary>
    /// Σ y·l − ln(1 + eˡ): logits and data [rows, features] to [rows]. Stable for any logit; on data strictly between
    /// 0 and 1 it is a loss, not a log-likelihood.
    /// </summary>
    public static Sym Bernoulli(Sym logits, Sym data) => Bernoulli(logits, Observations.Whole(data));

    /// <summary>The same over the features that were observed.</summary>
    public static Sym Bernoulli(Sym logits, Observations data) => data.SumOverPresent((data.Values * logits) - logits.Softplus());

    /// <summary>−½ Σ (ln 2π + ln σ² + (y − μ)² / σ²): means and data [rows, features], log-variances of the same or lower rank, to [rows].</summary>
    public static Sym Gaussian(Sym mean, Sym logVariance, Sym data) => Gaussian(mean, logVariance, Observations.Whole(data));

    /// <summary>The same over the features that were observed.</summary>
    public static Sym Gaussian(Sym mean, Sym logVariance, Observations data) =>
        -0.5 * data.SumOverPresent(((data.Values - mean).Square() * (-logVariance).Exp()) + logVariance + LogTwoPi);

    /// <summary>The Bernoulli log-likelihood on arrays, through the oracle.</summary>
    /// <exception cref="ArgumentException">The dimensions differ.</exception>
    public static Tensor Bernoulli(Tensor logits, Tensor data) => Evaluate.Term(x => Bernoulli(x[0], x[1]), logits, data);

    /// <summary>The Gaussian log-likelihood on arrays of one shape, through the oracle.</summary>
    /// <exception cref="ArgumentException">The dimensions differ.</exception>
    public static Tensor Gaussian(Tensor mean, Tensor logVariance, Tensor data) =>
        Evaluate.Term(x => Gaussian(x[0], x[1], x[2]), mean, logVariance, data);
}
