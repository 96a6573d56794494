namespace GmmVae.Domain;

/// <summary>The latent dimensions a model makes use of (Burda, Grosse and Salakhutdinov, arXiv:1509.00519, section
/// 5).</summary>
public static class ActiveUnits
{
    /// <summary>The variance above which a unit counts as active.</summary>
    public const double DefaultThreshold = 0.01;

    /// <summary>The number of units whose posterior mean varies over the data by more than
    /// <paramref name="threshold"/> (variance with divisor rows). A unit with a mean that is not finite is not
    /// active.</summary>
    /// <param name="means">Posterior means [rows, dimensions].</param>
    /// <param name="rows">The number of samples.</param>
    /// <param name="dimensions">The number of latent units.</param>
    /// <param name="threshold">The variance to exceed.</param>
    /// <exception cref="ArgumentException">The extents do not fit.</exception>
    public static int Count(
        ReadOnlySpan<float> means, int rows, int dimensions, double threshold = DefaultThreshold)
    {
        RowMath.CheckExtents(means.Length, rows, dimensions);
        var active = 0;
        for (var j = 0; j < dimensions; j++)
        {
            var center = 0.0;
            for (var i = 0; i < rows; i++) center += means[i * dimensions + j];
            center /= rows;
            var squares = 0.0;
            for (var i = 0; i < rows; i++)
            {
                var d = means[i * dimensions + j] - center;
                squares += d * d;
            }

            if (squares / rows > threshold) active++;
        }

        return active;
    }
}
