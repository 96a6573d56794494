using GmmVae.Domain.Models;
using GmmVae.Domain.Numerics;

namespace GmmVae.Domain.Clustering;

/// <summary>A fitted mixture as the parameters of a <see cref="PlainMixtureSpec"/>, and back.</summary>
internal static class MixtureTensors
{
    /// <summary>Keeps ln π finite where a cluster has no rows.</summary>
    private const double LeastShare = 1e-30;

    /// <summary>The values of each parameter of <see cref="PlainMixture"/> by name, row-major.</summary>
    public static IEnumerable<(string Name, float[] Values)> Of(FittedMixture fitted)
    {
        var (clusters, features) = (fitted.Weights.Count, fitted.Dimensions);
        yield return (PlainMixture.Shares, Array.ConvertAll(fitted.Weights.ToArray(), weight => (float)Math.Max(weight, LeastShare)));
        var parameters = fitted.Parameters;
        if (parameters.IsAxisAligned)
        {
            yield return (PlainMixture.Means, Single(parameters.Means));
            var spread = Enumerable.Range(0, clusters * features).Select(i =>
                PortableMath.Log(parameters.CovarianceOf(i / features)[parameters.Kind == CovarianceKind.Spherical ? 0 : i % features]));
            yield return (PlainMixture.LogVariances, Single(spread));
            yield break;
        }

        var (means, logVariances, axes) = (new float[clusters * features], new float[clusters * features],
            new float[features * clusters * features]);
        for (var k = 0; k < clusters; k++)
        {
            var (values, vectors) = SymmetricEigen.Decompose(parameters.CovarianceOf(k), features);
            for (var j = 0; j < features; j++)
            {
                var axis = DeterministicSums.Row(vectors, j, DeterministicSums.Stride(features));
                var mean = 0.0;
                for (var i = 0; i < features; i++)
                {
                    mean += axis[i] * parameters.Mean(k)[i];
                    axes[(i * clusters * features) + (k * features) + j] = (float)axis[i];
                }

                means[(k * features) + j] = (float)mean;
                logVariances[(k * features) + j] = (float)PortableMath.Log(values[j]);
            }
        }

        yield return (PlainMixture.Means, means);
        yield return (PlainMixture.LogVariances, logVariances);
        yield return (PlainMixture.Axes, axes);
    }

    /// <summary>The covariance of a cluster, [features, features], from the parameters' values.</summary>
    public static double[] Covariance(PlainMixtureSpec spec, int cluster, ReadOnlySpan<float> logVariances, ReadOnlySpan<float> axes)
    {
        var n = spec.Features;
        var covariance = new double[n * n];
        for (var j = 0; j < n; j++)
        {
            var variance = PortableMath.Exp(logVariances[(cluster * n) + j]);
            if (spec.IsAxisAligned)
                covariance[(j * n) + j] = variance;
            else
                for (var a = 0; a < n; a++)
                    for (var b = 0; b < n; b++)
                        covariance[(a * n) + b] += variance * Axis(axes, a, j) * Axis(axes, b, j);
        }

        return covariance;

        double Axis(ReadOnlySpan<float> all, int feature, int axis) => all[(feature * spec.Clusters * n) + (cluster * n) + axis];
    }

    private static float[] Single(IEnumerable<double> values) => [.. values.Select(value => (float)value)];
}
