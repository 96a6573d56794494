using GmmVae.Domain.Numerics;

namespace GmmVae.Domain.Clustering;

/// <summary>
/// A Gaussian with full covariance fitted to rows that are added piece by piece: where a model without a prior draws its
/// codes from.
/// </summary>
/// <remarks>
/// Sums run in double precision in the order of the rows, of differences from the first row; pieces do not matter. The
/// same bits on every machine. Rows that vary in fewer directions than there are dimensions are fine. Not thread-safe.
/// </remarks>
internal sealed class GaussianFit
{
    private readonly int dimensions;
    private readonly int stride;
    private readonly double[] origin;
    private readonly double[] sums;
    private readonly double[] products;
    private readonly double[] row;

    /// <summary>A fit without rows yet.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="dimensions"/> is below 1.</exception>
    public GaussianFit(int dimensions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        (this.dimensions, stride) = (dimensions, DeterministicSums.Stride(dimensions));
        (origin, sums, row, products) = (new double[stride], new double[stride], new double[stride], new double[dimensions * stride]);
    }

    /// <summary>The number of rows so far.</summary>
    public long Rows { get; private set; }

    /// <summary>Adds rows [rows, dimensions].</summary>
    /// <exception cref="ArgumentException">These are not whole rows.</exception>
    public void Add(ReadOnlySpan<float> rows)
    {
        if (rows.Length % dimensions != 0)
            throw new ArgumentException("Whole rows are needed.", nameof(rows));
        for (; !rows.IsEmpty; rows = rows[dimensions..])
        {
            for (var i = 0; i < dimensions; i++)
            {
                if (Rows == 0)
                    origin[i] = rows[i];
                row[i] = rows[i] - origin[i];
            }

            DeterministicSums.AddScaled(sums, 1, row);
            for (var i = 0; i < dimensions; i++)
                DeterministicSums.AddScaled(DeterministicSums.Row(products, i, stride), row[i], row);
            Rows++;
        }
    }

    /// <summary>The map from independent standard normal numbers to draws from the fitted Gaussian.</summary>
    /// <exception cref="InvalidOperationException">There are no rows.</exception>
    public GaussianMap Fit()
    {
        var (mean, covariance) = Moments();
        var (values, vectors) = SymmetricEigen.Decompose(covariance, dimensions);
        for (var k = 0; k < dimensions; k++)
        {
            // Rounding may leave a vanishing variance slightly negative.
            var deviation = Math.Sqrt(Math.Max(values[k], 0));
            foreach (ref var entry in DeterministicSums.Row(vectors, k, stride))
                entry *= deviation;
        }

        return new GaussianMap(mean, vectors, stride);
    }

    /// <summary>The mean [dimensions] and the covariance over the number of rows [dimensions, dimensions].</summary>
    /// <exception cref="InvalidOperationException">There are no rows.</exception>
    internal (double[] Mean, double[] Covariance) Moments()
    {
        if (Rows == 0)
            throw new InvalidOperationException("A Gaussian needs at least one row.");
        var mean = new double[dimensions];
        var covariance = new double[dimensions * dimensions];
        for (var i = 0; i < dimensions; i++)
        {
            mean[i] = origin[i] + (sums[i] / Rows);
            for (var j = 0; j < dimensions; j++)
                covariance[(i * dimensions) + j] = (products[(i * stride) + j] / Rows) - (sums[i] / Rows * (sums[j] / Rows));
        }

        return (mean, covariance);
    }
}

/// <summary>Turns independent standard normal numbers into draws from a Gaussian: mean + Σ_k noise_k · direction_k.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class GaussianMap
{
    private readonly double[] mean;
    private readonly double[] directions;
    private readonly int stride;

    /// <param name="mean">[dimensions].</param>
    /// <param name="directions">Directions as long as the deviation along them, padded rows.</param>
    /// <param name="stride">The length of a padded row.</param>
    internal GaussianMap(double[] mean, double[] directions, int stride) =>
        (this.mean, this.directions, this.stride) = (mean, directions, stride);

    /// <summary>The map that changes nothing, of N(0, I).</summary>
    internal static GaussianMap Standard(int dimensions)
    {
        var stride = DeterministicSums.Stride(dimensions);
        var directions = new double[dimensions * stride];
        for (var i = 0; i < dimensions; i++)
            directions[(i * stride) + i] = 1;
        return new GaussianMap(new double[dimensions], directions, stride);
    }

    /// <summary>The number of dimensions.</summary>
    public int Dimensions => mean.Length;

    /// <summary>Replaces noise [dimensions] by a draw.</summary>
    /// <exception cref="ArgumentException">The length is another.</exception>
    public void Apply(Span<float> noise)
    {
        if (noise.Length != Dimensions)
            throw new ArgumentException("One number for each dimension is needed.", nameof(noise));
        var draw = new double[stride];
        mean.CopyTo(draw, 0);
        for (var k = 0; k < Dimensions; k++)
            DeterministicSums.AddScaled(draw, noise[k], DeterministicSums.Row(directions, k, stride));
        for (var i = 0; i < Dimensions; i++)
            noise[i] = (float)draw[i];
    }
}
