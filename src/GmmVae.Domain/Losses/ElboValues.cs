using GmmVae.Domain.Distributions;
using GmmVae.Domain.Models;
using LanguageExt;

namespace GmmVae.Domain.Losses;

/// <summary>
/// The objective of the bound in numbers, for rows that are added up one by one: the same as <see cref="Elbo"/> has it in a graph, up to
/// rounding.
/// </summary>
/// <param name="Terms">The terms that the model has, each with its weight in the objective.</param>
/// <param name="ClusterPrior">The cluster prior, whose threshold the objective applies, if the model has one.</param>
internal sealed record ElboValues(Arr<(LossTerm Term, double Weight)> Terms, Option<ClusterPrior> ClusterPrior)
{
    /// <summary>
    /// The terms of one row with their part of the objective: all of it, but for a cluster prior whose mean over all rows is what its
    /// threshold is compared with.
    /// </summary>
    /// <param name="terms">The row's terms in nats.</param>
    public LossValues OfRow(LossValues terms)
    {
        var objective = 0.0;
        foreach (var (term, weight) in Terms)
            if (term != LossTerm.ClusterPrior)
                objective += weight * terms[term];
            else if (Prior.Scope == ThresholdScope.PerRow)
                objective += weight * ClusterPriorTerm.Thresholded(terms[term], Prior.Threshold);
        return terms.With(LossValue.Objective, objective);
    }

    /// <summary>The means over all rows with the whole objective, and with KL of the mean assignment to π.</summary>
    /// <param name="means">The means of what <see cref="OfRow"/> made of the rows, in nats.</param>
    /// <param name="meanAssignment">The mean of the responsibilities over all rows, [clusters]; empty where there are no clusters.</param>
    /// <param name="shares">π, [clusters].</param>
    public LossValues OfMeans(LossValues means, ReadOnlySpan<double> meanAssignment, ReadOnlySpan<double> shares)
    {
        var objective = means.Objective;
        foreach (var (term, weight) in Terms)
            if (term == LossTerm.ClusterPrior && Prior.Scope == ThresholdScope.BatchMean)
                objective += weight * ClusterPriorTerm.Thresholded(means[term], Prior.Threshold);
        return means.With(LossValue.Objective, objective).With(LossValue.BatchMeanKl, CategoricalKl.OfBatchMean(meanAssignment, shares));
    }

    private ClusterPrior Prior =>
        ClusterPrior.IfNone(() => throw new InvalidOperationException("A cluster prior term needs a cluster prior."));
}
