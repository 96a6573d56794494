using System.Text.Json.Nodes;
using GmmVae.Domain.Clustering;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Numerics;
using GmmVae.Engine.Managed.Kernels;
using GmmVae.Engine.Training;
using GmmVae.Report.Charts;

namespace GmmVae.Report.Experiment;

/// <summary>One training and what was measured on it. Arrays are row-major.</summary>
public sealed record ModelReport
{
    /// <summary>Which training.</summary>
    public required ReproducedModel Model { get; init; }

    /// <summary>The run folder, relative to that of the report.</summary>
    public required string Folder { get; init; }

    /// <summary>The command that trains it alone, to the same bits.</summary>
    public required string Command { get; init; }

    /// <summary>Whether the run was there already.</summary>
    public required bool IsReused { get; init; }

    /// <summary>As in the run's <c>summary.json</c>.</summary>
    public required JsonObject Summary { get; init; }

    /// <summary>As in the run's <c>run.json</c>.</summary>
    public required JsonObject Notes { get; init; }

    /// <summary>The terms' names, in the order of <see cref="Steps"/>.</summary>
    public required IReadOnlyList<string> TermNames { get; init; }

    /// <summary>A row a step: the step's number, then every term in nats.</summary>
    public required IReadOnlyList<double[]> Steps { get; init; }

    /// <summary>The threshold of the cluster prior and its maximum in nats, for clustering models.</summary>
    public required (double Threshold, double Maximum)? ClusterPrior { get; init; }

    /// <summary>The latent space; none for the trainings that serve the cluster prior only.</summary>
    public LatentReport? Latent { get; init; }

    /// <summary>Generated observations and the judge's word on them.</summary>
    public GenerationReport? Generation { get; init; }

    /// <summary>The first of the observations shown, reconstructed: [pairs, features].</summary>
    public float[] Reconstructions { get; init; } = [];

    /// <summary>The share of midpoints between codes of test rows with different labels whose decoding the judge is sure of.</summary>
    public double MidpointsSure { get; init; } = double.NaN;

    /// <summary>Decoded on straight lines between the codes of observations: [lines, steps, features].</summary>
    public float[] Interpolations { get; init; } = [];

    /// <summary>The clusters, for the clustering model.</summary>
    public MixtureReport? Mixture { get; init; }

    /// <summary>A term's value at each step.</summary>
    public double[] Term(string name)
    {
        var column = TermNames.Index().First(term => term.Item == name).Index + 1;
        return [.. Steps.Select(step => step[column])];
    }
}

/// <summary>What the judge, a classifier trained with labels, says of observations.</summary>
/// <param name="Confidence">The mean of its greatest class probability.</param>
/// <param name="Evenness">The entropy of the shares of its classes, over the greatest possible.</param>
/// <param name="Distance">The Fréchet distance of its features from those of the test split.</param>
/// <param name="Sure">The share of observations that it gives a class at least 0.9.</param>
public sealed record GenerationMeasures(double Confidence, double Evenness, double Distance, double Sure);

/// <summary>Generated observations.</summary>
/// <param name="Samples">Some of them, [samples, features].</param>
/// <param name="Measures">The judge's word on all of them.</param>
/// <param name="Fitted">Of an autoencoder, whose codes are drawn from N(0, I) here too: the judge's word on samples with codes from a
/// Gaussian fitted to its training codes, a stronger baseline.</param>
public sealed record GenerationReport(float[] Samples, GenerationMeasures Measures, GenerationMeasures? Fitted);

