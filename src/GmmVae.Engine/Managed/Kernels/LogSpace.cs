using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GmmVae.Engine.Engines;

namespace GmmVae.Engine.Managed.Kernels;

/// <summary>
/// Stable sums of exponentials along the last axis, in the order of <see cref="Reductions"/>. Workers split rows; below
/// a few thousand elements part 0 does everything. Results are in nats and do not depend on the instruction set or the
/// split.
/// </summary>
internal static unsafe class LogSpace
{
    private const long SharedWork = 8192;

    /// <summary>
    /// y[o] = ln Σ_i e^x[o, i]. A row of only −∞ (or an empty one) gives −∞, one with +∞ gives +∞, one with NaN gives
    /// NaN.
    /// </summary>
    /// <param name="x">[outer, inner].</param>
    /// <param name="outer">Number of rows.</param>
    /// <param name="inner">Length of a row.</param>
    /// <param name="y">[outer], overwritten; must not overlap x.</param>
    /// <param name="part">This worker's share, 0 ≤ part &lt; parts.</param>
    /// <param name="parts">Number of workers that make this call.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public static void LogSumExp(ReadOnlySpan<float> x, int outer, int inner, Span<float> y, int part, int parts) =>
        LogSumExp(VectorPaths.Best, x, outer, inner, y, part, parts);

    /// <summary>
    /// y[o, i] = x[o, i] − ln Σ_j e^x[o, j]. A row whose maximum is −∞, +∞ or NaN gives NaN throughout; −∞ in another
    /// row gives −∞.
    /// </summary>
    /// <param name="x">[outer, inner].</param>
    /// <param name="outer">Number of rows.</param>
    /// <param name="inner">Length of a row.</param>
    /// <param name="y">[outer, inner], overwritten; may be x itself.</param>
    /// <param name="part">This worker's share, 0 ≤ part &lt; parts.</param>
    /// <param name="parts">Number of workers that make this call.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public static void LogSoftmax(ReadOnlySpan<float> x, int outer, int inner, Span<float> y, int part, int parts) =>
        LogSoftmax(VectorPaths.Best, x, outer, inner, y, part, parts);

    internal static void LogSumExp(
        VectorPath path, ReadOnlySpan<float> x, int outer, int inner, Span<float> y, int part, int parts)
    {
        (int start, int end) = Rows(x.Length, y.Length, outer, inner, 1, part, parts);
        fixed (float* source = x, target = y)
        {
            if (path == VectorPath.Vector512)
                RunSum<Lanes512, Vector512<float>>(source, inner, target, start, end);
            else if (path == VectorPath.Vector256)
                RunSum<Lanes256, Vector256<float>>(source, inner, target, start, end);
            else
                RunSum<LanesPortable, float>(source, inner, target, start, end);
        }
    }

    internal static void LogSoftmax(
        VectorPath path, ReadOnlySpan<float> x, int outer, int inner, Span<float> y, int part, int parts)
    {
        (int start, int end) = Rows(x.Length, y.Length, outer, inner, inner, part, parts);
        fixed (float* source = x, target = y)
        {
            if (path == VectorPath.Vector512)
                RunSoftmax<Lanes512, Vector512<float>>(source, inner, target, start, end);
            else if (path == VectorPath.Vector256)
                RunSoftmax<Lanes256, Vector256<float>>(source, inner, target, start, end);
            else
                RunSoftmax<LanesPortable, float>(source, inner, target, start, end);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunSum<TLanes, TVector>(float* x, int inner, float* y, int start, int end)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        float* sums = stackalloc float[ReductionLoops.VirtualLanes];
        for (int row = start; row < end; row++)
        {
            float* source = x + ((nint)row * inner);
            float maximum = ReductionLoops.Along<MaxReduction, TLanes, TVector>(source, inner, 0f, sums);
            y[row] = float.IsFinite(maximum) ? maximum + LogOfSum<TLanes, TVector>(source, inner, maximum, sums) : maximum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunSoftmax<TLanes, TVector>(float* x, int inner, float* y, int start, int end)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        float* sums = stackalloc float[ReductionLoops.VirtualLanes];
        for (int row = start; row < end; row++)
        {
            float* source = x + ((nint)row * inner);
            float* target = y + ((nint)row * inner);
            float maximum = ReductionLoops.Along<MaxReduction, TLanes, TVector>(source, inner, 0f, sums);
            if (!float.IsFinite(maximum))
            {
                new Span<float>(target, inner).Fill(float.NaN);
                continue;
            }

            // In two steps: the maximum and the logarithm may differ so much in size that their sum loses the latter.
            TVector largest = TLanes.Broadcast(maximum);
            TVector total = TLanes.Broadcast(LogOfSum<TLanes, TVector>(source, inner, maximum, sums));
            int i = 0;
            for (; i <= inner - TLanes.Count; i += TLanes.Count)
                TLanes.Store(target + i, TLanes.Subtract(TLanes.Subtract(TLanes.Load(source + i), largest), total));
            if (i < inner)
            {
                TVector rest = TLanes.LoadPartial(source + i, inner - i, default);
                TLanes.StorePartial(target + i, TLanes.Subtract(TLanes.Subtract(rest, largest), total), inner - i);
            }
        }
    }

    private static float LogOfSum<TLanes, TVector>(float* x, int inner, float maximum, float* sums)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct =>
        TLanes.First(LaneMath.Log<TLanes, TVector>(TLanes.Broadcast(
            ReductionLoops.Along<ShiftedExpReduction, TLanes, TVector>(x, inner, maximum, sums))));

    private static (int Start, int End) Rows(
        int available, int room, int outer, int inner, int results, int part, int parts)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(outer);
        ArgumentOutOfRangeException.ThrowIfNegative(inner);
        if (available < (long)outer * inner || room < (long)outer * results)
            throw new ArgumentException($"[{outer}, {inner}] does not fit {available} to {room} elements.");
        return parts > 1 && (long)outer * inner >= SharedWork
            ? Share.Of(outer, 1, part, parts)
            : Share.First(outer, part);
    }
}
