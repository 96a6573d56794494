using System.Runtime.CompilerServices;

namespace GmmVae.Engine.Managed.Kernels;

/// <summary>The two orders of reduction: along contiguous memory, and across rows.</summary>
internal static unsafe class ReductionLoops
{
    /// <summary>Partial sums of a contiguous reduction, whatever the register width.</summary>
    public const int VirtualLanes = 16;

    /// <summary>Rows that a sum across rows adds up by themselves: the error of a long sum grows with the rows of a run and the number of
    /// runs.</summary>
    public const int RunLength = 256;

    /// <summary>
    /// Reduces x[0..length): element i goes to partial sum i mod 16, in ascending order; then sum j takes sum j + 8,
    /// then j + 4, j + 2, j + 1. <paramref name="sums"/> is scratch of 16 floats.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Along<TReduction, TLanes, TVector>(float* x, int length, float shift, float* sums)
        where TReduction : struct, IReduction
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        TVector padding = TLanes.Broadcast(TReduction.Padding);
        TVector shifts = TLanes.Broadcast(shift);
        for (int lane = 0; lane < VirtualLanes; lane += TLanes.Count)
        {
            TVector sum = TLanes.Broadcast(TReduction.Identity);
            int i = lane;
            for (; i <= length - TLanes.Count; i += VirtualLanes)
                sum = Step<TReduction, TLanes, TVector>(sum, TLanes.Load(x + i), shifts);
            if (i < length)
            {
                sum = Step<TReduction, TLanes, TVector>(
                    sum, TLanes.LoadPartial(x + i, length - i, padding), shifts);
            }

            TLanes.Store(sums + lane, sum);
        }

        for (int half = VirtualLanes / 2; half >= TLanes.Count; half /= 2)
        {
            for (int lane = 0; lane < half; lane += TLanes.Count)
            {
                TLanes.Store(
                    sums + lane,
                    TReduction.Combine<TLanes, TVector>(TLanes.Load(sums + lane), TLanes.Load(sums + lane + half)));
            }
        }

