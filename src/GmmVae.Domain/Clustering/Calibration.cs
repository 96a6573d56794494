namespace GmmVae.Domain.Clustering;

/// <summary>Whether a model that says 80 % is right 80 % of the time.</summary>
public static class Calibration
{
    /// <summary>The number of bins in use in the field.</summary>
    public const int DefaultBins = 15;

    /// <summary>The expected calibration error (Guo et al., arXiv:1706.04599) of the largest cluster probability,
    /// after clusters are matched one-to-one with labels: Σ over bins of the bin's share of samples times
    /// |accuracy − mean confidence|, in [0, 1].</summary>
    /// <remarks>Bin b of B holds confidences in [b/B, (b + 1)/B), the last also 1. A row of NaN makes the result
    /// NaN.</remarks>
    /// <param name="probabilities">Cluster probabilities [rows, clusters].</param>
    /// <param name="clusterCount">The number of clusters.</param>
    /// <param name="labels">The label of each sample [rows].</param>
    /// <param name="bins">The number of bins.</param>
    /// <exception cref="ArgumentException">The extents do not fit, or a label is negative.</exception>
    public static double ExpectedError(
        ReadOnlySpan<float> probabilities, int clusterCount, ReadOnlySpan<int> labels, int bins = DefaultBins)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bins);
        var clusters = ClusterAssignment.MostProbable(probabilities, labels.Length, clusterCount);
        var match = ClusterAccuracy.Hungarian(clusters, labels, clusterCount);
        var gaps = new double[bins];
        for (var i = 0; i < labels.Length; i++)
        {
            double confidence = probabilities[i * clusterCount + clusters[i]];
            var bin = double.IsNaN(confidence) ? 0 : (int)Math.Clamp(confidence * bins, 0, bins - 1);
            gaps[bin] += (match.LabelOfCluster[clusters[i]] == labels[i] ? 1 : 0) - confidence;
        }

        var sum = 0.0;
        foreach (var gap in gaps) sum += Math.Abs(gap);
        return sum / labels.Length;
    }
}
