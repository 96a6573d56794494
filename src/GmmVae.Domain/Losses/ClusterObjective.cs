using GmmVae.Domain.Distributions;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Numerics;
using LanguageExt;

namespace GmmVae.Domain.Losses;

/// <summary>
/// The parts of what makes clusters, in nats: an observation and a changed view of it belong together, each belongs to one
/// cluster, and all clusters are used.
/// </summary>
/// <remarks>
/// C = consistency + a · assignment entropy + b · balance. Consistency and entropy are values of a row, balance is one of a
/// whole batch. Nothing here stops gradients: whoever makes a target does.
/// </remarks>
public static class ClusterObjective
{
    /// <summary>
    /// KL(t ‖ q) of a target t and an assignment q, at least 0 and 0 where both are equal: ln t and ln q [rows, clusters] to
    /// [rows].
    /// </summary>
    public static Sym Consistency(Sym logTarget, Sym logQ) => CategoricalKl.Between(logTarget, logQ);

    /// <summary>H(q) = −Σ q ln q, in [0, ln K]: ln q [rows, clusters] to [rows].</summary>
    public static Sym AssignmentEntropy(Sym logQ) => -(logQ.Exp() * logQ).Sum(-1);

    /// <summary>
    /// max(KL(mean of q over all rows ‖ π) − <paramref name="hinge"/>, 0), at most −ln min π: ln q [rows, clusters] and ln π
    /// [clusters] to a scalar. Up to and including the hinge the gradient is 0. Rows may be several views of each
    /// observation, which are averaged alike.
    /// </summary>
    /// <param name="logQ">The assignments.</param>
    /// <param name="logPi">The prior.</param>
    /// <param name="hinge">How far the mean may be from the prior at no cost, in nats: above 0 for clusters of unequal size.</param>
    public static Sym Balance(Sym logQ, Sym logPi, double hinge = 0)
    {
        var divergence = CategoricalKl.OfBatchMean(logQ, logPi);
        return hinge == 0 ? divergence : (divergence - hinge).Maximum(divergence.Builder.Constant(0));
    }

    /// <summary>The consistency on arrays, through the oracle.</summary>
    /// <exception cref="ArgumentException">The dimensions differ.</exception>
    public static Tensor Consistency(Tensor logTarget, Tensor logQ) => Evaluate.Term(x => Consistency(x[0], x[1]), logTarget, logQ);

    /// <summary>The assignment entropy on arrays, through the oracle.</summary>
    public static Tensor AssignmentEntropy(Tensor logQ) => Evaluate.Term(x => AssignmentEntropy(x[0]), logQ);

    /// <summary>The balance on arrays, through the oracle: ln q [rows, clusters], ln π [clusters].</summary>
    /// <exception cref="ArgumentException">The dimensions differ.</exception>
    public static double Balance(Tensor logQ, Arr<double> logPi, double hinge = 0) =>
        Evaluate.Term(x => Balance(x[0], x[0].Builder.Constant(logPi), hinge), logQ).Value;
}

/// <summary>
/// How far Bayes' rule is from a target assignment: KL(t ‖ softmax_k(ln π_k − kl_k)) in nats, with
/// kl_k = KL(q(x|y) ‖ p(x|w, z=k)).
/// </summary>
/// <remarks>
/// The softmax is the q(z|y) that minimises Σ_k q_k kl_k + KL(q ‖ π), the terms of the bound that depend on it
/// (arXiv:1611.02648, eq. 4): where the head agrees with it, head and mixture tell the same clusters.
/// </remarks>
public static class HeadAgreement
{
    /// <summary>ln t and kl [rows, clusters] and ln π [clusters] to [rows]; at least 0. Nothing here stops gradients.</summary>
    public static Sym Of(Sym logTarget, Sym divergences, Sym logPi) =>
        CategoricalKl.Between(logTarget, LogOptimum(divergences, logPi));

    /// <summary>ln softmax_k(ln π_k − kl_k): kl [rows, clusters] and ln π [clusters] to [rows, clusters].</summary>
    public static Sym LogOptimum(Sym divergences, Sym logPi) => (logPi - divergences).LogSoftmax();

    /// <summary>The term on arrays, through the oracle; ln π is repeated for each row, [rows, clusters] all.</summary>
    /// <exception cref="ArgumentException">The dimensions differ.</exception>
    public static Tensor Of(Tensor logTarget, Tensor divergences, Tensor logPi) =>
        Evaluate.Term(x => Of(x[0], x[1], x[2]), logTarget, divergences, logPi);
}

/// <summary>Targets made of assignments.</summary>
public static class SoftTarget
{
    /// <summary>
    /// t ∝ p^(1/T): ln p [rows, clusters] to ln t of the same shape. Below 1 the temperature T sharpens, 1 leaves p, and the
    /// order of the clusters stays.
    /// </summary>
    public static Sym Sharpen(Sym logP, double temperature) => (temperature == 1 ? logP : logP * (1 / temperature)).LogSoftmax();

    /// <summary>The mean of several assignments in one row each: ln p [rows, clusters] of each to its logarithm, up to rounding.</summary>
    public static Sym LogMean(params Sym[] logP)
    {
        if (logP.Length == 1)
            return logP[0];
        Extent[] one = [.. logP[0].Shape.Extents, 1];
        var side = SymMath.Concatenate(-1, [.. logP.Select(view => view.Reshape(one))]);
        return side.LogSumExp() - PortableMath.Log(logP.Length);
    }

    /// <summary>The sharpened assignment on arrays, through the oracle.</summary>
    public static Tensor Sharpen(Tensor logP, double temperature) => Evaluate.Term(x => Sharpen(x[0], temperature), logP);

    /// <summary>The mean assignment on arrays, through the oracle.</summary>
    /// <exception cref="ArgumentException">The dimensions differ.</exception>
    public static Tensor LogMean(params Tensor[] logP) => Evaluate.Term(x => LogMean(x), logP);
}

/// <summary>
/// What known classes add to the objective, in nats: the cross-entropy −Σ_k t_k ln r_k of the responsibilities r, with class k as
/// cluster k (the classification term of arXiv:1406.5298, eq. 9).
/// </summary>
public static class SupervisionTerm
{
    /// <summary>
    /// ln r and t [rows, clusters] to [rows]. t is one-hot where a row's class is known, and all zeros, which give 0 and no gradient,
    /// where it is not.
    /// </summary>
    public static Sym Of(Sym logR, Sym target) => -(target * logR).Sum(-1);

    /// <summary>The term on arrays, through the oracle.</summary>
    /// <exception cref="ArgumentException">The dimensions differ.</exception>
    public static Tensor Of(Tensor logR, Tensor target) => Evaluate.Term(x => Of(x[0], x[1]), logR, target);
}
