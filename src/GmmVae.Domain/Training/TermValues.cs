namespace GmmVae.Domain;

/// <summary>One value in nats for each loss term and their combinations; 0 for terms that a model lacks.</summary>
/// <param name="Reconstruction">−E ln p(y|x).</param>
/// <param name="LatentPrior">KL(q(x|y) ‖ N(0, I)).</param>
/// <param name="ConditionalPrior">E Σ_k r_k KL(q(x|y) ‖ p(x|w, z=k)).</param>
/// <param name="StylePrior">KL(q(w|y) ‖ N(0, I)).</param>
/// <param name="ClusterPrior">KL(r ‖ π) before the threshold.</param>
/// <param name="BatchMeanKl">KL of the mean assignment to π: near 0 when all clusters are used, −ln min π when one is.</param>
/// <param name="Total">The negative ELBO: unit weights, no threshold.</param>
/// <param name="Objective">What was minimised.</param>
public readonly record struct TermValues(
    double Reconstruction,
    double LatentPrior,
    double ConditionalPrior,
    double StylePrior,
    double ClusterPrior,
    double BatchMeanKl,
    double Total,
    double Objective)
{
    /// <summary>The value of one term.</summary>
    public double this[LossTerm term] => term switch
    {
        LossTerm.Reconstruction => Reconstruction,
        LossTerm.LatentPrior => LatentPrior,
        LossTerm.ConditionalPrior => ConditionalPrior,
        LossTerm.StylePrior => StylePrior,
        LossTerm.ClusterPrior => ClusterPrior,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The sum of two, term by term.</summary>
    public static TermValues operator +(TermValues a, TermValues b) => new(
        a.Reconstruction + b.Reconstruction,
        a.LatentPrior + b.LatentPrior,
        a.ConditionalPrior + b.ConditionalPrior,
        a.StylePrior + b.StylePrior,
        a.ClusterPrior + b.ClusterPrior,
        a.BatchMeanKl + b.BatchMeanKl,
        a.Total + b.Total,
        a.Objective + b.Objective);

    /// <summary>Divided by a count, term by term.</summary>
    public static TermValues operator /(TermValues a, double count) => new(
        a.Reconstruction / count,
        a.LatentPrior / count,
        a.ConditionalPrior / count,
        a.StylePrior / count,
        a.ClusterPrior / count,
        a.BatchMeanKl / count,
        a.Total / count,
        a.Objective / count);

    /// <summary>Names as in run files, with the values of the terms that <paramref name="spec"/> has.</summary>
    public IEnumerable<(string Name, double Value)> Named(ModelSpec spec)
    {
        foreach (var term in spec.Terms)
            yield return (term.Name(), this[term]);
        if (spec is GaussianMixtureSpec)
            yield return (GraphNames.BatchMeanKl, BatchMeanKl);
        yield return (GraphNames.Total, Total);
        yield return (GraphNames.Objective, Objective);
    }
}
