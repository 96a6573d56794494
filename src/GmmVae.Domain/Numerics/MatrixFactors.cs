namespace GmmVae.Domain.Numerics;

/// <summary>Factors of symmetric positive definite matrices.</summary>
internal static class Cholesky
{
    /// <summary>The lower factor L of a matrix [n, n] minus <paramref name="shift"/> times the identity, as padded
    /// rows; null where that is not positive definite.</summary>
    public static double[]? Factor(ReadOnlySpan<double> matrix, int n, double shift)
    {
        var stride = DeterministicSums.Stride(n);
        var lower = new double[n * stride];
        for (var i = 0; i < n; i++)
            for (var j = 0; j <= i; j++)
            {
                // Entries not yet computed are still zero, so whole rows may be multiplied.
                var rest = matrix[i * n + j] - (i == j ? shift : 0)
                    - DeterministicSums.Dot(DeterministicSums.Row(lower, i, stride), DeterministicSums.Row(lower, j, stride));
                if (i != j) lower[i * stride + j] = rest / lower[j * stride + j];
                else if (rest > 0) lower[i * stride + i] = Math.Sqrt(rest);
                else return null;
            }

        return lower;
    }

    /// <summary>L⁻¹ as padded rows, and ln |L⁻¹|, for the lower factor L of a matrix [n, n].</summary>
    public static (double[] Inverse, double LogDeterminant) InverseFactor(ReadOnlySpan<double> matrix, int n)
    {
        var stride = DeterministicSums.Stride(n);
        var lower = Factor(matrix, n, 0)
            ?? throw new InvalidOperationException("A covariance matrix is not positive definite.");
        var inverse = new double[n * stride];
        var logarithm = 0.0;
        for (var i = 0; i < n; i++)
        {
            // Row i of L⁻¹ is (eᵢ − Σ_{j<i} L_ij · row j) / L_ii.
            var row = DeterministicSums.Row(inverse, i, stride);
            for (var j = 0; j < i; j++) DeterministicSums.AddScaled(row, -lower[i * stride + j], DeterministicSums.Row(inverse, j, stride));
            row[i] = 1;
            foreach (ref var x in row) x /= lower[i * stride + i];
            logarithm -= PortableMath.Log(lower[i * stride + i]);
        }

        return (inverse, logarithm);
    }
}

/// <summary>Eigenvalues and eigenvectors of a symmetric matrix: Householder's reduction to three diagonals, then
/// implicit QL steps. About 3 n³ multiplications and the same bits on every machine.</summary>
internal static class SymmetricEigen
{
    private const double Epsilon = 1.0 / (1L << 52);
    private const int MaximumSteps = 100;

    /// <summary>Decomposes a finite symmetric matrix [n, n], which is left as it is.</summary>
    /// <returns>Eigenvalues, falling, and orthonormal eigenvectors as the rows of [n, Stride(n)], padded with
    /// zeros; the largest entry of each in size (the first of equals) is positive.</returns>
    public static (double[] Values, double[] Vectors) Decompose(ReadOnlySpan<double> matrix, int n)
    {
        var stride = DeterministicSums.Stride(n);
        var a = new double[n * stride];
        var size = 0.0;
        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++)
            {
                a[i * stride + j] = matrix[i * n + j];
                size = Math.Max(size, Math.Abs(matrix[i * n + j]));
            }

