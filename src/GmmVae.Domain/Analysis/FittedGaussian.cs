using LanguageExt;

namespace GmmVae.Domain;

/// <summary>The normal distribution with full covariance that fits a cloud of points best.</summary>
/// <remarks>Deterministic to the bit. Directions in which the cloud does not vary are allowed.</remarks>
/// <param name="Mean">The mean [dimensions].</param>
/// <param name="Covariance">The covariance over the number of rows [dimensions, dimensions].</param>
public sealed record FittedGaussian(Arr<double> Mean, Arr<double> Covariance)
{
    /// <summary>Fits <paramref name="data"/> [rows, dimensions].</summary>
    /// <exception cref="ArgumentException">The extents do not fit, or a number is not finite.</exception>
    public static FittedGaussian Fit(ReadOnlySpan<float> data, int rows, int dimensions)
    {
        RowMath.CheckExtents(data.Length, rows, dimensions);
        RowMath.RequireFinite(data, dimensions);
        var mean = new double[dimensions];
        for (var i = 0; i < data.Length; i++) mean[i % dimensions] += data[i];
        for (var j = 0; j < dimensions; j++) mean[j] /= rows;

        var stride = RowMath.Stride(dimensions);
        var sums = new double[dimensions * stride];
        var centred = new double[stride];
        for (var row = 0; row < rows; row++)
        {
            for (var j = 0; j < dimensions; j++) centred[j] = data[(row * dimensions) + j] - mean[j];
            for (var j = 0; j < dimensions; j++) RowMath.AddScaled(RowMath.Row(sums, j, stride), centred[j], centred);
        }

        var covariance = new double[dimensions * dimensions];
        for (var i = 0; i < covariance.Length; i++) covariance[i] = sums[(i / dimensions * stride) + (i % dimensions)] / rows;
        return new FittedGaussian(mean.ToArr(), covariance.ToArr());
    }

    /// <summary>Points of the distribution for standard normal <paramref name="noise"/> [rows, dimensions], as many.</summary>
    /// <exception cref="ArgumentException">The extents do not fit.</exception>
    public float[] Sample(ReadOnlySpan<float> noise, int rows)
    {
        var dimensions = Mean.Count;
        RowMath.CheckExtents(noise.Length, rows, dimensions);
        var (values, vectors) = SymmetricEigen.Decompose(Covariance.ToArray(), dimensions);
        var stride = RowMath.Stride(dimensions);
        var (mean, point, result) = (Mean.ToArray(), new double[stride], new float[noise.Length]);
        for (var row = 0; row < rows; row++)
        {
            Array.Clear(point);
            mean.CopyTo(point, 0);
            for (var k = 0; k < dimensions; k++)
            {
                // Rounding may leave a vanishing variance slightly negative.
                var length = Math.Sqrt(Math.Max(values[k], 0)) * noise[(row * dimensions) + k];
                RowMath.AddScaled(point, length, RowMath.Row(vectors, k, stride));
            }

            for (var j = 0; j < dimensions; j++) result[(row * dimensions) + j] = (float)point[j];
        }

        return result;
    }
}
