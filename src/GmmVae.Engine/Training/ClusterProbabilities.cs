namespace GmmVae.Engine;

/// <summary>Cluster probabilities of observations at their mean code and style, [rows, clusters] each.</summary>
/// <param name="Clusters">The number of clusters K.</param>
/// <param name="Own">By the model's own rule.</param>
/// <param name="Bayes">By Bayes' rule.</param>
public sealed record ClusterProbabilities(int Clusters, ReadOnlyMemory<float> Own, ReadOnlyMemory<float> Bayes)
{
    /// <summary>Those of the given rows, in their order.</summary>
    public ClusterProbabilities Take(ReadOnlySpan<int> rows) =>
        this with { Own = RowStorage.Pick(Own.ToArray(), rows, Clusters), Bayes = RowStorage.Pick(Bayes.ToArray(), rows, Clusters) };
}
