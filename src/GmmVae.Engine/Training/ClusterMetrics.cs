using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>How well a clustering agrees with labels that it never saw. Definitions are those of the run summary.</summary>
/// <param name="Accuracy">One-to-one (Hungarian) match by the model's own responsibilities.</param>
/// <param name="AccuracyBayes">The same by Bayes' rule.</param>
/// <param name="AccuracyMajority">Each cluster scored as its most frequent label: looser.</param>
/// <param name="AccuracyExemplar">Each cluster scored as the label of its most certain row (arXiv:1611.02648): looser.</param>
/// <param name="NormalizedMutualInformation">With the arithmetic mean of both entropies.</param>
/// <param name="AdjustedRandIndex">0 in expectation for chance.</param>
public sealed record ClusterMetrics(
    double Accuracy,
    double AccuracyBayes,
    double AccuracyMajority,
    double AccuracyExemplar,
    double NormalizedMutualInformation,
    double AdjustedRandIndex)
{
    /// <summary>Scores cluster probabilities of the rows that have a label; null where there are none.</summary>
    public static ClusterMetrics? Of(ClusterProbabilities probabilities, Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Labels is { } labels)
            return Of(probabilities, labels.Span);
        int[] rows = [.. data.LabelledRows()];
        return rows.Length == 0 ? null : Of(probabilities.Take(rows), System.Array.ConvertAll(rows, row => data.KnownLabels!.Value.Span[row]));
    }

    /// <summary>Scores cluster probabilities against labels, one a row.</summary>
    public static ClusterMetrics Of(ClusterProbabilities probabilities, ReadOnlySpan<int> labels)
    {
        var clusters = probabilities.Clusters;
        var own = ClusterAssignment.MostProbable(probabilities.Own.Span, labels.Length, clusters);
        var bayes = ClusterAssignment.MostProbable(probabilities.Bayes.Span, labels.Length, clusters);
        return new ClusterMetrics(
            ClusterAccuracy.Hungarian(own, labels, clusters).Accuracy,
            ClusterAccuracy.Hungarian(bayes, labels, clusters).Accuracy,
            ClusterAccuracy.Majority(own, labels, clusters).Accuracy,
            ClusterAccuracy.Exemplar(probabilities.Own.Span, clusters, labels).Accuracy,
            MutualInformation.Normalized(own, labels),
            RandIndex.Adjusted(own, labels));
    }
}
