using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>π of a trained model.</summary>
internal static class ClusterShares
{
    /// <summary>The specification's weights, or what the training learned where the clusters are groups of candidates.</summary>
    internal static double[] Of(GaussianMixtureSpec spec, ParameterStore store) => spec.HasCandidates
        ? Array.ConvertAll(store[ClusterHead.Shares].ToArray(), share => (double)share)
        : [.. spec.ClusterPrior.Weights];
}
