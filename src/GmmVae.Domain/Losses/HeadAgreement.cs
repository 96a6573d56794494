namespace GmmVae.Domain;

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
