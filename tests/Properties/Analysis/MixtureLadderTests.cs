using static LanguageExt.Prelude;

namespace GmmVae.Tests.Properties;

public sealed class MixtureLadderTests
{
    /// <summary>Two clusters in the plane with the given deviations along their own axes, turned by the given angles.</summary>
    public static TheoryData<CovarianceKind, double[], double[]> Shapes => new()
    {
        { CovarianceKind.Spherical, [0.4, 0.4, 1, 1], [0, 0] },
        { CovarianceKind.Diagonal, [0.3, 1.5, 1.2, 0.4], [0, 0] },
        { CovarianceKind.Tied, [0.3, 1.5, 0.3, 1.5], [0.7, 0.7] },
        { CovarianceKind.Full, [0.3, 1.5, 0.3, 1.5], [0.7, -0.7] },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_covariance_that_rows_were_drawn_with_is_chosen(CovarianceKind kind, double[] deviations, double[] angles)
    {
        const int Rows = 600;
        var key = RandomKey.FromSeed(3);
        var data = new float[Rows * 2];
        for (var row = 0; row < Rows; row++)
        {
            var k = row % 2;
            var (a, b) = (deviations[2 * k] * key.Normal((ulong)(2 * row)), deviations[(2 * k) + 1] * key.Normal((ulong)(2 * row) + 1));
            data[2 * row] = (float)((6 * k) + (Math.Cos(angles[k]) * a) - (Math.Sin(angles[k]) * b));
            data[(2 * row) + 1] = (float)((Math.Sin(angles[k]) * a) + (Math.Cos(angles[k]) * b));
        }

        var fitted = MixtureLadder.Fit(data, Rows, 2, Array(2, 3), toArray(Enum.GetValues<CovarianceKind>()), key).ToArray();
        Assert.Equal(8, fitted.Length);
        var best = fitted.MinBy(mixture => mixture.Bic(Rows))!;
        Assert.Equal((kind, 2), (best.Covariance, best.Weights.Count));
    }

    [Fact]
    public void A_network_is_chosen_only_where_its_clusters_tell_more()
    {
        var (better, other) = (new LadderRung("full mixture", 3, 44, -2, 4.5), new LadderRung("tied mixture", 3, 24, -2.3, 4.9));
        Assert.Equal("full mixture", LadderChoice.Of(better, Array(other, better), null).Rung);
        Assert.Contains("0.400 nats", LadderChoice.Of(better, Array(other, better), null).Why, StringComparison.Ordinal);
        Assert.Equal("full mixture", LadderChoice.Of(better, Array(other, better), (0.9, 0.9)).Rung);
        Assert.Equal(LadderChoice.Network, LadderChoice.Of(better, Array(other, better), (0.9, 0.91)).Rung);
    }

    [Theory]
    [InlineData(CovarianceKind.Spherical)]
    [InlineData(CovarianceKind.Diagonal)]
    [InlineData(CovarianceKind.Tied)]
    [InlineData(CovarianceKind.Full)]
    public void The_model_scores_assigns_and_samples_as_the_mixture_says(CovarianceKind kind)
    {
        var rows = SmallData.Rows(300);
        using var model = new GaussianMixture(new() { Clusters = SmallData.Clouds, Covariance = kind, Threads = 1 });
        model.Fit(rows);
        var (scores, probabilities, weights) = (model.Score(rows), model.PredictProbabilities(rows), model.Weights);
        for (var row = 0; row < rows.Rows; row += 30)
        {
            // ln p in the model's units, which are standardised: the determinant of the scales is the same for every row.
            var densities = Enumerable.Range(0, SmallData.Clouds).Select(k =>
                Math.Log(weights[k]) + LogNormal([.. rows.Row(row)], [.. model.Means.Row(k)], model.Covariances[k])).ToArray();
            var whole = densities.Max() + Math.Log(densities.Sum(d => Math.Exp(d - densities.Max())));
            var first = densities[0] - whole;
            Assert.Equal(Math.Exp(first), probabilities[row, 0], 1e-4);
            Assert.Equal(-whole - scores[row], -LogDensityOf(rows.Row(0)) - scores[0], 1e-3);
        }

        var many = model.Sample(20_000, out var clusters, seed: 2);
        for (var k = 0; k < SmallData.Clouds; k++)
        {
            int[] own = [.. Enumerable.Range(0, many.Rows).Where(row => clusters[row] == k)];
            Assert.Equal(weights[k], own.Length / (double)many.Rows, 0.02);
            for (var i = 0; i < SmallData.Features; i++)
                for (var j = 0; j < SmallData.Features; j++)
                {
                    var (a, b, covariance) = (model.Means[k, i], model.Means[k, j], model.Covariances[k]);
                    var sample = own.Average(row => (many[row, i] - a) * (many[row, j] - b));
                    Assert.Equal(covariance[i, j], sample, 0.08 * Math.Sqrt(covariance[i, i] * covariance[j, j]));
                }
        }

        double LogDensityOf(IEnumerable<float> row)
        {
            float[] values = [.. row];
            var all = Enumerable.Range(0, SmallData.Clouds).Select(k =>
                Math.Log(weights[k]) + LogNormal(values, [.. model.Means.Row(k)], model.Covariances[k])).ToArray();
            return all.Max() + Math.Log(all.Sum(d => Math.Exp(d - all.Max())));
        }
    }

    private static double LogNormal(float[] x, float[] mean, Matrix covariance)
    {
        var n = x.Length;
        var (inverse, logarithm) = Cholesky.InverseFactor([.. covariance.ToArray().Select(value => (double)value)], n);
        var stride = DeterministicSums.Stride(n);
        var sum = 0.0;
        for (var i = 0; i < n; i++)
        {
            var z = Enumerable.Range(0, i + 1).Sum(j => inverse[(i * stride) + j] * (x[j] - mean[j]));
            sum += z * z;
        }

        return logarithm - (0.5 * sum) - (0.5 * n * Math.Log(2 * Math.PI));
    }
}