        TVector total = TLanes.Load(sums);
        total = Fold<TReduction, TLanes, TVector>(total, 8);
        total = Fold<TReduction, TLanes, TVector>(total, 4);
        total = Fold<TReduction, TLanes, TVector>(total, 2);
        total = Fold<TReduction, TLanes, TVector>(total, 1);
        return TLanes.First(total);
    }

    /// <summary>
    /// y[i] = reduction of x[m · stride + i], for i in [0, count): over runs of <see cref="RunLength"/> in ascending order of m, and of
    /// the runs' results in ascending order. Going on from y[i] where <paramref name="resume"/>: within a run only.
    /// </summary>
    public static void Across<TReduction, TLanes, TVector>(
        float* x, int middle, nint stride, int count, float* y, bool resume)
        where TReduction : struct, IReduction
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        AcrossRun<TReduction, TLanes, TVector>(x, Math.Min(RunLength, middle), stride, count, y, resume, isLater: false);
        for (int start = RunLength; start < middle; start += RunLength)
        {
            AcrossRun<TReduction, TLanes, TVector>(
                x + (start * stride), Math.Min(RunLength, middle - start), stride, count, y, resume: false, isLater: true);
        }
    }

    /// <summary>One run, whose results are combined with y[i] where it is a later one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AcrossRun<TReduction, TLanes, TVector>(
        float* x, int middle, nint stride, int count, float* y, bool resume, bool isLater)
        where TReduction : struct, IReduction
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        TVector none = default;
        int i = 0;
        for (; i <= count - (4 * TLanes.Count); i += 4 * TLanes.Count)
        {
            TVector sum0 = TLanes.Broadcast(TReduction.Identity);
            TVector sum1 = sum0;
            TVector sum2 = sum0;
            TVector sum3 = sum0;
            if (resume)
            {
                sum0 = TLanes.Load(y + i);
                sum1 = TLanes.Load(y + i + TLanes.Count);
                sum2 = TLanes.Load(y + i + (2 * TLanes.Count));
                sum3 = TLanes.Load(y + i + (3 * TLanes.Count));
            }

            float* row = x + i;
            for (int m = 0; m < middle; m++, row += stride)
            {
                sum0 = Step<TReduction, TLanes, TVector>(sum0, TLanes.Load(row), none);
                sum1 = Step<TReduction, TLanes, TVector>(sum1, TLanes.Load(row + TLanes.Count), none);
                sum2 = Step<TReduction, TLanes, TVector>(sum2, TLanes.Load(row + (2 * TLanes.Count)), none);
                sum3 = Step<TReduction, TLanes, TVector>(sum3, TLanes.Load(row + (3 * TLanes.Count)), none);
            }

            Keep<TReduction, TLanes, TVector>(y + i, sum0, isLater);
            Keep<TReduction, TLanes, TVector>(y + i + TLanes.Count, sum1, isLater);
            Keep<TReduction, TLanes, TVector>(y + i + (2 * TLanes.Count), sum2, isLater);
            Keep<TReduction, TLanes, TVector>(y + i + (3 * TLanes.Count), sum3, isLater);
        }

        for (; i <= count - TLanes.Count; i += TLanes.Count)
        {
            TVector sum = resume ? TLanes.Load(y + i) : TLanes.Broadcast(TReduction.Identity);
            float* row = x + i;
            for (int m = 0; m < middle; m++, row += stride)
                sum = Step<TReduction, TLanes, TVector>(sum, TLanes.Load(row), none);
            Keep<TReduction, TLanes, TVector>(y + i, sum, isLater);
        }

        if (i < count)
        {
            TVector sum = resume ? TLanes.LoadPartial(y + i, count - i, none) : TLanes.Broadcast(TReduction.Identity);
            float* row = x + i;
            for (int m = 0; m < middle; m++, row += stride)
                sum = Step<TReduction, TLanes, TVector>(sum, TLanes.LoadPartial(row, count - i, none), none);
            if (isLater)
                sum = TReduction.Combine<TLanes, TVector>(TLanes.LoadPartial(y + i, count - i, none), sum);
            TLanes.StorePartial(y + i, sum, count - i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Keep<TReduction, TLanes, TVector>(float* y, TVector result, bool isLater)
        where TReduction : struct, IReduction
        where TLanes : struct, ILanes<TVector>
        where TVector : struct =>
        TLanes.Store(y, isLater ? TReduction.Combine<TLanes, TVector>(TLanes.Load(y), result) : result);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Fold<TReduction, TLanes, TVector>(TVector sums, int distance)
        where TReduction : struct, IReduction
        where TLanes : struct, ILanes<TVector>
        where TVector : struct =>
        distance < TLanes.Count
            ? TReduction.Combine<TLanes, TVector>(sums, TLanes.MoveDown(sums, distance))
            : sums;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Step<TReduction, TLanes, TVector>(TVector sum, TVector element, TVector shift)
        where TReduction : struct, IReduction
        where TLanes : struct, ILanes<TVector>
        where TVector : struct =>
        TReduction.Combine<TLanes, TVector>(sum, TReduction.Map<TLanes, TVector>(element, shift));
}

/// <summary>A sum-like operation in a fixed order.</summary>
internal interface IReduction
{
    /// <summary>What an empty reduction gives; combining it changes nothing.</summary>
    static abstract float Identity { get; }

    /// <summary>An element that contributes the identity.</summary>
    static abstract float Padding { get; }

    /// <summary>What an element contributes; <paramref name="shift"/> is one number for the whole reduction.</summary>
    static abstract TVector Map<TLanes, TVector>(TVector element, TVector shift)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct;

    static abstract TVector Combine<TLanes, TVector>(TVector sum, TVector contribution)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct;
}

internal readonly struct SumReduction : IReduction
{
    public static float Identity => 0f;

    public static float Padding => 0f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Map<TLanes, TVector>(TVector element, TVector shift)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct =>
        element;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Combine<TLanes, TVector>(TVector sum, TVector contribution)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct =>
        TLanes.Add(sum, contribution);
}

internal readonly struct MaxReduction : IReduction
{
    public static float Identity => float.NegativeInfinity;

    public static float Padding => float.NegativeInfinity;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Map<TLanes, TVector>(TVector element, TVector shift)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct =>
        element;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Combine<TLanes, TVector>(TVector sum, TVector contribution)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct =>
        MaximumOperation.Apply<TLanes, TVector>(sum, contribution);
}

/// <summary>Σ e^(element − shift).</summary>
internal readonly struct ShiftedExpReduction : IReduction
{
    public static float Identity => 0f;

    public static float Padding => float.NegativeInfinity;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Map<TLanes, TVector>(TVector element, TVector shift)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct =>
        LaneMath.Exp<TLanes, TVector>(TLanes.Subtract(element, shift));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Combine<TLanes, TVector>(TVector sum, TVector contribution)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct =>
        TLanes.Add(sum, contribution);
}
