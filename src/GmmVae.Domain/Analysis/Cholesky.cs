namespace GmmVae.Domain;

/// <summary>Factors of symmetric positive definite matrices.</summary>
internal static class Cholesky
{
    /// <summary>The lower factor L of a matrix [n, n] minus <paramref name="shift"/> times the identity, as padded
    /// rows; null where that is not positive definite.</summary>
    public static double[]? Factor(ReadOnlySpan<double> matrix, int n, double shift)
    {
        var stride = RowMath.Stride(n);
        var lower = new double[n * stride];
        for (var i = 0; i < n; i++)
            for (var j = 0; j <= i; j++)
            {
                // Entries not yet computed are still zero, so whole rows may be multiplied.
                var rest = matrix[i * n + j] - (i == j ? shift : 0)
                    - RowMath.Dot(RowMath.Row(lower, i, stride), RowMath.Row(lower, j, stride));
                if (i != j) lower[i * stride + j] = rest / lower[j * stride + j];
                else if (rest > 0) lower[i * stride + i] = Math.Sqrt(rest);
                else return null;
            }

        return lower;
    }

    /// <summary>L⁻¹ as padded rows, and ln |L⁻¹|, for the lower factor L of a matrix [n, n].</summary>
    public static (double[] Inverse, double LogDeterminant) InverseFactor(ReadOnlySpan<double> matrix, int n)
    {
        var stride = RowMath.Stride(n);
        var lower = Factor(matrix, n, 0)
            ?? throw new InvalidOperationException("A covariance matrix is not positive definite.");
        var inverse = new double[n * stride];
        var logarithm = 0.0;
        for (var i = 0; i < n; i++)
        {
            // Row i of L⁻¹ is (eᵢ − Σ_{j<i} L_ij · row j) / L_ii.
            var row = RowMath.Row(inverse, i, stride);
            for (var j = 0; j < i; j++) RowMath.AddScaled(row, -lower[i * stride + j], RowMath.Row(inverse, j, stride));
            row[i] = 1;
            foreach (ref var x in row) x /= lower[i * stride + i];
            logarithm -= PortableMath.Log(lower[i * stride + i]);
        }

        return (inverse, logarithm);
    }
}
