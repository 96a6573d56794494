namespace GmmVae;

/// <summary>How the clusters of a model match labels, and what the cluster indicator decides.</summary>
/// <param name="Accuracy">One-to-one match of the test split's clusters with labels.</param>
/// <param name="Information">Their normalised mutual information.</param>
/// <param name="OwnClassShare">The share of a cluster's samples that the judge gives the cluster's own class, the mean over clusters in use.</param>
/// <param name="LeastOwnClassShare">The least of these shares.</param>
/// <param name="ClassesCovered">How many classes are some cluster's own.</param>
/// <param name="Classes">How many classes there are.</param>
public sealed record MixtureMeasures(
    double Accuracy, double Information, double OwnClassShare, double LeastOwnClassShare, int ClassesCovered, int Classes);
