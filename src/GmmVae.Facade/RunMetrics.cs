using GmmVae.Engine;

namespace GmmVae;

/// <summary>What is measured on the test split besides the loss terms. Labels only score; they choose nothing.</summary>
/// <param name="Clusters">Agreement of a clustering with the labels of the rows that have one.</param>
/// <param name="Silhouette">Mean silhouette of code means by predicted cluster, for clustering models.</param>
/// <param name="ClustersUsed">Clusters that are the argmax of more than rows/(10 K) rows, for clustering models.</param>
/// <param name="ActiveUnits">Code dimensions whose mean varies over the data by more than 0.01.</param>
public sealed record RunMetrics(ClusterMetrics? Clusters, double? Silhouette, int? ClustersUsed, int ActiveUnits)
{
    /// <summary>The rows that have a label and that agreement is measured on, where not all have one.</summary>
    public int? LabelledRows { get; init; }
}