        if (!double.IsFinite(size)) throw new ArgumentException("The matrix has an entry that is not finite.");
        if (size > 0)
            for (var i = 0; i < a.Length; i++)
                a[i] /= size;
        var (diagonal, offDiagonal, vectors) = Tridiagonalize(a, n, stride);
        Diagonalize(diagonal, offDiagonal, vectors, n, stride);
        return Sorted(diagonal, vectors, n, stride, size);
    }

    /// <summary>a = Qᵀ T Q with T of three diagonals; Q is returned as rows, and a is overwritten.</summary>
    private static (double[] Diagonal, double[] OffDiagonal, double[] Q) Tridiagonalize(double[] a, int n, int stride)
    {
        var diagonal = new double[n];
        var offDiagonal = new double[n];
        var reflectors = new double[n * stride];
        var product = new double[stride];
        for (var k = 0; k + 1 < n; k++)
        {
            diagonal[k] = a[k * stride + k];
            var v = DeterministicSums.Row(reflectors, k, stride);
            DeterministicSums.Row(a, k, stride)[(k + 1)..].CopyTo(v[(k + 1)..]);
            var first = v[k + 1];
            v[k + 1] = 0;
            var rest = DeterministicSums.Dot(v, v);
            if (rest == 0)
            {
                // Nothing to annihilate: the reflector is left empty.
                offDiagonal[k] = first;
                v.Clear();
                continue;
            }

            // Reflecting away from the first entry avoids cancellation; v is scaled so that H = I − v vᵀ.
            var squared = rest + first * first;
            var alpha = first > 0 ? -Math.Sqrt(squared) : Math.Sqrt(squared);
            offDiagonal[k] = alpha;
            v[k + 1] = first - alpha;
            var scale = 1 / Math.Sqrt(squared - first * alpha);
            for (var j = k + 1; j < n; j++) v[j] *= scale;

            // H A H = A − v wᵀ − w vᵀ with w = A v − ½ (vᵀ A v) v.
            Array.Clear(product);
            for (var i = k + 1; i < n; i++) product[i] = DeterministicSums.Dot(DeterministicSums.Row(a, i, stride), v);
            DeterministicSums.AddScaled(product, -0.5 * DeterministicSums.Dot(product, v), v);
            for (var i = k + 1; i < n; i++)
            {
                var row = DeterministicSums.Row(a, i, stride);
                DeterministicSums.AddScaled(row, -v[i], product);
                DeterministicSums.AddScaled(row, -product[i], v);
            }
        }

        diagonal[n - 1] = a[(n - 1) * stride + n - 1];
        return (diagonal, offDiagonal, Accumulate(reflectors, n, stride));
    }

    /// <summary>The product of all reflections, the last one leftmost.</summary>
    private static double[] Accumulate(double[] reflectors, int n, int stride)
    {
        var q = new double[n * stride];
        for (var i = 0; i < n; i++) q[i * stride + i] = 1;
        for (var k = n - 2; k >= 0; k--)
        {
            var v = DeterministicSums.Row(reflectors, k, stride);
            for (var i = k + 1; i < n; i++)
            {
                var row = DeterministicSums.Row(q, i, stride);
                DeterministicSums.AddScaled(row, -DeterministicSums.Dot(row, v), v);
            }
        }

        return q;
    }

    /// <summary>QL steps with Wilkinson's shift until every entry beside the diagonal is negligible; each rotation
    /// is applied to two rows of the vectors.</summary>
    private static void Diagonalize(double[] d, double[] e, double[] vectors, int n, int stride)
    {
        // Each step rounds at the scale of the whole matrix, so entries beside vanishing eigenvalues never get below that.
        var floor = 0.0;
        for (var i = 0; i < n; i++) floor = Math.Max(floor, Epsilon * (Math.Abs(d[i]) + Math.Abs(e[i])));
        for (var l = 0; l < n; l++)
        {
            for (var step = 0; ; step++)
            {
                var m = l;
                while (m + 1 < n && Math.Abs(e[m]) > floor) m++;
                if (m == l) break;
                if (step == MaximumSteps) throw new InvalidOperationException("The eigenvalues do not converge.");
                Chase(d, e, vectors, l, m, stride);
            }
        }
    }

    private static void Chase(double[] d, double[] e, double[] vectors, int l, int m, int stride)
    {
        var g = (d[l + 1] - d[l]) / (2 * e[l]);
        var r = Math.Sqrt(g * g + 1);
        g = d[m] - d[l] + e[l] / (g + (g >= 0 ? r : -r));
        var (s, c, p) = (1.0, 1.0, 0.0);
        for (var i = m - 1; i >= l; i--)
        {
            var f = s * e[i];
            var b = c * e[i];
            r = Math.Sqrt(f * f + g * g);
            e[i + 1] = r;
            if (r == 0)
            {
                // The matrix splits here: go on with the part below.
                d[i + 1] -= p;
                e[m] = 0;
                return;
            }

            s = f / r;
            c = g / r;
            g = d[i + 1] - p;
            r = (d[i] - g) * s + 2 * c * b;
            p = s * r;
            d[i + 1] = g + p;
            g = c * r - b;
            Rotate(DeterministicSums.Row(vectors, i, stride), DeterministicSums.Row(vectors, i + 1, stride), c, s);
        }

        d[l] -= p;
        e[l] = g;
        e[m] = 0;
    }

    private static void Rotate(Span<double> lower, Span<double> upper, double c, double s)
    {
        for (var j = 0; j < lower.Length; j++)
        {
            var (x, y) = (lower[j], upper[j]);
            upper[j] = s * x + c * y;
            lower[j] = c * x - s * y;
        }
    }

    private static (double[] Values, double[] Vectors) Sorted(
        double[] values, double[] vectors, int n, int stride, double size)
    {
        var order = Enumerable.Range(0, n).OrderByDescending(i => values[i]).ToArray();
        var sortedValues = new double[n];
        var sortedVectors = new double[n * stride];
        for (var i = 0; i < n; i++)
        {
            sortedValues[i] = values[order[i]] * size;
            var source = DeterministicSums.Row(vectors, order[i], stride);
            var largest = 0.0;
            foreach (var x in source)
                if (Math.Abs(x) > Math.Abs(largest))
                    largest = x;
            DeterministicSums.AddScaled(DeterministicSums.Row(sortedVectors, i, stride), largest < 0 ? -1 : 1, source);
        }

        return (sortedValues, sortedVectors);
    }
}
