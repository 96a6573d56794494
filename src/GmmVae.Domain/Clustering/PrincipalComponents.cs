using GmmVae.Domain.Graphs;
using GmmVae.Domain.Numerics;
using LanguageExt;

namespace GmmVae.Domain.Clustering;

/// <summary>The directions in which data varies most, and their projection: a linear baseline for codes, and the
/// plane for pictures of them.</summary>
/// <remarks>Deterministic to the bit. The sign of a component is fixed by making its largest entry in size (the
/// first of equals) positive. Where two variances are equal their directions are not determined by the data, only
/// by the method.</remarks>
/// <param name="Mean">The mean of each feature [dimensions].</param>
/// <param name="Components">Orthonormal directions [components, dimensions], by falling variance.</param>
/// <param name="ExplainedVarianceRatio">Each component's share of the total variance [components]; 0 for data
/// without variance.</param>
public sealed record PrincipalComponents(Arr<double> Mean, Arr<double> Components, Arr<double> ExplainedVarianceRatio)
{
    private const int RowsPerBlock = 512;

    /// <summary>Finds the leading components of <paramref name="data"/> [rows, dimensions].</summary>
    /// <remarks>Takes rows · dimensions² / 2 multiplications for the covariance and about 3 dimensions³ for its
    /// eigenvectors: some seconds for 784 dimensions.</remarks>
    /// <exception cref="ArgumentException">The extents do not fit, a number is not finite, or components lies outside
    /// 1 … dimensions.</exception>
    public static PrincipalComponents Fit(ReadOnlySpan<float> data, int rows, int dimensions, int components)
    {
        DeterministicSums.CheckExtents(data.Length, rows, dimensions);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(components);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(components, dimensions);
        DeterministicSums.RequireFinite(data, dimensions);
        var mean = MeanOf(data, rows, dimensions);
        var (values, vectors) = SymmetricEigen.Decompose(Scatter(data, rows, dimensions, mean), dimensions);

        var stride = DeterministicSums.Stride(dimensions);
        var directions = new double[components * dimensions];
        for (var k = 0; k < components; k++)
            DeterministicSums.Row(vectors, k, stride)[..dimensions].CopyTo(directions.AsSpan(k * dimensions));

        // Rounding may leave a vanishing variance slightly negative.
        var total = values.Sum(value => Math.Max(value, 0));
        var ratios = values.Take(components).Select(value => total > 0 ? Math.Max(value, 0) / total : 0).ToArray();
        return new PrincipalComponents(mean.ToArr(), directions.ToArr(), ratios.ToArr());
    }

    /// <summary>The coordinates of each row of <paramref name="data"/> [rows, dimensions] along the components, as
    /// [rows, components]. Numbers that are not finite spread over their row.</summary>
    /// <exception cref="ArgumentException">The extents do not fit.</exception>
    public double[] Project(ReadOnlySpan<float> data, int rows)
    {
        var dimensions = Mean.Count;
        DeterministicSums.CheckExtents(data.Length, rows, dimensions);
        var components = ExplainedVarianceRatio.Count;
        var stride = DeterministicSums.Stride(dimensions);
        var mean = Mean.ToArray();
        var directions = new double[components * stride];
        var flat = Components.ToArray();
        for (var k = 0; k < components; k++)
            flat.AsSpan(k * dimensions, dimensions).CopyTo(directions.AsSpan(k * stride));

        var projected = new double[rows * components];
        var centered = new double[stride];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < dimensions; j++) centered[j] = data[i * dimensions + j] - mean[j];
            for (var k = 0; k < components; k++)
                projected[i * components + k] = DeterministicSums.Dot(centered, DeterministicSums.Row(directions, k, stride));
        }

        return projected;
    }

    private static double[] MeanOf(ReadOnlySpan<float> data, int rows, int dimensions)
    {
        var mean = new double[dimensions];
        for (var i = 0; i < data.Length; i++) mean[i % dimensions] += data[i];
        for (var j = 0; j < dimensions; j++) mean[j] /= rows;
        return mean;
    }

    /// <summary>Σ (x − mean)(x − mean)ᵀ, in blocks of rows so that the features of a block stay in the cache.</summary>
    private static double[] Scatter(ReadOnlySpan<float> data, int rows, int dimensions, double[] mean)
    {
        var scatter = new double[dimensions * dimensions];
        var features = new double[dimensions * RowsPerBlock];
        for (var start = 0; start < rows; start += RowsPerBlock)
        {
            var count = Math.Min(RowsPerBlock, rows - start);
            Array.Clear(features);
            for (var i = 0; i < count; i++)
                for (var j = 0; j < dimensions; j++)
                    features[j * RowsPerBlock + i] = data[(start + i) * dimensions + j] - mean[j];
            for (var j = 0; j < dimensions; j++)
                for (var k = 0; k <= j; k++)
                    scatter[j * dimensions + k] += DeterministicSums.Dot(
                        DeterministicSums.Row(features, j, RowsPerBlock), DeterministicSums.Row(features, k, RowsPerBlock));
        }

        for (var j = 0; j < dimensions; j++)
            for (var k = 0; k < j; k++)
                scatter[k * dimensions + j] = scatter[j * dimensions + k];
        return scatter;
    }
}
