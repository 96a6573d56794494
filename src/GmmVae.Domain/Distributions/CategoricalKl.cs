using GmmVae.Domain.Graphs;
using GmmVae.Domain.Numerics;
using LanguageExt;

namespace GmmVae.Domain.Distributions;

/// <summary>Kullback-Leibler divergences between categorical distributions, in nats, over the last axis.</summary>
/// <remarks>At least 0, and 0 where both are equal; at most −ln min π.</remarks>
public static class CategoricalKl
{
    /// <summary>KL(r ‖ π) = Σ r (ln r − ln π): ln r [..., clusters] and ln π [clusters] to [...].</summary>
    public static Sym Between(Sym logR, Sym logPi) => (logR.Exp() * (logR - logPi)).Sum(-1);

    /// <summary>
    /// The divergence of the batch's mean assignment from π: a batch of ln r [batch, clusters] to a scalar. A cluster
    /// whose mean underflows counts as 0, its limit.
    /// </summary>
    public static Sym OfBatchMean(Sym logR, Sym logPi)
    {
        const double smallest = 1e-30;
        var mean = logR.Exp().Mean(0);
        return (mean * (mean.Maximum(mean.Builder.Constant(smallest)).Log() - logPi)).Sum(0);
    }

    /// <summary>The divergence of a mean assignment from π in numbers, [clusters] both. A cluster whose mean is 0 counts as 0.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double OfBatchMean(ReadOnlySpan<double> mean, ReadOnlySpan<double> shares)
    {
        if (mean.Length != shares.Length)
            throw new ArgumentException($"{mean.Length} means and {shares.Length} shares are not of the same clusters.", nameof(shares));
        var divergence = 0.0;
        for (var k = 0; k < mean.Length; k++)
            if (mean[k] > 0)
                divergence += mean[k] * (PortableMath.Log(mean[k]) - PortableMath.Log(shares[k]));
        return divergence;
    }

    /// <summary>KL(r ‖ π) on arrays, through the oracle; ln π is repeated for each row, [batch, clusters] both.</summary>
    /// <exception cref="ArgumentException">The dimensions differ.</exception>
    public static Tensor Between(Tensor logR, Tensor logPi) => Evaluate.Term(x => Between(x[0], x[1]), logR, logPi);

    /// <summary>The divergence of the mean assignment on arrays, through the oracle: ln r [batch, clusters], ln π [clusters].</summary>
    /// <exception cref="ArgumentException">The dimensions differ.</exception>
    public static double OfBatchMean(Tensor logR, Arr<double> logPi) =>
        Evaluate.Term(x => OfBatchMean(x[0], x[0].Builder.Constant(logPi)), logR).Value;
}
