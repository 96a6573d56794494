using GmmVae.Domain.Graphs;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain.Distributions;

/// <summary>Log-likelihoods of observations in nats, summed over the last axis.</summary>
public static class LogLikelihood
{
    /// <summary>
    /// Σ y·l − ln(1 + eˡ): logits and data [rows, features] to [rows]. Stable for any logit; on data strictly between
    /// 0 and 1 it is a loss, not a log-likelihood.
    /// </summary>
    public static Sym Bernoulli(Sym logits, Sym data) => Bernoulli(logits, Observations.Whole(data));

    /// <summary>The same over the features that were observed.</summary>
    public static Sym Bernoulli(Sym logits, Observations data) => data.SumOverPresent((data.Values * logits) - logits.Softplus());

    /// <summary>−½ Σ (ln 2π + ln σ² + (y − μ)² / σ²): means and data [rows, features], log-variances of the same or lower rank, to
    /// [rows].</summary>
    public static Sym Gaussian(Sym mean, Sym logVariance, Sym data) => Gaussian(mean, logVariance, Observations.Whole(data));

    /// <summary>The same over the features that were observed.</summary>
    public static Sym Gaussian(Sym mean, Sym logVariance, Observations data) => new DiagonalGaussian(mean, logVariance).LogDensity(data);

    /// <summary>The Bernoulli log-likelihood on arrays, through the oracle.</summary>
    /// <exception cref="ArgumentException">The dimensions differ.</exception>
    public static Tensor Bernoulli(Tensor logits, Tensor data) => Evaluate.Term(x => Bernoulli(x[0], x[1]), logits, data);

    /// <summary>The Gaussian log-likelihood on arrays of one shape, through the oracle.</summary>
    /// <exception cref="ArgumentException">The dimensions differ.</exception>
    public static Tensor Gaussian(Tensor mean, Tensor logVariance, Tensor data) =>
        Evaluate.Term(x => Gaussian(x[0], x[1], x[2]), mean, logVariance, data);
}

/// <summary>
/// Observations as a model reads them. Where it masks what is missing, a value that is NaN is read as 0, which is the training mean
/// after standardisation, and counts in no likelihood: under values missing at random that leaves the likelihood of what was
/// observed (arXiv:1807.03653).
/// </summary>
/// <param name="Values">Numbers alone, [rows, features].</param>
/// <param name="Present">1 where there was a value, 0 where there was none, [rows, features]; none where all must be there.</param>
public sealed record Observations(Sym Values, Option<Sym> Present)
{
    /// <summary>Data of which every value is there.</summary>
    public static Observations Whole(Sym data) => new(data, None);

    /// <summary>Data in which NaN is a missing value; infinities stay what they are.</summary>
    public static Observations Masked(Sym data) => data.Builder.Within("data", () =>
    {
        // Whatever is on one side of an infinity or the other is a number.
        var present =
            data.Greater(data.Builder.Constant(double.NegativeInfinity))
                .Maximum(data.Builder.Constant(double.PositiveInfinity).AlongLeading(data.Shape).Greater(data));
        return new Observations(present.Select(data, data.Builder.Constant(0)), present);
    });

    /// <summary>One view's rows: [batch·views, features] to [batch, features].</summary>
    public Observations View(int view, int views) => new(Values.View(view, views), Present.Map(mask => mask.View(view, views)));

    /// <summary>Each row repeated: [batch, features] to [batch·samples, features].</summary>
    public Observations RepeatRows(int samples) => new(Values.RepeatRows(samples), Present.Map(mask => mask.RepeatRows(samples)));

    /// <summary>The sum over the features that are there: [rows, features] to [rows].</summary>
    internal Sym SumOverPresent(Sym perFeature) =>
        Present.Match(mask => mask.Select(perFeature, perFeature.Builder.Constant(0)), () => perFeature).Sum(-1);
}
