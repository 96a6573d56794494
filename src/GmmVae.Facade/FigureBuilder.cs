using GmmVae.Domain;
using GmmVae.Engine;

namespace GmmVae;

/// <summary>Gathers the numbers behind a run's figures.</summary>
internal static class FigureBuilder
{
    private const int MaximumPoints = 3000;
    private const int MixtureRows = 1500;
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
        var rows = Spread(test.Rows, MaximumPoints);
        var codes = Rows(measured.Evaluation.Codes.Span, rows, model.Latent);
        var (points, explained) = InTwoDimensions(codes, rows.Length, model.Latent);
        var pairs = Math.Min(Pairs, test.Rows);
        var originals = new float[pairs * test.Features];
        test.CopyRange(0, pairs, originals);
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
            PointMixtureLabels = MixtureLabels(data) is { } components ? Array.ConvertAll(rows, row => components[row]) : null,
            PointClusters = measured.Clusters is { } clusters ? Array.ConvertAll(rows, row => clusters[row]) : null,
            Originals = originals,
            Observations = observations,
            Reconstructions = run.Reconstruct(test, pairs),
            Samples = model is AutoEncoderSpec ? [] : SampleGenerator.PerCluster(model, store, perRow, header.Training.Seed, workers),
            SamplesPerRow = perRow,
        };
    }

    /// <summary>Labels by expectation-maximisation where that takes seconds: on the generated data, with as many components as true labels.</summary>
    private static int[]? MixtureLabels(DataSplits data)
    {
        if (data.Test.HoldsBytes || data.Train.Labels is not { } labels)
            return null;
        var components = labels.ToArray().Distinct().Count();
        var fitted = DataSplits.With(data.Train.Subset("mixture", Spread(data.Train.Rows, MixtureRows)), data.Test, data.Preprocessing);
        return MixtureBaseline.Label(fitted, components, RandomKey.FromSeed(0).Fold("mixture labels")).Test.MixtureLabels!.Value.ToArray();
    }

    /// <summary>At most <paramref name="most"/> rows, evenly spread.</summary>
    private static int[] Spread(int rows, int most)
    {
        var count = Math.Min(rows, most);
        return [.. Enumerable.Range(0, count).Select(i => (int)((long)i * rows / count))];
    }

    private static float[] Rows(ReadOnlySpan<float> matrix, int[] rows, int width)
    {
        var result = new float[rows.Length * width];
        for (var i = 0; i < rows.Length; i++)
            matrix.Slice(rows[i] * width, width).CopyTo(result.AsSpan(i * width));
        return result;
    }

    private static (double[] Points, (double First, double Second) Explained) InTwoDimensions(float[] codes, int rows, int width)
    {
        if (width == 1)
            return ([.. codes.SelectMany(code => new[] { code, 0.0 })], (1, 0));
        if (width == 2)
            return ([.. codes.Select(code => (double)code)], (double.NaN, double.NaN));
        var fitted = PrincipalComponents.Fit(codes, rows, width, 2);
        return (fitted.Project(codes, rows), (fitted.ExplainedVarianceRatio[0], fitted.ExplainedVarianceRatio[1]));
    }
}
