using GmmVae.Domain;

namespace GmmVae;

/// <summary>The numbers behind a run's figures, all on the test split. Arrays are row-major.</summary>
public sealed record FigureData
{
    /// <summary>The terms' names, in the order of <see cref="Steps"/>.</summary>
    public required IReadOnlyList<string> TermNames { get; init; }

    /// <summary>A row a step: the step's number, then every term in nats, not a number where the phase lacks it.</summary>
    public required IReadOnlyList<double[]> Steps { get; init; }

    /// <summary>Features of an observation.</summary>
    public required int Features { get; init; }

    /// <summary>How an observation forms a picture, where it does.</summary>
    public required ImageShape? Image { get; init; }

    /// <summary>The threshold of the cluster prior and its maximum in nats, for clustering models.</summary>
    public required (double Threshold, double Maximum)? ClusterPrior { get; init; }

    /// <summary>Codes in two dimensions, by principal components where there are more: [points, 2].</summary>
    public required double[] Points { get; init; }

    /// <summary>The share of the codes' variance that each of both dimensions explains.</summary>
    public required (double First, double Second) ExplainedVariance { get; init; }

    /// <summary>The true label of each point, where labels exist.</summary>
    public required int[]? PointLabels { get; init; }

    /// <summary>
    /// The component of each point in a Gaussian mixture fitted to the observations by expectation-maximisation, for
    /// generated data: what a plain mixture sees.
    /// </summary>
    public required int[]? PointMixtureLabels { get; init; }

    /// <summary>The predicted cluster of each point, for clustering models.</summary>
    public required int[]? PointClusters { get; init; }

    /// <summary>Observations, [count, features].</summary>
    public required float[] Originals { get; init; }

    /// <summary>All observations where there is one number each, [rows]; else empty.</summary>
    public required float[] Observations { get; init; }

    /// <summary>The reconstructions of <see cref="Originals"/>, [count, features].</summary>
    public required float[] Reconstructions { get; init; }

    /// <summary>Generated observations, [rows, per row, features]: a row a cluster with the same noises, or one row; none for an autoencoder, which has no prior.</summary>
    public required float[] Samples { get; init; }

    /// <summary>Samples in each row.</summary>
    public required int SamplesPerRow { get; init; }
}
