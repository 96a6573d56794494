using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain;

/// <summary>Tells when a clustering model does not use its clusters.</summary>
public static class CollapseWarning
{
    /// <summary>
    /// Nothing when all clusters are used; otherwise one warning, stronger when half of them or more are unused or the
    /// mean assignment's KL is above half its maximum. A cluster prior near its maximum means both "sharp clusters" and
    /// "collapsed": only these two figures tell them apart.
    /// </summary>
    /// <param name="spec">The model.</param>
    /// <param name="clustersUsed">Clusters that are the argmax of more than rows/(10 K) rows.</param>
    /// <param name="batchMeanKl">KL of the mean assignment to π, nats.</param>
    public static Arr<string> For(GaussianMixtureSpec spec, int clustersUsed, double batchMeanKl)
    {
        var maximum = spec.ClusterPrior.Maximum;
        var figures = FormattableString.Invariant(
            $"{clustersUsed} of {spec.Clusters} clusters used, batch-mean KL {batchMeanKl:F2} of at most {maximum:F2} nats");
        return clustersUsed * 2 <= spec.Clusters || batchMeanKl > maximum / 2
            ? Array($"collapse: {figures}; the cluster prior says nothing here (see {Faq.Collapse})")
            : clustersUsed < spec.Clusters
                ? Array($"unused clusters: {figures} (see {Faq.UnusedClusters})")
                : Arr<string>.Empty;
    }
}
