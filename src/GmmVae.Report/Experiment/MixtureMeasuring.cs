using GmmVae.Domain.Clustering;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Models;
using GmmVae.Domain.Numerics;
using GmmVae.Engine.Data;
using GmmVae.Engine.Inference;
using GmmVae.Engine.Training;

namespace GmmVae.Report.Experiment;

/// <summary>Measures what the cluster indicator and what the noise of a mixture model decide.</summary>
internal sealed class MixtureMeasuring(TrainedModel model, DataSplits data, Judge judge, ReproductionOptions options)
{
    private const int Columns = 10;
    private const int StyleSide = 9;
    private const int SamplesPerCluster = 200;
    private const int Styles = 20;
    private const int PerStyle = 10;

    private readonly GaussianMixtureSpec spec = (GaussianMixtureSpec)model.Model;

    internal MixtureReport Measure(ClusterProbabilities clustering, int[] labels)
    {
        var clusters = ClusterAssignment.MostProbable(clustering.Own.Span, labels.Length, spec.Clusters);
        // Rows of tables follow the classes, so that what lies right lies on the diagonal.
        var match = ClusterAccuracy.Hungarian(clusters, labels, spec.Clusters).LabelOfCluster;
        int[] order = [.. Enumerable.Range(0, spec.Clusters).OrderBy(k => match[k] < 0 ? int.MaxValue : match[k])];
        var confusion = new int[spec.Clusters, labels.Max() + 1];
        for (var i = 0; i < clusters.Length; i++)
            confusion[Array.IndexOf(order, clusters[i]), labels[i]]++;
        var own = ClusterAccuracy.Majority(clusters, labels, spec.Clusters).LabelOfCluster.ToArray();
        return new MixtureReport
        {
            Confusion = confusion,
            ClusterOfRow = order,
            ClassOfCluster = Array.ConvertAll(order, k => own[k]),
            SameNoise = Ordered(Table(Columns, NoiseSharing.All)),
            SameStyle = Ordered(Table(Columns, NoiseSharing.Style)),
            Columns = Columns,
            StyleGrid = Ordered(Grid()),
            StyleSide = StyleSide,
            StyleReach = StandardNormal.Quantile((StyleSide - 0.5) / StyleSide),
            Measures = Indicator(clusters, labels, own),
            StyleShare = Shares(own),
            Style = data.Test.Image is { Channels: 1 } image ? StyleOf(image, own) : null,
        };

        float[] Ordered(float[] table)
        {
            var size = table.Length / spec.Clusters;
            return [.. order.SelectMany(k => table.AsSpan(k * size, size).ToArray())];
        }
    }

    private StyleShare Shares(int[] own)
    {
        using var generator = model.Generator(null);
        float[][] samples = [.. Enumerable.Range(0, spec.Clusters).Where(k => own[k] >= 0)
            .Select(k => generator.OfStyles(k, Styles, PerStyle, options.Seed))];
        return StyleShares.Of(samples, Styles, PerStyle, RandomKey.FromSeed(options.Seed).Fold("styles"));
    }

    private MixtureMeasures Indicator(int[] clusters, int[] labels, int[] own)
    {
        var said = judge.On(Table(SamplesPerCluster, NoiseSharing.Fresh)).MostProbable();
        var shares = Enumerable.Range(0, spec.Clusters)
            .Where(k => own[k] >= 0)
            .Select(k => said.Skip(k * SamplesPerCluster).Take(SamplesPerCluster).Count(label => label ==
                own[k]) / (double)SamplesPerCluster)
            .ToArray();
        return new MixtureMeasures(
            ClusterAccuracy.Hungarian(clusters, labels, spec.Clusters).Accuracy,
            MutualInformation.Normalized(clusters, labels),
            shares.Average(),
            shares.Min(),
            own.Where(label => label >= 0).Distinct().Count(),
            labels.Distinct().Count());
    }

    private StyleReport StyleOf(ImageShape image, int[] own)
    {
        var used = Enumerable.Range(0, spec.Clusters).Where(k => own[k] >= 0).ToArray();
        var (thicknessStyle, slantStyle) = Strokes(NoiseSharing.Style);
        var (thicknessNoise, slantNoise) = Strokes(NoiseSharing.All);
        var (thicknessFresh, slantFresh) = Strokes(NoiseSharing.Fresh);
        return new StyleReport(
            Pairs(thicknessStyle), Pairs(slantStyle),
            Pairs(thicknessNoise), Pairs(slantNoise),
            Pairs(thicknessFresh), Pairs(slantFresh),
            EffectShares.Of(thicknessStyle, used.Length, SamplesPerCluster),
            EffectShares.Of(slantStyle, used.Length, SamplesPerCluster),
            Within(thicknessFresh), Within(slantFresh));

        double Pairs(double[] values) => Correlation.MeanOfPairs(values, used.Length, SamplesPerCluster);

        double Within(double[] values)
        {
            var squares = 0.0;
            foreach (var row in values.Chunk(SamplesPerCluster))
            {
                var mean = row.Average();
                squares += row.Sum(value => (value - mean) * (value - mean));
            }

            return Math.Sqrt(squares / values.Length);
        }

        (double[] Thickness, double[] Slant) Strokes(NoiseSharing sharing)
        {
            var samples = Table(SamplesPerCluster, sharing);
            var strokes = used
                .SelectMany(k => Enumerable.Range(k * SamplesPerCluster, SamplesPerCluster))
                .Select(row => StrokeMeasures.Of(samples.AsSpan(row * image.Features, image.Features), image.Height, image.Width))
                .ToArray();
            return ([.. strokes.Select(stroke => stroke.Thickness)], [.. strokes.Select(stroke => stroke.Slant)]);
        }
    }

    /// <summary>Samples of every cluster, [clusters, columns, features].</summary>
    private float[] Table(int columns, NoiseSharing sharing)
    {
        using var generator = model.Generator(null);
        return generator.OfEveryCluster(columns, sharing, options.Seed);
    }

    /// <summary>The mean of every cluster over a grid of styles.</summary>
    private float[] Grid()
    {
        using var generator = model.Generator(null);
        return [.. Enumerable.Range(0, spec.Clusters).SelectMany(cluster => generator.Sweep(cluster, StyleSide))];
    }
}
