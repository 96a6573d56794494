using GmmVae.Domain.Graphs;
using GmmVae.Domain.Losses;
using GmmVae.Domain.Models;
using GmmVae.Domain.Numerics;
using GmmVae.Domain.Training;
using GmmVae.Engine.Artifacts.Runs;
using GmmVae.Engine.Data;
using GmmVae.Engine.Data.Generated;
using GmmVae.Engine.Inference;
using GmmVae.Report.Charts;

namespace GmmVae.Report.Figures;

/// <summary>Gathers the numbers behind a run's figures.</summary>
internal static class FigureBuilder
{
    private const int MaximumPoints = 3000;
    private const int Pairs = 10;
    private const int SamplesPerCluster = 10;
    private const int NumbersPerCluster = 400;
    private const int MostClusters = 100;

    internal static FigureData Build(FinishedTraining training)
    {
        var (header, data, measured) = (training.Header, training.Data, training.Measured);
        var (model, test) = (header.Model, data.Test);
        var rows = SampledRows.Spread(test.Rows, MaximumPoints);
        var codes = SampledRows.Of(measured.Evaluation.Codes.Span, rows, model.Latent);
        var (points, explained) = CodePlane.Of(codes, rows.Length, model.Latent);
        var shown = test.Subset("shown", SampledRows.Spread(test.Rows, Pairs));
        var originals = new float[shown.Rows * shown.Features];
        shown.CopyRange(0, shown.Rows, originals);
        var observations = new float[test.Features == 1 ? test.Rows : 0];
        if (observations.Length > 0)
            test.CopyRange(0, test.Rows, observations);
        var clusters = (model as ClusteringSpec)?.Clusters ?? 1;
        var perRow = test.Features > 1 ? SamplesPerCluster : Math.Max(1, NumbersPerCluster * Math.Min(clusters, MostClusters) / clusters);
        return new FigureData
        {
            TermNames = [.. ReportedLosses.Of(model, header.Training).Map(value => value.Name())],
            Steps = StepLog.Read(training.StepsPath),
            Features = test.Features,
            Image = test.Image,
            ClusterPrior = model is ClusteringSpec mixture ? (mixture.ClusterPrior.Threshold, mixture.ClusterPrior.Maximum) : null,
            Points = points,
            ExplainedVariance = explained,
            PointLabels = test.Labels is { } labels ? Array.ConvertAll(rows, row => labels.Span[row]) : null,
            PointMixtureLabels = MixtureColours.Labels(data) is { } components ? Array.ConvertAll(rows, row => components[row]) : null,
            PointClusters = measured.Clusters is { } assigned ? Array.ConvertAll(rows, row => assigned[row]) : null,
            Originals = originals,
            Observations = observations,
            Reconstructions = training.Evaluation.Reconstruct(shown, shown.Rows),
            Samples = model is AutoEncoderSpec ? []
                : SampleGenerator.PerCluster(
                    model, training.Store, perRow, header.Training.Seed, training.Workers, test.Features > 1 ? MostClusters : clusters),
            SamplesPerRow = perRow,
        };
    }
}

/// <summary>The numbers behind a run's figures, all on the test split. Arrays are row-major.</summary>
internal sealed record FigureData
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

    /// <summary>Generated observations, [rows, per row, features]: a row for each of the first hundred clusters with the same noises, or
    /// one row; none for an autoencoder, which has no prior.</summary>
    public required float[] Samples { get; init; }

    /// <summary>Samples in each row.</summary>
    public required int SamplesPerRow { get; init; }
}

/// <summary>What a plain Gaussian mixture sees in data: a baseline for colours and scores.</summary>
internal static class MixtureColours
{
    private const int Rows = 1500;
    private const int MostComponents = 100;

    /// <summary>
    /// The test split's components by expectation-maximisation where that takes seconds: on numbers with labels, with as many
    /// components as labels, fitted to a part of the training split.
    /// </summary>
    internal static int[]? Labels(DataSplits data)
    {
        if (data.Test.HoldsBytes || data.Train.Labels is not { } labels)
            return null;
        var components = labels.ToArray().Distinct().Count();
        if (components > Math.Min(MostComponents, data.Train.Rows))
            return null;
        var fitted = DataSplits.With(data.Train.Subset("mixture", SampledRows.Spread(data.Train.Rows, Rows)), data.Test,
            data.Preprocessing);
        return MixtureBaseline.Label(fitted, components, RandomKey.FromSeed(0).Fold("mixture labels")).Test.MixtureLabels!.Value.ToArray();
    }
}
