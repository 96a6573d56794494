using GmmVae.Domain;
using GmmVae.Engine;

namespace GmmVae;

/// <summary>Measures what the cluster indicator and what the noise of a mixture model decide.</summary>
internal sealed class MixtureMeasuring(TrainedModel model, DataSplits data, Judge judge, ReproductionOptions options)
{
    private const int Columns = 10;
    private const int StyleSide = 9;
    private const double StyleReach = 2;
    private const int SamplesPerCluster = 200;

    private readonly GaussianMixtureSpec spec = (GaussianMixtureSpec)model.Model;
    private readonly RandomKey key = RandomKey.FromSeed(options.Seed).Fold("mixture samples");

    /// <summary>What differs between the clusters of a table of samples besides the cluster.</summary>
    private enum Sharing
    {
        /// <summary>Nothing.</summary>
        StyleAndCode,

        /// <summary>The code noise.</summary>
        Style,

        /// <summary>Both noises.</summary>
        Nothing,
    }

    internal MixtureReport Measure(ClusterProbabilities clustering, int[] labels)
    {
        var clusters = ClusterAssignment.MostProbable(clustering.Own.Span, labels.Length, spec.Clusters);
        var confusion = new int[spec.Clusters, labels.Max() + 1];
        for (var i = 0; i < clusters.Length; i++)
            confusion[clusters[i], labels[i]]++;
        var own = ClusterAccuracy.Majority(clusters, labels, spec.Clusters).LabelOfCluster.ToArray();
        return new MixtureReport
        {
            Confusion = confusion,
            ClassOfCluster = own,
            SameNoise = Table(Columns, Sharing.StyleAndCode),
            SameStyle = Table(Columns, Sharing.Style),
            Columns = Columns,
            StyleGrid = Grid(),
            StyleSide = StyleSide,
            StyleReach = StyleReach,
            Measures = Indicator(clusters, labels, own),
            Style = data.Test.Image is { Channels: 1 } image ? StyleOf(image, own) : null,
        };
    }

    private MixtureMeasures Indicator(int[] clusters, int[] labels, int[] own)
    {
        var said = judge.On(Table(SamplesPerCluster, Sharing.Nothing)).MostProbable();
        var shares = Enumerable.Range(0, spec.Clusters)
            .Where(k => own[k] >= 0)
            .Select(k => said.Skip(k * SamplesPerCluster).Take(SamplesPerCluster).Count(label => label == own[k]) / (double)SamplesPerCluster)
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
        var (thicknessStyle, slantStyle) = Strokes(Sharing.Style);
        var (thicknessNoise, slantNoise) = Strokes(Sharing.StyleAndCode);
        var (thicknessFresh, slantFresh) = Strokes(Sharing.Nothing);
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

        (double[] Thickness, double[] Slant) Strokes(Sharing sharing)
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
    private float[] Table(int columns, Sharing sharing)
    {
        var style = Noise("style", columns * spec.Style, sharing == Sharing.Nothing);
        var code = Noise("code", columns * spec.Latent, sharing != Sharing.StyleAndCode);
        return model.Generative.Sample(ClustersInTurn(columns), style, code);
    }

    /// <summary>Samples of every cluster over a grid of the first two dimensions of the style, with no other noise.</summary>
    private float[] Grid()
    {
        const int Cells = StyleSide * StyleSide;
        var style = new float[spec.Clusters * Cells * spec.Style];
        for (var row = 0; row < spec.Clusters * Cells; row++)
        {
            style[row * spec.Style] = At(row % StyleSide);
            if (spec.Style > 1)
                style[(row * spec.Style) + 1] = -At(row % Cells / StyleSide);
        }

        return model.Generative.Sample(ClustersInTurn(Cells), style, new float[spec.Clusters * Cells * spec.Latent]);

        static float At(int place) => (float)(StyleReach * ((2.0 * place / (StyleSide - 1)) - 1));
    }

    private int[] ClustersInTurn(int columns) => [.. Enumerable.Range(0, spec.Clusters * columns).Select(row => row / columns)];

    /// <summary>Noise for every cluster: the same numbers for each, or others.</summary>
    private float[] Noise(string purpose, int count, bool isFresh) =>
        [.. Enumerable.Range(0, spec.Clusters).SelectMany(k => TrainedModel.Noise(key.Fold(purpose).Fold(isFresh ? (ulong)k + 1 : 0), count))];
}
