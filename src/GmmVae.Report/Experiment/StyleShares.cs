using GmmVae.Domain.Numerics;

namespace GmmVae.Report.Experiment;

/// <summary>
/// What a grouping explains of the variance of vectors, and whether that is more than chance: a one-way analysis of variance over all
/// features, and a permutation test.
/// </summary>
internal static class StyleShares
{
    private const int Shuffles = 199;

    /// <summary>
    /// Of clusters [clusters, styles, per style, features]: in each, the share of the variance that lies between styles; the mean over
    /// clusters, beside that of shuffled styles. A cluster that does not vary explains nothing.
    /// </summary>
    internal static StyleShare Of(IReadOnlyList<float[]> clusters, int styles, int perStyle, RandomKey key)
    {
        var rows = styles * perStyle;
        var products = clusters.Select(cluster => Products(cluster, rows)).ToArray();
        var explained = Explained(products, [.. Enumerable.Range(0, rows)], perStyle);
        var shuffled = new double[Shuffles];
        for (var i = 0; i < Shuffles; i++)
            shuffled[i] = Explained(products, key.Fold((ulong)i).Permutation(rows), perStyle);
        return new StyleShare(explained, shuffled.Average(), (1.0 + shuffled.Count(value => value >= explained)) / (Shuffles + 1));
    }

    private static double Explained(double[][] clusters, int[] order, int perStyle) =>
        clusters.Average(products => Share(products, order, perStyle));

    /// <summary>Inner products of the rows about their mean, [rows, rows].</summary>
    private static double[] Products(float[] cluster, int rows)
    {
        var features = cluster.Length / rows;
        var centred = new double[rows * features];
        for (var feature = 0; feature < features; feature++)
        {
            var mean = 0.0;
            for (var row = 0; row < rows; row++) mean += cluster[(row * features) + feature] / (double)rows;
            for (var row = 0; row < rows; row++) centred[(row * features) + feature] = cluster[(row * features) + feature] - mean;
        }

        var products = new double[rows * rows];
        for (var i = 0; i < rows; i++)
            for (var j = 0; j <= i; j++)
            {
                var sum = 0.0;
                for (var feature = 0; feature < features; feature++)
                    sum += centred[(i * features) + feature] * centred[(j * features) + feature];
                products[(i * rows) + j] = products[(j * rows) + i] = sum;
            }

        return products;
    }

    private static double Share(double[] products, int[] order, int perStyle)
    {
        var (rows, between, total) = (order.Length, 0.0, 0.0);
        for (var i = 0; i < rows; i++)
        {
            total += products[(i * rows) + i];
            var first = i / perStyle * perStyle;
            for (var j = first; j < first + perStyle; j++)
                between += products[(order[i] * rows) + order[j]] / perStyle;
        }

        return total > 0 ? between / total : 0;
    }
}
