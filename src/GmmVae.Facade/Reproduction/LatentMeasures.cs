namespace GmmVae;

/// <summary>How well the codes of the test split keep labels apart that no model saw.</summary>
/// <param name="Purity">The share of a code's ten nearest that have its label, in all dimensions.</param>
/// <param name="PicturePurity">The same in the two dimensions of the picture.</param>
/// <param name="Silhouette">The mean silhouette of codes by label.</param>
/// <param name="ClusterAccuracy">One-to-one match of clusters with labels: the model's own clusters, or k-means on the codes.</param>
/// <param name="ClusterInformation">Normalised mutual information of the same clusters with labels.</param>
public sealed record LatentMeasures(
    double Purity, double PicturePurity, double Silhouette, double ClusterAccuracy, double ClusterInformation);
