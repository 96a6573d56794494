using LanguageExt;

namespace GmmVae.Domain;

/// <summary>The clustering objective of a training step and its parts, each a scalar.</summary>
/// <param name="Consistency">Of the strong view and of the clean one, each with its weight.</param>
/// <param name="AssignmentEntropy">The mean over all views.</param>
/// <param name="Balance">Of the mean over all views.</param>
/// <param name="Objective">C.</param>
internal sealed record ClusterTerms(Sym Consistency, Sym AssignmentEntropy, Sym Balance, Sym Objective)
{
    /// <summary>Builds C from the target ln t [batch, clusters] and the assignments of all views.</summary>
    internal static ClusterTerms Build(ClusterObjectiveSpec spec, Sym logTarget, ClusterInference clusters) =>
        logTarget.Builder.Within("cluster objective", () =>
        {
            var logQ = TeacherNetwork.Head(clusters);
            var views = clusters.Views;
            // Without a strong view the clean one takes its place.
            var first = spec.Consistency == 1 ? Of(views - 1) : Of(views - 1) * spec.Consistency;
            var drawn = views == 1 || spec.Clean == 0 ? first : first + (Of(0) * spec.Clean);
            var entropy = ClusterObjective.AssignmentEntropy(logQ).Mean(0);
            var balance = ClusterObjective.Balance(logQ, clusters.LogPrior, spec.Hinge);
            return new ClusterTerms(drawn, entropy, balance, drawn + (entropy * spec.Entropy) + (balance * spec.Balance));

            Sym Of(int view) => ClusterObjective.Consistency(logTarget, logQ.View(view, views)).Mean(0);
        });

    /// <summary>The agreement of the head's target with the mixture prior, summed over the views and averaged over samples: a scalar.</summary>
    internal static Sym Agreement(Sym logTarget, ClusterInference clusters, int samples) =>
        logTarget.Builder.Within("head agreement", () =>
        {
            var perView = Enumerable.Range(0, clusters.Views).Select(view => HeadAgreement
                .Of(logTarget.RepeatRows(samples), clusters.Divergences.View(view, clusters.Views, samples), clusters.LogPrior).Mean(0));
            return perView.Aggregate((sum, view) => sum + view);
        });
}
