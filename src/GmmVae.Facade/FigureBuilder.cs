using GmmVae.Domain;
using GmmVae.Engine;

namespace GmmVae;

/// <summary>Gathers the numbers behind a run's figures.</summary>
internal static class FigureBuilder
{
    private const int MaximumPoints = 3000;
    private const int Pairs = 10;
    private const int SamplesPerCluster = 10;
    private const int NumbersPerCluster = 400;

    internal static FigureData Build(
        CheckpointHeader header,
        DataSplits data,
        Measurement measured,
        EvaluationRun run,
        ParameterStore store,
        WorkerPool workers,
        IReadOnlyList<double[]> steps)
    {
        var model = header.Model;
        var test = data.Test;
        var rows = RowPicks.Spread(test.Rows, MaximumPoints);
        var codes = RowPicks.Of(measured.Evaluation.Codes.Span, rows, model.Latent);
        var (points, explained) = CodePlane.Of(codes, rows.Length, model.Latent);
        var shown = test.Subset("shown", RowPicks.Spread(test.Rows, Pairs));
        var originals = new float[shown.Rows * shown.Features];
        shown.CopyRange(0, shown.Rows, originals);
        var observations = new float[test.Features == 1 ? test.Rows : 0];
        if (observations.Length > 0)
            test.CopyRange(0, test.Rows, observations);
        var perRow = test.Features == 1 ? NumbersPerCluster : SamplesPerCluster;
        return new FigureData
        {
            TermNames = [.. default(TermValues).Named(model, header.Training).Select(term => term.Name)],
            Steps = steps,
            Features = test.Features,
            Image = test.Image,
            ClusterPrior = model is GaussianMixtureSpec mixture ? (mixture.ClusterPrior.Threshold, mixture.ClusterPrior.Maximum) : null,
            Points = points,
            ExplainedVariance = explained,
            PointLabels = test.Labels is { } labels ? Array.ConvertAll(rows, row => labels.Span[row]) : null,
            PointMixtureLabels = PlainMixture.Labels(data) is { } components ? Array.ConvertAll(rows, row => components[row]) : null,
            PointClusters = measured.Clusters is { } clusters ? Array.ConvertAll(rows, row => clusters[row]) : null,
            Originals = originals,
            Observations = observations,
            Reconstructions = run.Reconstruct(shown, shown.Rows),
            Samples = model is AutoEncoderSpec ? [] : SampleGenerator.PerCluster(model, store, perRow, header.Training.Seed, workers),
            SamplesPerRow = perRow,
        };
    }
}
