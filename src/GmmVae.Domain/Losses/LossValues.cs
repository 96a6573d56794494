using GmmVae.Domain.Models;
using GmmVae.Domain.Steps;
using GmmVae.Domain.Training;

namespace GmmVae.Domain.Losses;

/// <summary>One value in nats for each loss term and their combinations; 0 for terms that a model or a training phase lacks.</summary>
/// <param name="Reconstruction">−E ln p(y|x).</param>
/// <param name="LatentPrior">KL(q(x|y) ‖ N(0, I)).</param>
/// <param name="ConditionalPrior">E Σ_k r_k KL(q(x|y) ‖ p(x|w, z=k)).</param>
/// <param name="StylePrior">KL(q(w|y) ‖ N(0, I)).</param>
/// <param name="ClusterPrior">KL(r ‖ π) before the threshold.</param>
/// <param name="BatchMeanKl">KL of the mean assignment to π: near 0 when all clusters are used, −ln min π when one is.</param>
/// <param name="Total">The negative ELBO: unit weights, no threshold.</param>
/// <param name="Objective">What was minimised.</param>
/// <param name="Consistency">KL of the target to the views' assignments, the clean view's with its weight.</param>
/// <param name="AssignmentEntropy">The mean entropy of the views' assignments.</param>
/// <param name="Balance">KL of the mean assignment over all views to π, above its hinge.</param>
/// <param name="ClusterObjective">C: consistency, entropy and balance with their weights.</param>
/// <param name="HeadAgreement">KL of the target to the assignment that the mixture prior implies, summed over the views.</param>
/// <param name="Supervision">Cross-entropy of the responsibilities for known classes, 0 for rows without.</param>
public readonly record struct LossValues(
    double Reconstruction,
    double LatentPrior,
    double ConditionalPrior,
    double StylePrior,
    double ClusterPrior,
    double BatchMeanKl,
    double Total,
    double Objective,
    double Consistency = 0,
    double AssignmentEntropy = 0,
    double Balance = 0,
    double ClusterObjective = 0,
    double HeadAgreement = 0,
    double Supervision = 0)
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
    public static LossValues operator +(LossValues a, LossValues b) => new(
        a.Reconstruction + b.Reconstruction,
        a.LatentPrior + b.LatentPrior,
        a.ConditionalPrior + b.ConditionalPrior,
        a.StylePrior + b.StylePrior,
        a.ClusterPrior + b.ClusterPrior,
        a.BatchMeanKl + b.BatchMeanKl,
        a.Total + b.Total,
        a.Objective + b.Objective,
        a.Consistency + b.Consistency,
        a.AssignmentEntropy + b.AssignmentEntropy,
        a.Balance + b.Balance,
        a.ClusterObjective + b.ClusterObjective,
        a.HeadAgreement + b.HeadAgreement,
        a.Supervision + b.Supervision);

    /// <summary>Divided by a count, term by term.</summary>
    public static LossValues operator /(LossValues a, double count) => new(
        a.Reconstruction / count,
        a.LatentPrior / count,
        a.ConditionalPrior / count,
        a.StylePrior / count,
        a.ClusterPrior / count,
        a.BatchMeanKl / count,
        a.Total / count,
        a.Objective / count,
        a.Consistency / count,
        a.AssignmentEntropy / count,
        a.Balance / count,
        a.ClusterObjective / count,
        a.HeadAgreement / count,
        a.Supervision / count);

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

    /// <summary>The names and values of the terms that any phase of a training has: those of the model, then those of the clusters.</summary>
    public IEnumerable<(string Name, double Value)> Named(ModelSpec spec, TrainingSpec training) =>
        Named(spec).Concat(training.HasTarget ? NamedClusters() : []).Concat(training.IsSupervised ? NamedSupervision() : []);

    /// <summary>The names and values of the terms that a phase computes.</summary>
    public IEnumerable<(string Name, double Value)> Named(ModelSpec spec, TrainingPhase phase)
    {
        var present = spec.Terms.Filter(phase.Has).Map(term => term.Name()).ToHashSet();
        var isWhole = present.Count == spec.Terms.Count;
        var bound = Named(spec).Where(term =>
            present.Contains(term.Name) || term.Name is GraphNames.BatchMeanKl or GraphNames.Objective || (isWhole && term.Name == GraphNames.Total));
        return bound
            .Concat(NamedClusters().Where(term => term.Name == GraphNames.HeadAgreement ? phase.HasHeadAgreement : phase.HasClusters))
            .Concat(phase.IsSupervised ? NamedSupervision() : []);
    }

    private IEnumerable<(string Name, double Value)> NamedSupervision() => [(GraphNames.Supervision, Supervision)];

    private IEnumerable<(string Name, double Value)> NamedClusters() =>
    [
        (GraphNames.Consistency, Consistency),
        (GraphNames.AssignmentEntropy, AssignmentEntropy),
        (GraphNames.Balance, Balance),
        (GraphNames.ClusterObjective, ClusterObjective),
        (GraphNames.HeadAgreement, HeadAgreement),
    ];
}
