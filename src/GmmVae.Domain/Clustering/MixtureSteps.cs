using GmmVae.Domain.Models;
using GmmVae.Domain.Numerics;

namespace GmmVae.Domain.Clustering;

/// <summary>The two steps of expectation-maximisation, on padded double-precision rows.</summary>
internal static class MixtureSteps
{
    private static readonly double LogTwoPi = PortableMath.Log(Math.Tau);

    /// <summary>
    /// Fills the responsibilities [rows, clusters] and gives the mean log-likelihood of a row; of a blurred one the expected
    /// log-density, ln N(y; μ, Σ) − ½ blur · tr Σ⁻¹, takes the density's place.
    /// </summary>
    public static double Expect(
        double[] points, int rows, MixtureParameters parameters, double[] responsibilities, double blur = 0)
    {
        var (clusters, dimensions) = (parameters.Clusters, parameters.Dimensions);
        var stride = DeterministicSums.Stride(dimensions);
        var centered = new double[stride];
        var (whitening, logDeterminant) = parameters.Whiten(0);
        for (var k = 0; k < clusters; k++)
        {
            if (k > 0 && parameters.Kind != CovarianceKind.Tied)
                (whitening, logDeterminant) = parameters.Whiten(k);
            var mean = parameters.Mean(k);
            var constant = PortableMath.Log(parameters.Weights[k]) + logDeterminant - 0.5 * dimensions * LogTwoPi
                - (blur == 0 ? 0 : 0.5 * blur * DeterministicSums.Dot(whitening, whitening));
            for (var i = 0; i < rows; i++)
            {
                var point = DeterministicSums.Row(points, i, stride);
                for (var j = 0; j < dimensions; j++) centered[j] = point[j] - mean[j];
                responsibilities[i * clusters + k] = constant - 0.5 * SquaredNorm(whitening, centered, parameters);
            }
        }

        var total = 0.0;
        for (var i = 0; i < rows; i++)
        {
            var row = responsibilities.AsSpan(i * clusters, clusters);
            var logDensity = PortableMath.LogSumExp(row);
            foreach (ref var r in row) r = PortableMath.Exp(r - logDensity);
            total += logDensity;
        }

        return total / rows;
    }

    /// <summary>Replaces the parameters by the weighted maximum-likelihood estimates above the floor, of blurred rows.</summary>
    public static void Maximize(
        double[] points, int rows, MixtureParameters parameters, double[] responsibilities, double floor, double blur = 0)
    {
        var (clusters, dimensions) = (parameters.Clusters, parameters.Dimensions);
        var weights = new double[rows];
        var shared = new double[dimensions * DeterministicSums.Stride(dimensions)];
        for (var k = 0; k < clusters; k++)
        {
            var size = 0.0;
            for (var i = 0; i < rows; i++) size += weights[i] = responsibilities[i * clusters + k];
            parameters.Weights[k] = size / rows;

            // A cluster this small would divide rounding errors by each other.
            if (size < 1e-100) continue;
            var mean = parameters.Mean(k);
            var covariance = parameters.CovarianceOf(k);
            EstimateMean(points, weights, size, mean);
            switch (parameters.Kind)
            {
                case CovarianceKind.Spherical:
                    EstimateSpherical(points, weights, size, mean, covariance, floor, blur);
                    break;
                case CovarianceKind.Diagonal:
                    EstimateDiagonal(points, weights, size, mean, covariance, floor, blur);
                    break;
                case CovarianceKind.Tied:
                    AddScatter(points, weights, mean, shared);
                    break;
                default:
                    Array.Clear(shared);
                    AddScatter(points, weights, mean, shared);
                    SetCovariance(shared, size, dimensions, covariance, floor, blur);
                    break;
            }
        }

        if (parameters.Kind == CovarianceKind.Tied)
            SetCovariance(shared, rows, dimensions, parameters.Covariances, floor, blur);
    }

