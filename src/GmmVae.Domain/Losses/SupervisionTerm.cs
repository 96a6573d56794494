namespace GmmVae.Domain;

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
