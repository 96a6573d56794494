using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public sealed class GaussianMixtureTests
{
    private static readonly Arbitrary<(Clouds.Cloud Cloud, CovarianceKind Kind)> Fits = (
        from cloud in Clouds.Any.Generator
        from kind in Gen.Elements(CovarianceKind.Diagonal, CovarianceKind.Full)
        select (cloud, kind)).ToArbitrary();

    [Law(nameof(Fits), MaxTest = 200)]
    public bool The_likelihood_never_falls((Clouds.Cloud Cloud, CovarianceKind Kind) f)
    {
        var trace = Fit(f.Cloud, f.Kind).LogLikelihoods.ToArray();
        return trace.Length >= 2
            && trace.Zip(trace.Skip(1), (a, b) => b >= a - 1e-9 * Math.Max(1, Math.Abs(a))).All(x => x);
    }

    [Law(nameof(Fits))]
    public bool Responsibilities_sum_to_one_and_prediction_takes_the_largest((Clouds.Cloud Cloud, CovarianceKind Kind) f)
    {
        var (c, k) = (f.Cloud, f.Cloud.Clusters);
        var fitted = Fit(c, f.Kind);
        var rows = fitted.Responsibilities(c.Data, c.Rows).Chunk(k).ToArray();
        var predicted = fitted.Predict(c.Data, c.Rows);
        return rows.All(r => Math.Abs(r.Sum() - 1) < 1e-12 && r.All(p => p is >= 0 and <= 1))
            && Math.Abs(fitted.Weights.ToArray().Sum() - 1) < 1e-12
            && predicted.Zip(rows, (p, r) => r[p] == r.Max()).All(x => x);
    }

    [Law(typeof(Clouds), nameof(Clouds.Any))]
    public bool The_likelihood_is_that_of_the_density_written_out(Clouds.Cloud c)
    {
        var fitted = Fit(c, CovarianceKind.Diagonal);
        var naive = c.Data.Chunk(c.Dimensions).Average(p =>
        {
            var terms = Enumerable.Range(0, c.Clusters).Select(k => Math.Log(fitted.Weights[k])
                + Enumerable.Range(0, c.Dimensions).Sum(j => LogNormal(
                    p[j], fitted.Means[k * c.Dimensions + j], fitted.Covariances[k * c.Dimensions + j]))).ToArray();
            return terms.Max() + Math.Log(terms.Sum(t => Math.Exp(t - terms.Max())));
        });
        return Math.Abs(naive - fitted.MeanLogLikelihood(c.Data, c.Rows)) < 1e-9 * Math.Max(1, Math.Abs(naive))
            && fitted.LogLikelihoods.Last() == fitted.MeanLogLikelihood(c.Data, c.Rows);
    }

    [Law(typeof(Clouds), nameof(Clouds.Any))]
    public bool One_full_Gaussian_has_the_sample_mean_covariance_and_entropy(Clouds.Cloud c)
    {
        var fitted = FittedMixture.Fit(c.Data, c.Rows, c.Dimensions, 1, c.Key);
        var points = c.Data.Chunk(c.Dimensions).ToArray();
        var same = true;
        for (var i = 0; i < c.Dimensions; i++)
            for (var j = 0; j < c.Dimensions; j++)
            {
                var (a, b) = (points.Average(p => (double)p[i]), points.Average(p => (double)p[j]));
                var sample = points.Average(p => (p[i] - a) * (p[j] - b));
                // Raised eigenvalues may move an entry by the floor.
                same &= Math.Abs(sample - fitted.Covariances[i * c.Dimensions + j]) < 1e-5
                    && Math.Abs(a - fitted.Means[i]) < 1e-9;
            }

        return same;
    }

    [Law(typeof(Clouds), nameof(Clouds.Any))]
    public bool A_full_covariance_fits_at_least_as_well_as_a_diagonal_one_from_one_cluster(Clouds.Cloud c) =>
        Fit(c with { Clusters = 1 }, CovarianceKind.Full).LogLikelihoods.Last()
            >= Fit(c with { Clusters = 1 }, CovarianceKind.Diagonal).LogLikelihoods.Last() - 1e-9;

    [Law(typeof(Clouds), nameof(Clouds.Any))]
    public bool A_full_mixture_moves_with_a_rotation_of_the_plane(Clouds.Cloud c)
    {
        var (cloud, _) = Clouds.Separated(90, 2, 3, c.Key);
        var turned = cloud.Data.Chunk(2).SelectMany(p => new[] { -p[1], p[0] }).ToArray();
        var (a, b) = (Fit(cloud, CovarianceKind.Full), Fit(cloud with { Data = turned }, CovarianceKind.Full));
        return Math.Abs(a.LogLikelihoods.Last() - b.LogLikelihoods.Last()) < 1e-9;
    }

    [Law(nameof(Fits))]
    public bool Far_apart_blobs_are_recovered_with_their_parameters((Clouds.Cloud Cloud, CovarianceKind Kind) f)
    {
        var (cloud, blobs) = Clouds.Separated(600, f.Cloud.Dimensions, 3, f.Cloud.Key);
        var fitted = Fit(cloud, f.Kind);
        var predicted = fitted.Predict(cloud.Data, cloud.Rows);
        var variances = f.Kind == CovarianceKind.Full
            ? Enumerable.Range(0, 3 * cloud.Dimensions).Select(i =>
                fitted.Covariances[i * cloud.Dimensions + i % cloud.Dimensions])
            : fitted.Covariances;
        return ClusterAccuracy.Hungarian(predicted, blobs).Accuracy == 1
            && fitted.Weights.All(w => Math.Abs(w - 1.0 / 3) < 1e-6)
            && variances.All(v => v is > 0.5 and < 1.7);
    }

    [Law(nameof(Fits))]
    public bool The_same_key_gives_the_same_bits((Clouds.Cloud Cloud, CovarianceKind Kind) f) =>
        Fit(f.Cloud, f.Kind) == Fit(f.Cloud, f.Kind);

    [Fact]
    public void The_variance_floor_holds_for_repeated_points_and_constant_features()
    {
        float[] data = [1, 7, 1, 7, 1, 7, 5, 7, 5, 7, 5, 7];
        foreach (var kind in new[] { CovarianceKind.Diagonal, CovarianceKind.Full })
        {
            var options = new MixtureOptions(kind, VarianceFloor: 0.01);
            var fitted = FittedMixture.Fit(data, 6, 2, 2, RandomKey.FromSeed(2), options);
            double[] one = kind == CovarianceKind.Full ? [0.01, 0, 0, 0.01] : [0.01, 0.01];
            var flat = fitted.Covariances.ToArray();
            Assert.Equal(one.Length * 2, flat.Length);
            for (var i = 0; i < flat.Length; i++) Assert.Equal(one[i % one.Length], flat[i], 1e-12);
        }
    }

    [Fact]
    public void Data_of_extreme_scale_are_fitted_and_unusable_arguments_refused()
    {
        var key = RandomKey.FromSeed(9);
        var huge = Enumerable.Range(0, 120).Select(i => i % 3 == 0 ? 1e12f * i : (float)key.Normal((ulong)i)).ToArray();
        var fitted = FittedMixture.Fit(huge, 40, 3, 2, key);
        Assert.All(fitted.LogLikelihoods.ToArray(), x => Assert.True(double.IsFinite(x)));
        Assert.Throws<ArgumentOutOfRangeException>(() => FittedMixture.Fit([1, 2], 2, 1, 3, key));
        Assert.Throws<ArgumentException>(() => FittedMixture.Fit([1, float.NaN], 2, 1, 1, key));
        Assert.Throws<ArgumentException>(
            () => FittedMixture.Fit([1, 2], 2, 1, 1, key, new MixtureOptions(VarianceFloor: 0)));
    }

    private static FittedMixture Fit(Clouds.Cloud c, CovarianceKind kind) =>
        FittedMixture.Fit(c.Data, c.Rows, c.Dimensions, c.Clusters, c.Key, new MixtureOptions(kind, 2, 60));

    private static double LogNormal(double x, double mean, double variance) =>
        -0.5 * (Math.Log(2 * Math.PI * variance) + (x - mean) * (x - mean) / variance);
}
