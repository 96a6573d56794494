using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace GmmVae.Domain.Numerics;

/// <summary>
/// Sums over rows of numbers for metrics and baselines, always in the same eight partial sums, whatever the
/// machine's vectors: the result has the same bits everywhere.
/// </summary>
internal static class DeterministicSums
{
    /// <summary>The row length used inside: the next multiple of eight, the rest filled with zeros.</summary>
    public static int Stride(int dimensions) => (dimensions + 7) & ~7;

    /// <summary>Single-precision rows [rows, dimensions] as double-precision rows [rows, Stride(dimensions)].</summary>
    public static double[] Widen(ReadOnlySpan<float> data, int rows, int dimensions)
    {
        CheckExtents(data.Length, rows, dimensions);
        var stride = Stride(dimensions);
        var wide = new double[(long)rows * stride];
        for (var i = 0; i < rows; i++)
        {
            var source = data.Slice(i * dimensions, dimensions);
            var target = Row(wide, i, stride);
            for (var j = 0; j < dimensions; j++) target[j] = source[j];
        }

        return wide;
    }

    /// <summary>Throws unless a buffer holds rows × dimensions numbers, with at least one of each.</summary>
    public static void CheckExtents(int length, int rows, int dimensions)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimensions);
        if (length != (long)rows * dimensions)
            throw new ArgumentException(
                $"{rows} rows of {dimensions} need {(long)rows * dimensions} numbers, got {length}.");
    }

    /// <summary>Throws where a number is NaN or infinite, naming its row and column.</summary>
    public static void RequireFinite(ReadOnlySpan<float> data, int dimensions)
    {
        for (var i = 0; i < data.Length; i++)
            if (!float.IsFinite(data[i]))
                throw new ArgumentException($"Row {i / dimensions}, column {i % dimensions} is not finite.");
    }

    public static Span<double> Row(double[] data, int row, int stride) => data.AsSpan(row * stride, stride);

    /// <summary>Σ a b; both lengths are the same multiple of eight.</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var x = MemoryMarshal.Cast<double, Vector256<double>>(a);
        var y = MemoryMarshal.Cast<double, Vector256<double>>(b)[..x.Length];
        var even = Vector256<double>.Zero;
        var odd = Vector256<double>.Zero;
        for (var i = 0; i + 1 < x.Length; i += 2)
        {
            even += x[i] * y[i];
            odd += x[i + 1] * y[i + 1];
        }

        return SumLanes(even + odd);
    }

    /// <summary>Σ (a − b)²; both lengths are the same multiple of eight.</summary>
    public static double SquaredDistance(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var x = MemoryMarshal.Cast<double, Vector256<double>>(a);
        var y = MemoryMarshal.Cast<double, Vector256<double>>(b)[..x.Length];
        var even = Vector256<double>.Zero;
        var odd = Vector256<double>.Zero;
        for (var i = 0; i + 1 < x.Length; i += 2)
        {
            var p = x[i] - y[i];
            var q = x[i + 1] - y[i + 1];
            even += p * p;
            odd += q * q;
        }

        return SumLanes(even + odd);
    }

    /// <summary>target += factor × source; both lengths are the same multiple of eight.</summary>
    public static void AddScaled(Span<double> target, double factor, ReadOnlySpan<double> source)
    {
        var t = MemoryMarshal.Cast<double, Vector256<double>>(target);
        var s = MemoryMarshal.Cast<double, Vector256<double>>(source)[..t.Length];
        var f = Vector256.Create(factor);
        for (var i = 0; i < t.Length; i++) t[i] += f * s[i];
    }

    private static double SumLanes(Vector256<double> v) =>
        (v.GetElement(0) + v.GetElement(1)) + (v.GetElement(2) + v.GetElement(3));
}
