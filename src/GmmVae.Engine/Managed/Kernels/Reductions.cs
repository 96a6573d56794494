using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GmmVae.Engine.Engines;

namespace GmmVae.Engine.Managed.Kernels;

/// <summary>
/// Sums and maxima in an order that neither the instruction set nor the number of workers changes.
/// </summary>
/// <remarks>
/// Along the last axis (inner = 1) element i goes to partial sum i mod 16 and the 16 are added pairwise (distances 8,
/// 4, 2, 1); otherwise the sum runs over the middle axis in ascending order, by runs of 256 whose sums are added in ascending order.
/// Workers split outputs: the outer axis, or the inner one when outer is 1; below a few ten thousand elements part 0 does everything.
/// </remarks>
internal static unsafe class Reductions
{
    private const long SharedWork = 32768;

    /// <summary>y[o, i] = Σ_m x[o, m, i], from 0. Its error is at most γ_n Σ |x|, n = min(middle, 256) + ⌈middle / 256⌉
    /// (or middle / 16 + 5 if inner = 1).</summary>
    /// <param name="x">[outer, middle, inner].</param>
    /// <param name="outer">Extent before the reduced axis.</param>
    /// <param name="middle">Extent of the reduced axis; 0 gives 0.</param>
    /// <param name="inner">Extent after the reduced axis.</param>
    /// <param name="y">[outer, inner], overwritten; must not overlap x.</param>
    /// <param name="part">This worker's share, 0 ≤ part &lt; parts.</param>
    /// <param name="parts">Number of workers that make this call.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public static void Sum(
        ReadOnlySpan<float> x, int outer, int middle, int inner, Span<float> y, int part, int parts) =>
        Reduce<SumReduction>(VectorPaths.Best, x, outer, middle, inner, y, part, parts);

    /// <summary>y[o, i] = max_m x[o, m, i]; NaN where any is NaN, −∞ for an empty axis.</summary>
    /// <inheritdoc cref="Sum"/>
    public static void Max(
        ReadOnlySpan<float> x, int outer, int middle, int inner, Span<float> y, int part, int parts) =>
        Reduce<MaxReduction>(VectorPaths.Best, x, outer, middle, inner, y, part, parts);

    /// <summary>
    /// Σ x² in double precision: element i goes to partial sum i mod 16, then pairwise as in <see cref="Sum"/>.
    /// </summary>
    /// <param name="x">Any numbers; non-finite input gives a non-finite result.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double SumOfSquares(ReadOnlySpan<float> x)
    {
        Vector256<double> sum0 = Vector256<double>.Zero;
        Vector256<double> sum1 = sum0;
        Vector256<double> sum2 = sum0;
        Vector256<double> sum3 = sum0;
        int i = 0;
        double* sums = stackalloc double[ReductionLoops.VirtualLanes];
        fixed (float* source = x)
        {
            // The square of a float is exact in double.
            for (; i <= x.Length - 16; i += 16)
            {
                (Vector256<double> first, Vector256<double> second) = Vector256.Widen(Vector256.Load(source + i));
                (Vector256<double> third, Vector256<double> fourth) = Vector256.Widen(Vector256.Load(source + i + 8));
                sum0 += first * first;
                sum1 += second * second;
                sum2 += third * third;
                sum3 += fourth * fourth;
            }
        }

        sum0.Store(sums);
        sum1.Store(sums + 4);
        sum2.Store(sums + 8);
        sum3.Store(sums + 12);
        for (int lane = 0; i < x.Length; i++, lane++)
            sums[lane] += (double)x[i] * x[i];
        for (int half = ReductionLoops.VirtualLanes / 2; half > 0; half /= 2)
        {
            for (int lane = 0; lane < half; lane++)
                sums[lane] += sums[lane + half];
        }

        return sums[0];
    }

    /// <summary>
    /// The same sums as <see cref="Sum"/>, of a range of elements: those of [outer, middle, inner] from <paramref name="start"/> on.
    /// Ranges in ascending order make up the whole; a sum that a range begins in the middle of goes on from what
    /// <paramref name="y"/> holds. A range is made of whole rows of the last axis, or of the middle one if inner = 1. The middle axis is no
    /// longer than a run.
    /// </summary>
    internal static void SumRange(ReadOnlySpan<float> x, int start, int middle, int inner, Span<float> y) =>
        Range<SumReduction>(VectorPaths.Best, x, start, middle, inner, y);

    /// <summary>The same of maxima.</summary>
    internal static void MaxRange(ReadOnlySpan<float> x, int start, int middle, int inner, Span<float> y) =>
        Range<MaxReduction>(VectorPaths.Best, x, start, middle, inner, y);

    internal static void Range<TReduction>(
        VectorPath path, ReadOnlySpan<float> x, int start, int middle, int inner, Span<float> y)
        where TReduction : struct, IReduction
    {
        int grain = inner == 1 ? middle : inner;
        if (start % grain != 0 || x.Length % grain != 0)
            throw new ArgumentException($"{x.Length} elements from {start} on are not whole rows of {grain}.");
        if (inner == 1)
        {
            Reduce<TReduction>(path, x, x.Length / middle, middle, 1, y[(start / middle)..], 0, 1);
            return;
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(middle, ReductionLoops.RunLength);
        while (!x.IsEmpty)
        {
            (int outer, int done) = Math.DivRem(start / inner, middle);
            int rows = Math.Min(middle - done, x.Length / inner);
            int length = rows * inner;
            Across<TReduction>(path, x[..length], rows, inner, y.Slice(outer * inner, inner), done > 0);
            x = x[length..];
            start += length;
        }
    }

    internal static void Reduce<TReduction>(
        VectorPath path, ReadOnlySpan<float> x, int outer, int middle, int inner, Span<float> y, int part, int parts)
        where TReduction : struct, IReduction
    {
        ArgumentOutOfRangeException.ThrowIfNegative(outer);
        ArgumentOutOfRangeException.ThrowIfNegative(middle);
        ArgumentOutOfRangeException.ThrowIfNegative(inner);
        long elements = (long)outer * middle * inner;
        if (x.Length < elements || y.Length < (long)outer * inner)
            throw new ArgumentException($"[{outer}, {middle}, {inner}] does not fit {x.Length} to {y.Length} elements.");

        bool shared = parts > 1 && elements >= SharedWork;
        (int outerStart, int outerEnd) = (0, outer);
        (int innerStart, int innerEnd) = (0, inner);
        if (!shared)
            (outerStart, outerEnd) = Share.First(outer, part);
        else if (outer > 1)
            (outerStart, outerEnd) = Share.Of(outer, 1, part, parts);
        else
            (innerStart, innerEnd) = Share.Of(inner, ReductionLoops.VirtualLanes, part, parts);

        fixed (float* source = x, target = y)
        {
            if (path == VectorPath.Vector512)
            {
                Run<TReduction, Lanes512, Vector512<float>>(
                    source, middle, inner, target, outerStart, outerEnd, innerStart, innerEnd);
            }
            else if (path == VectorPath.Vector256)
            {
                Run<TReduction, Lanes256, Vector256<float>>(
                    source, middle, inner, target, outerStart, outerEnd, innerStart, innerEnd);
            }
            else
            {
                Run<TReduction, LanesPortable, float>(
                    source, middle, inner, target, outerStart, outerEnd, innerStart, innerEnd);
            }
        }
    }

    private static void Across<TReduction>(VectorPath path, ReadOnlySpan<float> x, int rows, int inner, Span<float> y, bool resume)
        where TReduction : struct, IReduction
    {
        fixed (float* source = x, target = y)
        {
            if (path == VectorPath.Vector512)
                ReductionLoops.Across<TReduction, Lanes512, Vector512<float>>(source, rows, inner, inner, target, resume);
            else if (path == VectorPath.Vector256)
                ReductionLoops.Across<TReduction, Lanes256, Vector256<float>>(source, rows, inner, inner, target, resume);
            else
                ReductionLoops.Across<TReduction, LanesPortable, float>(source, rows, inner, inner, target, resume);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TReduction, TLanes, TVector>(
        float* x, int middle, int inner, float* y, int outerStart, int outerEnd, int innerStart, int innerEnd)
        where TReduction : struct, IReduction
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        float* sums = stackalloc float[ReductionLoops.VirtualLanes];
        for (int row = outerStart; row < outerEnd; row++)
        {
            float* source = x + ((nint)row * middle * inner);
            float* target = y + ((nint)row * inner);
            if (inner == 1 && innerStart < innerEnd)
            {
                *target = ReductionLoops.Along<TReduction, TLanes, TVector>(source, middle, 0f, sums);
            }
            else
            {
                ReductionLoops.Across<TReduction, TLanes, TVector>(
                    source + innerStart, middle, inner, innerEnd - innerStart, target + innerStart, resume: false);
            }
        }
    }
}
