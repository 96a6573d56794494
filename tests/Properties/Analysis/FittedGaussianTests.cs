using FsCheck;
using FsCheck.Fluent;
using GmmVae.Domain;

namespace GmmVae.Tests.Properties;

public sealed class FittedGaussianTests
{
    private static readonly Gen<(float[] Cloud, int Rows, int Dimensions, RandomKey Key)> Clouds =
        from rows in Gen.Choose(1, 50)
        from dimensions in Gen.Choose(1, 9)
        from key in Partitions.Keys
        select ((float[])[.. Enumerable.Range(0, rows * dimensions).Select(i => (float)key.Normal((ulong)i))], rows, dimensions, key);

    [Fact]
    public void Mean_and_covariance_are_the_definitions_written_out() => Laws.Hold(Clouds, given =>
    {
        var (cloud, rows, dimensions, _) = given;
        var fitted = FittedGaussian.Fit(cloud, rows, dimensions);
        var points = cloud.Chunk(dimensions).ToArray();
        for (var j = 0; j < dimensions; j++)
        {
            Laws.Close(points.Average(point => (double)point[j]), fitted.Mean[j], 1e-9);
            for (var k = 0; k < dimensions; k++)
                Laws.Close(
                    points.Average(point => (point[j] - fitted.Mean[j]) * (point[k] - fitted.Mean[k])),
                    fitted.Covariance[(j * dimensions) + k],
                    1e-9);
        }
    });

    [Fact]
    public void Samples_of_much_noise_have_the_fitted_moments_and_those_of_none_are_the_mean() => Laws.Hold(Clouds, given =>
    {
        const int Samples = 4000;
        var (cloud, rows, dimensions, key) = given;
        var fitted = FittedGaussian.Fit(cloud, rows, dimensions);
        var noise = Enumerable.Range(0, Samples * dimensions).Select(i => (float)key.Fold("noise").Normal((ulong)i)).ToArray();
        var again = FittedGaussian.Fit(fitted.Sample(noise, Samples), Samples, dimensions);
        for (var i = 0; i < fitted.Covariance.Count; i++)
            Laws.Close(fitted.Covariance[i], again.Covariance[i], 0.25);
        for (var j = 0; j < dimensions; j++)
        {
            Laws.Close(fitted.Mean[j], again.Mean[j], 0.2);
            Laws.Close(fitted.Mean[j], fitted.Sample(new float[dimensions], 1)[j], 1e-6);
        }
    }, count: 20);
}
