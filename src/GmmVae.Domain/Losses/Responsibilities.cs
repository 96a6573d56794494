using GmmVae.Domain.Distributions;
using GmmVae.Domain.Graphs;

namespace GmmVae.Domain.Losses;

/// <summary>The probability of each cluster given a code and a style (arXiv:1611.02648, section 3.2).</summary>
public static class Responsibilities
{
    /// <summary>
    /// ln N(x; μ_k, σ_k) in nats: code [rows, latent] and components [rows, clusters, latent] to [rows, clusters].
    /// </summary>
    public static Sym LogDensities(Sym code, DiagonalGaussian components) =>
        components.LogDensity(code.Repeat(1, components.Mean.Shape[1]));

    /// <summary>
    /// Bayes' rule: ln p(z=k|x,w) = ln softmax_k(ln π_k + ln N(x; μ_k(w), σ_k(w))), [rows, clusters]. Each row's
    /// exponentials sum to 1.
    /// </summary>
    public static Sym LogBayes(Sym code, DiagonalGaussian components, Sym logPi) =>
        (LogDensities(code, components) + logPi).LogSoftmax();

    /// <summary>Bayes' rule on arrays, through the oracle; ln π is repeated for each row, [rows, clusters].</summary>
    /// <exception cref="ArgumentException">The dimensions do not fit.</exception>
    public static Tensor LogBayes(Tensor code, Tensor means, Tensor logVariances, Tensor logPi) =>
        Evaluate.Term(x => LogBayes(x[0], new DiagonalGaussian(x[1], x[2]), x[3]), code, means, logVariances, logPi);
}
