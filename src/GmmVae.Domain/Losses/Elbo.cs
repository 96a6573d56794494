using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain;

/// <summary>The named terms of the negative evidence lower bound in nats, one value a row.</summary>
/// <param name="Terms">The terms that the model has, each [batch].</param>
/// <param name="ClusterPrior">The cluster prior, whose threshold the objective applies, if the model has one.</param>
public sealed record Elbo(Arr<(LossTerm Term, Sym PerRow)> Terms, Option<ClusterPrior> ClusterPrior)
{
    /// <summary>The negative ELBO of each row, [batch]: unit weights, no threshold.</summary>
    public Sym Total => Terms.Map(term => term.PerRow).Reduce((sum, term) => sum + term);

    /// <summary>
    /// What training minimises of the bound, a scalar: Σ weight · batch mean, with the cluster prior above its threshold only.
    /// </summary>
    /// <param name="weight">The weight of a term: a scalar.</param>
    public Sym Objective(Func<LossTerm, Sym> weight) => Weighted(_ => true, weight).Reduce((sum, term) => sum + term);

    /// <summary>The parts of <see cref="Objective"/> for some of the terms, each a scalar.</summary>
    /// <param name="has">Whether a term is wanted.</param>
    /// <param name="weight">The weight of a term: a scalar.</param>
    public Arr<Sym> Weighted(Func<LossTerm, bool> has, Func<LossTerm, Sym> weight) => toArray(Terms
        .Where(term => has(term.Term))
        .Select(term => Within(term.Term, term.PerRow, () => weight(term.Term) * InObjective(term.Term, term.PerRow))));

    /// <summary>The batch mean of a term as the objective sees it: the cluster prior with its threshold.</summary>
    private Sym InObjective(LossTerm term, Sym perRow) => term == LossTerm.ClusterPrior
        ? ClusterPrior.Match(
            prior => ClusterPriorTerm.Thresholded(perRow, prior.Threshold, prior.Scope),
            () => throw new InvalidOperationException("A cluster prior term needs a cluster prior."))
        : perRow.Mean(0);

    private static Sym Within(LossTerm term, Sym any, Func<Sym> build) => any.Builder.Within(term.Words(), build);
}
