using GmmVae.Domain;

namespace GmmVae;

/// <summary>One kind of data and what the models made of it. Arrays are row-major; rows are of the test split.</summary>
public sealed record SetReport
{
    /// <summary>The data source: <c>line</c>, <c>signals</c>, <c>mnist</c> or <c>digits</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Features of an observation.</summary>
    public required int Features { get; init; }

    /// <summary>How an observation forms a picture, where it does.</summary>
    public required ImageShape? Image { get; init; }

    /// <summary>Rows of the training split.</summary>
    public required int TrainRows { get; init; }

    /// <summary>Rows of the test split.</summary>
    public required int TestRows { get; init; }

    /// <summary>The fingerprint of the training split.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The name of each label.</summary>
    public required IReadOnlyList<string> LabelNames { get; init; }

    /// <summary>The observations shown, preprocessed, evenly spread over the test split: [points, features].</summary>
    public required float[] Observations { get; init; }

    /// <summary>The true label of each observation shown.</summary>
    public required int[] Labels { get; init; }

    /// <summary>
    /// The component of each observation shown in a Gaussian mixture fitted to the training split, renumbered to match the
    /// true labels best; for generated data.
    /// </summary>
    public required int[]? MixtureLabels { get; init; }

    /// <summary>How well a plain Gaussian mixture's components match the true labels one to one, for generated data.</summary>
    public required double? MixtureAccuracy { get; init; }

    /// <summary>The share of the test split that the judge classifies rightly.</summary>
    public required double JudgeAccuracy { get; init; }

    /// <summary>What the judge says of observations of the training split: the best that generated ones could get.</summary>
    public required GenerationMeasures Real { get; init; }

    /// <summary>The neighbour purity to expect by chance.</summary>
    public required double ChancePurity { get; init; }

    /// <summary>Test rows between which codes are interpolated, with their labels.</summary>
    public required IReadOnlyList<(int From, int To)> InterpolatedLabels { get; init; }

    /// <summary>The trainings.</summary>
    public required IReadOnlyList<ModelReport> Models { get; init; }

    /// <summary>The report of one of the trainings.</summary>
    public ModelReport this[ReproducedModel model] => Models.First(report => report.Model == model);

    /// <summary>Whether the data are one-dimensional synthetic data rather than pictures.</summary>
    public bool IsSynthetic => Image is null;
}
