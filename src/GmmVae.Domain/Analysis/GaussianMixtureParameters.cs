namespace GmmVae.Domain;

/// <summary>The numbers of a <see cref="GaussianMixture"/> while it is being fitted, and their densities.</summary>
internal sealed record GaussianMixtureParameters(
    double[] Weights, double[] Means, double[] Covariances, CovarianceKind Kind, int Dimensions)
{
    public int Clusters => Weights.Length;

    /// <summary>Equal weights, means 0 and identity covariances: what a cluster without rows keeps.</summary>
    public static GaussianMixtureParameters Standard(int clusters, int dimensions, CovarianceKind kind)
    {
        var weights = new double[clusters];
        Array.Fill(weights, 1.0 / clusters);
        var perCluster = kind == CovarianceKind.Full ? dimensions * dimensions : dimensions;
        var covariances = new double[clusters * perCluster];
        for (var k = 0; k < clusters; k++)
            for (var j = 0; j < dimensions; j++)
                covariances[k * perCluster + (kind == CovarianceKind.Full ? j * dimensions + j : j)] = 1;
        return new GaussianMixtureParameters(weights, new double[clusters * dimensions], covariances, kind, dimensions);
    }

    public Span<double> Mean(int k) => Means.AsSpan(k * Dimensions, Dimensions);

    public Span<double> CovarianceOf(int k)
    {
        var size = Covariances.Length / Clusters;
        return Covariances.AsSpan(k * size, size);
    }

    /// <summary>The matrix W with Wᵀ W = Σ⁻¹ as padded rows (one row of inverse deviations if diagonal), and
    /// ln |W|.</summary>
    public (double[] Whitening, double LogDeterminant) Whiten(int k)
    {
        var stride = RowMath.Stride(Dimensions);
        var covariance = CovarianceOf(k);
        if (Kind == CovarianceKind.Full) return Cholesky.InverseFactor(covariance, Dimensions);
        var inverse = new double[stride];
        var logarithm = 0.0;
        for (var j = 0; j < Dimensions; j++)
        {
            inverse[j] = 1 / Math.Sqrt(covariance[j]);
            logarithm += PortableMath.Log(inverse[j]);
        }

        return (inverse, logarithm);
    }
}