    private static double SquaredNorm(double[] whitening, double[] centered, MixtureParameters parameters)
    {
        var stride = centered.Length;
        var sum = 0.0;
        if (parameters.IsAxisAligned)
            for (var j = 0; j < parameters.Dimensions; j++)
            {
                var x = whitening[j] * centered[j];
                sum += x * x;
            }
        else
            for (var j = 0; j < parameters.Dimensions; j++)
            {
                // Row j of a lower factor ends at column j.
                var used = DeterministicSums.Stride(j + 1);
                var x = DeterministicSums.Dot(whitening.AsSpan(j * stride, used), centered.AsSpan(0, used));
                sum += x * x;
            }

        return sum;
    }

    private static void EstimateMean(double[] points, double[] weights, double size, Span<double> mean)
    {
        var stride = DeterministicSums.Stride(mean.Length);
        var sum = new double[stride];
        for (var i = 0; i < weights.Length; i++)
            if (weights[i] != 0)
                DeterministicSums.AddScaled(sum, weights[i], DeterministicSums.Row(points, i, stride));
        for (var j = 0; j < mean.Length; j++) mean[j] = sum[j] / size;
    }

    private static void EstimateDiagonal(
        double[] points, double[] weights, double size, ReadOnlySpan<double> mean, Span<double> variance, double floor,
        double blur)
    {
        var stride = DeterministicSums.Stride(mean.Length);
        variance.Clear();
        for (var i = 0; i < weights.Length; i++)
            for (var j = 0; j < mean.Length; j++)
            {
                var x = points[i * stride + j] - mean[j];
                variance[j] += weights[i] * x * x;
            }

        foreach (ref var v in variance) v = Math.Max((v / size) + blur, floor);
    }

    private static void EstimateSpherical(
        double[] points, double[] weights, double size, ReadOnlySpan<double> mean, Span<double> variance, double floor,
        double blur)
    {
        var each = new double[mean.Length];
        EstimateDiagonal(points, weights, size, mean, each, 0, blur);
        variance[0] = Math.Max(each.Sum() / each.Length, floor);
    }

    /// <summary>Adds Σ over rows of weight (x − mean)(x − mean)ᵀ, its lower half, to padded rows.</summary>
    private static void AddScatter(double[] points, double[] weights, ReadOnlySpan<double> mean, double[] scatter)
    {
        var n = mean.Length;
        var stride = DeterministicSums.Stride(n);
        var centered = new double[stride];
        for (var i = 0; i < weights.Length; i++)
        {
            if (weights[i] == 0) continue;
            for (var j = 0; j < n; j++) centered[j] = points[i * stride + j] - mean[j];
            for (var j = 0; j < n; j++)
            {
                var used = DeterministicSums.Stride(j + 1);
                DeterministicSums.AddScaled(scatter.AsSpan(j * stride, used), weights[i] * centered[j], centered.AsSpan(0, used));
            }
        }
    }

    private static void SetCovariance(double[] scatter, double size, int n, Span<double> covariance, double floor, double blur)
    {
        var stride = DeterministicSums.Stride(n);
        for (var j = 0; j < n; j++)
            for (var k = 0; k <= j; k++)
                covariance[j * n + k] = covariance[k * n + j] = (scatter[j * stride + k] / size) + (j == k ? blur : 0);
        if (Cholesky.Factor(covariance, n, floor) is null) RaiseEigenvalues(covariance, n, floor);
    }

    /// <summary>Raising each eigenvalue to the floor gives the maximum-likelihood covariance among those above
    /// it.</summary>
    private static void RaiseEigenvalues(Span<double> covariance, int n, double floor)
    {
        var stride = DeterministicSums.Stride(n);
        var (values, vectors) = SymmetricEigen.Decompose(covariance, n);
        var raised = new double[n * stride];
        for (var v = 0; v < n; v++)
        {
            var direction = DeterministicSums.Row(vectors, v, stride);
            for (var j = 0; j < n; j++)
                DeterministicSums.AddScaled(
                    DeterministicSums.Row(raised, j, stride), Math.Max(values[v], floor) * direction[j], direction);
        }

        for (var j = 0; j < n; j++)
            for (var k = 0; k <= j; k++)
                covariance[j * n + k] = covariance[k * n + j] = raised[j * stride + k];
    }
}
