using GmmVae.Domain;
using GmmVae.Engine;

namespace GmmVae;

/// <summary>Measures how a model's codes keep labels apart.</summary>
internal static class LatentMeasuring
{
    private const int SilhouetteRows = 4000;
    private const int Restarts = 3;

    internal static LatentReport Measure(Evaluation evaluation, int[] labels, int[] shown, int width, ulong seed)
    {
        var (codes, rows) = (evaluation.Codes.ToArray(), evaluation.Rows);
        var (plane, explained) = CodePlane.Of(codes, rows, width);
        var clusters = Clusters(evaluation, codes, labels, width, seed);
        return new LatentReport(
            [.. shown.SelectMany(row => new[] { plane[2 * row], plane[(2 * row) + 1] })],
            explained,
            width,
            new LatentMeasures(
                NeighbourPurity.Mean(codes, rows, width, labels),
                NeighbourPurity.Mean(Array.ConvertAll(plane, value => (float)value), rows, 2, labels),
                Silhouette.Mean(codes, rows, width, labels, SilhouetteRows),
                ClusterAccuracy.Hungarian(clusters, labels).Accuracy,
                MutualInformation.Normalized(clusters, labels)));
    }

    private static int[] Clusters(Evaluation evaluation, float[] codes, int[] labels, int width, ulong seed) =>
        evaluation.Clustering is { } clustering
            ? ClusterAssignment.MostProbable(clustering.Own.Span, evaluation.Rows, clustering.Clusters)
            : KMeans.Fit(codes, evaluation.Rows, width, labels.Distinct().Count(), RandomKey.FromSeed(seed).Fold("k-means"), Restarts)
                .Predict(codes, evaluation.Rows);
}