/// <summary>How well the codes of the test split keep labels apart that no model saw.</summary>
/// <param name="Purity">The share of a code's ten nearest that have its label, in all dimensions.</param>
/// <param name="PicturePurity">The same in the two dimensions of the picture.</param>
/// <param name="Silhouette">The mean silhouette of codes by label.</param>
/// <param name="ClusterAccuracy">One-to-one match of clusters with labels: the model's own clusters, or k-means on the codes.</param>
/// <param name="ClusterInformation">Normalised mutual information of the same clusters with labels.</param>
/// <param name="OwnSilhouette">The mean silhouette of codes by the same clusters.</param>
/// <param name="NormalDistance">The Fréchet distance of the codes to N(0, I).</param>
public sealed record LatentMeasures(
    double Purity, double PicturePurity, double Silhouette, double ClusterAccuracy, double ClusterInformation, double OwnSilhouette,
    double NormalDistance);

/// <summary>The codes of the test split.</summary>
/// <param name="Points">Codes of the observations shown in two dimensions, by principal components of the whole split where there are more:
/// [points, 2].</param>
/// <param name="ExplainedVariance">The share of the variance that each of both dimensions explains; NaN where the code has two.</param>
/// <param name="Dimensions">Dimensions of the code.</param>
/// <param name="Clusters">Of the same observations: the model's own clusters, or k-means on the codes, numbered like the labels that they
/// match best.</param>
/// <param name="Measures">How well the codes keep labels apart.</param>
public sealed record LatentReport(
    double[] Points, (double First, double Second) ExplainedVariance, int Dimensions, int[] Clusters, LatentMeasures Measures);

/// <summary>Measures how a model's codes keep labels apart.</summary>
internal static class LatentMeasuring
{
    private const int SilhouetteRows = 4000;
    private const int Restarts = 3;
    private const int NormalRows = 10_000;

    internal static LatentReport Measure(Evaluation evaluation, int[] labels, int[] shown, int width, ulong seed)
    {
        var (codes, rows) = (evaluation.Codes.ToArray(), evaluation.Rows);
        var (plane, explained) = CodePlane.Of(codes, rows, width);
        var clusters = Clusters(evaluation, codes, labels, width, seed);
        var match = ClusterAccuracy.Hungarian(clusters, labels, Math.Max(clusters.Max(), labels.Max()) + 1);
        var normals = new float[NormalRows * width];
        NormalNoise.Fill(RandomKey.FromSeed(seed).Fold("standard codes"), 0, NormalRows, width, normals, part: 0, parts: 1);
        return new LatentReport(
            [.. shown.SelectMany(row => new[] { plane[2 * row], plane[(2 * row) + 1] })],
            explained,
            width,
            Array.ConvertAll(shown, row => match.LabelOfCluster[clusters[row]]),
            new LatentMeasures(
                NeighbourPurity.Mean(codes, rows, width, labels),
                NeighbourPurity.Mean(Array.ConvertAll(plane, value => (float)value), rows, 2, labels),
                Silhouette.Mean(codes, rows, width, labels, SilhouetteRows),
                match.Accuracy,
                MutualInformation.Normalized(clusters, labels),
                Silhouette.Mean(codes, rows, width, clusters, SilhouetteRows),
                FrechetDistance.Between(codes, rows, normals, NormalRows, width)));
    }

    private static int[] Clusters(Evaluation evaluation, float[] codes, int[] labels, int width, ulong seed) =>
        evaluation.Clustering is { } clustering
            ? ClusterAssignment.MostProbable(clustering.Own.Span, evaluation.Rows, clustering.Clusters)
            : FittedKMeans.Fit(codes, evaluation.Rows, width, labels.Distinct().Count(), RandomKey.FromSeed(seed).Fold("k-means"), Restarts)
                .Predict(codes, evaluation.Rows);
}

/// <summary>How the clusters of a model match labels, and what the cluster indicator decides.</summary>
/// <param name="Accuracy">One-to-one match of the test split's clusters with labels.</param>
/// <param name="Information">Their normalised mutual information.</param>
/// <param name="OwnClassShare">The share of a cluster's samples that the judge gives the cluster's own class, the mean over clusters in
/// use.</param>
/// <param name="LeastOwnClassShare">The least of these shares.</param>
/// <param name="ClassesCovered">How many classes are some cluster's own.</param>
/// <param name="Classes">How many classes there are.</param>
public sealed record MixtureMeasures(
    double Accuracy, double Information, double OwnClassShare, double LeastOwnClassShare, int ClassesCovered, int Classes);

