using LanguageExt;

namespace GmmVae.Domain;

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
