using GmmVae.Domain.Numerics;

namespace GmmVae.Domain.Clustering;

/// <summary>
/// The distance between two clouds of points as between the Gaussians that fit them (Dowson and Landau, 1982): what is
/// called FID where the points are features of images (arXiv:1706.08500).
/// </summary>
/// <remarks>‖μ₁ − μ₂‖² + tr(Σ₁ + Σ₂ − 2 (Σ₁ Σ₂)^½); at least 0, and 0 for equal means and covariances. Symmetric up to
/// rounding.</remarks>
internal static class FrechetDistance
{
    /// <summary>Of two clouds [rows, dimensions], each with the covariance of its rows divided by their number.</summary>
    /// <exception cref="ArgumentException">The extents do not fit, or a number is not finite.</exception>
    public static double Between(
        ReadOnlySpan<float> first, int firstRows, ReadOnlySpan<float> second, int secondRows, int dimensions)
    {
        var (firstMean, firstCovariance) = Moments(first, firstRows, dimensions);
        var (secondMean, secondCovariance) = Moments(second, secondRows, dimensions);
        return Between(firstMean, firstCovariance, secondMean, secondCovariance);
    }

    /// <summary>Of two Gaussians, each given by its mean [dimensions] and covariance [dimensions, dimensions].</summary>
    /// <exception cref="ArgumentException">The extents do not fit, or a number is not finite.</exception>
    public static double Between(
        ReadOnlySpan<double> firstMean, ReadOnlySpan<double> firstCovariance,
        ReadOnlySpan<double> secondMean, ReadOnlySpan<double> secondCovariance)
    {
        var n = firstMean.Length;
        DeterministicSums.CheckExtents(secondMean.Length, 1, n);
        DeterministicSums.CheckExtents(firstCovariance.Length, n, n);
        DeterministicSums.CheckExtents(secondCovariance.Length, n, n);
        var distance = 0.0;
        for (var i = 0; i < n; i++)
        {
            var difference = firstMean[i] - secondMean[i];
            distance += (difference * difference) + firstCovariance[(i * n) + i] + secondCovariance[(i * n) + i];
        }

        // tr (Σ₁ Σ₂)^½ is the sum of the roots of the eigenvalues of the symmetric Σ₁^½ Σ₂ Σ₁^½.
        var root = Root(firstCovariance, n);
        var product = Multiply(Multiply(root, secondCovariance, n), root, n);
        for (var i = 0; i < n; i++)
            for (var j = 0; j < i; j++)
                product[(i * n) + j] = product[(j * n) + i] = (product[(i * n) + j] + product[(j * n) + i]) / 2;
        foreach (var value in SymmetricEigen.Decompose(product, n).Values)
            distance -= 2 * Math.Sqrt(Math.Max(value, 0));
        return Math.Max(distance, 0);
    }

    private static (double[] Mean, double[] Covariance) Moments(ReadOnlySpan<float> cloud, int rows, int dimensions)
    {
        DeterministicSums.CheckExtents(cloud.Length, rows, dimensions);
        DeterministicSums.RequireFinite(cloud, dimensions);
        var fit = new GaussianFit(dimensions);
        fit.Add(cloud);
        return fit.Moments();
    }

    /// <summary>The symmetric root of a covariance; eigenvalues that rounding left below 0 count as 0.</summary>
    private static double[] Root(ReadOnlySpan<double> covariance, int n)
    {
        var (values, vectors) = SymmetricEigen.Decompose(covariance, n);
        var stride = DeterministicSums.Stride(n);
        var root = new double[n * n];
        for (var k = 0; k < n; k++)
        {
            var scale = Math.Sqrt(Math.Max(values[k], 0));
            var vector = DeterministicSums.Row(vectors, k, stride);
            for (var i = 0; i < n; i++)
                for (var j = 0; j < n; j++)
                    root[(i * n) + j] += scale * vector[i] * vector[j];
        }

        return root;
    }

    private static double[] Multiply(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int n)
    {
        var product = new double[n * n];
        for (var i = 0; i < n; i++)
            for (var k = 0; k < n; k++)
                for (var j = 0; j < n; j++)
                    product[(i * n) + j] += a[(i * n) + k] * b[(k * n) + j];
        return product;
    }
}
