namespace GmmVae;

/// <summary>The clusters of a Gaussian-mixture model. Arrays are row-major.</summary>
public sealed record MixtureReport
{
    /// <summary>Rows of the test split by cluster and label.</summary>
    public required int[,] Confusion { get; init; }

    /// <summary>Each cluster's own class: the most frequent label of its rows; −1 for a cluster without rows.</summary>
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

    /// <summary>How far the grid reaches in either direction, in standard deviations of the noise; steps between are equally likely.</summary>
    public required double StyleReach { get; init; }

    /// <summary>How the clusters match labels and the judge's classes.</summary>
    public required MixtureMeasures Measures { get; init; }

    /// <summary>What the noise does to pictures; none for other data.</summary>
    public required StyleReport? Style { get; init; }
}