/// <summary>The clusters of a Gaussian-mixture model. Arrays are row-major.</summary>
public sealed record MixtureReport
{
    /// <summary>Rows of the test split by cluster and label.</summary>
    public required int[,] Confusion { get; init; }

    /// <summary>The cluster in each row of every table here: those matched with classes in the classes' order, then the others.</summary>
    public required int[] ClusterOfRow { get; init; }

    /// <summary>The class of the cluster in each row: the most frequent label of its test rows; −1 for a cluster without rows.</summary>
    public required int[] ClassOfCluster { get; init; }

    /// <summary>Samples of every cluster with the same style noise and the same code noise: [clusters, columns, features].</summary>
    public required float[] SameNoise { get; init; }

    /// <summary>Samples of every cluster with the same style noise and other code noise: [clusters, columns, features].</summary>
    public required float[] SameStyle { get; init; }

    /// <summary>Samples in a row of <see cref="SameNoise"/> and <see cref="SameStyle"/>.</summary>
    public required int Columns { get; init; }

    /// <summary>Samples of every cluster over a square grid of style noises, no code noise: [clusters, side, side, features].</summary>
    public required float[] StyleGrid { get; init; }

    /// <summary>The side of the grid.</summary>
    public required int StyleSide { get; init; }

    /// <summary>How far the grid reaches in either direction, in standard deviations of the noise; steps between are equally
    /// likely.</summary>
    public required double StyleReach { get; init; }

    /// <summary>How the clusters match labels and the judge's classes.</summary>
    public required MixtureMeasures Measures { get; init; }

    /// <summary>What w decides inside a cluster.</summary>
    public required StyleShare StyleShare { get; init; }

    /// <summary>What the noise does to pictures; none for other data.</summary>
    public required StyleReport? Style { get; init; }
}

/// <summary>What the style noise w explains of the variance of samples inside a cluster, the mean over clusters in use.</summary>
/// <param name="Explained">The share between samples with different w.</param>
/// <param name="Shuffled">The same where w is shuffled among the samples, on average.</param>
/// <param name="PValue">The share of shuffles, this order among them, that explain at least as much.</param>
public sealed record StyleShare(double Explained, double Shuffled, double PValue);

/// <summary>What the noise does to strokes: the mean correlation of a measure between clusters, over pairs of clusters in use.</summary>
/// <param name="ThicknessSameStyle">Of stroke thickness, with the same style noise.</param>
/// <param name="SlantSameStyle">Of slant, with the same style noise.</param>
/// <param name="ThicknessSameNoise">Of stroke thickness, with the same style and code noise.</param>
/// <param name="SlantSameNoise">Of slant, with the same style and code noise.</param>
/// <param name="ThicknessFresh">Of stroke thickness, with other noise in each cluster: what chance gives.</param>
/// <param name="SlantFresh">Of slant, likewise.</param>
/// <param name="Thickness">What the variance of stroke thickness comes from, with the same style noise: rows are clusters, columns
/// noises.</param>
/// <param name="Slant">The same of slant.</param>
/// <param name="ThicknessDeviation">The standard deviation of stroke thickness inside a cluster, in pixels.</param>
/// <param name="SlantDeviation">The standard deviation of slant inside a cluster.</param>
public sealed record StyleReport(
    double ThicknessSameStyle,
    double SlantSameStyle,
    double ThicknessSameNoise,
    double SlantSameNoise,
    double ThicknessFresh,
    double SlantFresh,
    EffectShares Thickness,
    EffectShares Slant,
    double ThicknessDeviation,
    double SlantDeviation);
