using LanguageExt;

namespace GmmVae.Domain;

/// <summary>Labels given to clusters, and the accuracy of predicting each sample by the label of its cluster.</summary>
/// <param name="Accuracy">The share of samples whose cluster's label is their own, in [0, 1].</param>
/// <param name="LabelOfCluster">The label of each cluster, −1 for a cluster that got none: an empty one, or under
/// one-to-one matching one of more clusters than labels.</param>
public sealed record ClusterMatch(double Accuracy, Arr<int> LabelOfCluster);
