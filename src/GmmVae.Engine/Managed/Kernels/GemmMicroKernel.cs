using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace GmmVae.Engine.Managed.Kernels;

/// <summary>Where a register tile leaves its outputs, in floats.</summary>
internal unsafe struct GemmTarget
{
    public float* Output;
    public nint Stride;

    /// <summary>Whether sums go on from what stands there.</summary>
    public bool Resumes;

    /// <summary>A vector that keeps the largest magnitudes of finished sums, NaN above infinity; null where nobody asks.</summary>
    public float* Largest;
}

/// <summary>The register tile: every output of a tile stays in a register while the sums run.</summary>
internal static unsafe class GemmMicroKernel
{
    /// <summary>How many rows ahead a tile that packs asks for the right columns; where they end it asks for nothing that
    /// matters.</summary>
    private const int PrefetchedRows = 16;

    /// <summary>
    /// output[row, column] = (resumes ? output[row, column] : 0) + Σ_k left[k, row] · right[k, column], as one chain of
    /// fused multiply-adds; a row of right lies side by side. <paramref name="packed"/> is where a tile that packs puts them, and what
    /// a tile that fetches asks for first.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLanes, TVector, TRows, TVectors, TPacking>(
        float* left, float* right, in GemmStrides strides, int length, in GemmTarget target, float* packed)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
        where TRows : struct, ITileRows
        where TVectors : struct, ITileVectors
        where TPacking : struct, ITilePacking
    {
        TVector l0 = default, l1 = default, l2 = default, l3 = default, l4 = default, l5 = default;
        TVector l6 = default, l7 = default, l8 = default, l9 = default, l10 = default, l11 = default;
        TVector r0 = default, r1 = default, r2 = default, r3 = default, r4 = default, r5 = default;
        TVector r6 = default, r7 = default, r8 = default, r9 = default, r10 = default, r11 = default;
        float* output = target.Output;
        nint stride = target.Stride;
        if (target.Resumes)
        {
            LoadRow<TLanes, TVector, TVectors>(output, ref l0, ref r0);
            LoadRow<TLanes, TVector, TVectors>(output + stride, ref l1, ref r1);

            if (TRows.Value > 2)
            {
                LoadRow<TLanes, TVector, TVectors>(output + (2 * stride), ref l2, ref r2);
                LoadRow<TLanes, TVector, TVectors>(output + (3 * stride), ref l3, ref r3);
            }

            if (TRows.Value > 4)
            {
                LoadRow<TLanes, TVector, TVectors>(output + (4 * stride), ref l4, ref r4);
                LoadRow<TLanes, TVector, TVectors>(output + (5 * stride), ref l5, ref r5);
            }

            if (TRows.Value > 6)
            {
                LoadRow<TLanes, TVector, TVectors>(output + (6 * stride), ref l6, ref r6);
                LoadRow<TLanes, TVector, TVectors>(output + (7 * stride), ref l7, ref r7);
            }

            if (TRows.Value > 8)
            {
                LoadRow<TLanes, TVector, TVectors>(output + (8 * stride), ref l8, ref r8);
                LoadRow<TLanes, TVector, TVectors>(output + (9 * stride), ref l9, ref r9);
                LoadRow<TLanes, TVector, TVectors>(output + (10 * stride), ref l10, ref r10);
                LoadRow<TLanes, TVector, TVectors>(output + (11 * stride), ref l11, ref r11);
            }
        }

        // Where the rows are not packed there is a pointer for each three: all addresses are a register, or two.
        nint next = strides.LeftLane;
        nint afterNext = 2 * next;
        float* rows0 = left;
        float* rows3 = rows0 + (3 * next);
        float* rows6 = rows0 + (6 * next);
        float* rows9 = rows0 + (9 * next);
        for (int k = 0; k < length; k++)
        {
            TVector first = TLanes.Load(right);
            TVector second = TVectors.Value > 1 ? TLanes.Load(right + TLanes.Count) : default;
            Accumulate<TLanes, TVector, TVectors>(Factor<TPacking>(left, rows0), first, second, ref l0, ref r0);
            Accumulate<TLanes, TVector, TVectors>(Factor<TPacking>(left + 1, rows0 + next), first, second, ref l1, ref r1);

            if (TRows.Value > 2)
            {
                Accumulate<TLanes, TVector, TVectors>(Factor<TPacking>(left + 2, rows0 + afterNext), first, second, ref l2, ref r2);
                Accumulate<TLanes, TVector, TVectors>(Factor<TPacking>(left + 3, rows3), first, second, ref l3, ref r3);
            }

            if (TRows.Value > 4)
            {
                Accumulate<TLanes, TVector, TVectors>(Factor<TPacking>(left + 4, rows3 + next), first, second, ref l4, ref r4);
                Accumulate<TLanes, TVector, TVectors>(Factor<TPacking>(left + 5, rows3 + afterNext), first, second, ref l5, ref r5);
            }

            if (TRows.Value > 6)
            {
                Accumulate<TLanes, TVector, TVectors>(Factor<TPacking>(left + 6, rows6), first, second, ref l6, ref r6);
                Accumulate<TLanes, TVector, TVectors>(Factor<TPacking>(left + 7, rows6 + next), first, second, ref l7, ref r7);
            }

            if (TRows.Value > 8)
            {
                Accumulate<TLanes, TVector, TVectors>(Factor<TPacking>(left + 8, rows6 + afterNext), first, second, ref l8, ref r8);
                Accumulate<TLanes, TVector, TVectors>(Factor<TPacking>(left + 9, rows9), first, second, ref l9, ref r9);
                Accumulate<TLanes, TVector, TVectors>(Factor<TPacking>(left + 10, rows9 + next), first, second, ref l10, ref r10);
                Accumulate<TLanes, TVector, TVectors>(Factor<TPacking>(left + 11, rows9 + afterNext), first, second, ref l11, ref r11);
            }

            if (TPacking.Packs)
            {
                TLanes.Store(packed, first);
                if (TVectors.Value > 1)
                    TLanes.Store(packed + TLanes.Count, second);
                packed += TVectors.Value * TLanes.Count;
                if (Sse.IsSupported)
                {
                    Sse.Prefetch0(right + (PrefetchedRows * strides.RightInner));
                    Sse.Prefetch0(right + (PrefetchedRows * strides.RightInner) + TLanes.Count);
                }
            }

            if (TPacking.Fetches && Sse.IsSupported)
            {
                Sse.Prefetch1(packed);
                packed += strides.Fetch;
            }

            right += TPacking.IsRightPacked ? TVectors.Value * TLanes.Count : strides.RightInner;
            if (TPacking.IsLeftPacked)
            {
                left += TRows.Value;
                continue;
            }

            rows0 += strides.LeftInner;
            rows3 += strides.LeftInner;
            rows6 += strides.LeftInner;
            rows9 += strides.LeftInner;
        }

        StoreRow<TLanes, TVector, TVectors>(output, l0, r0);
        StoreRow<TLanes, TVector, TVectors>(output + stride, l1, r1);

        if (TRows.Value > 2)
        {
            StoreRow<TLanes, TVector, TVectors>(output + (2 * stride), l2, r2);
            StoreRow<TLanes, TVector, TVectors>(output + (3 * stride), l3, r3);
        }

        if (TRows.Value > 4)
        {
            StoreRow<TLanes, TVector, TVectors>(output + (4 * stride), l4, r4);
            StoreRow<TLanes, TVector, TVectors>(output + (5 * stride), l5, r5);
        }

        if (TRows.Value > 6)
        {
            StoreRow<TLanes, TVector, TVectors>(output + (6 * stride), l6, r6);
            StoreRow<TLanes, TVector, TVectors>(output + (7 * stride), l7, r7);
        }

        if (TRows.Value > 8)
        {
            StoreRow<TLanes, TVector, TVectors>(output + (8 * stride), l8, r8);
            StoreRow<TLanes, TVector, TVectors>(output + (9 * stride), l9, r9);
            StoreRow<TLanes, TVector, TVectors>(output + (10 * stride), l10, r10);
            StoreRow<TLanes, TVector, TVectors>(output + (11 * stride), l11, r11);
        }

        if (target.Largest == null)
            return;
        TVector largest = TLanes.Load(target.Largest);
        Include<TLanes, TVector, TVectors>(l0, r0, ref largest);
        Include<TLanes, TVector, TVectors>(l1, r1, ref largest);

        if (TRows.Value > 2)
        {
            Include<TLanes, TVector, TVectors>(l2, r2, ref largest);
            Include<TLanes, TVector, TVectors>(l3, r3, ref largest);
        }

        if (TRows.Value > 4)
        {
            Include<TLanes, TVector, TVectors>(l4, r4, ref largest);
            Include<TLanes, TVector, TVectors>(l5, r5, ref largest);
        }

        if (TRows.Value > 6)
        {
            Include<TLanes, TVector, TVectors>(l6, r6, ref largest);
            Include<TLanes, TVector, TVectors>(l7, r7, ref largest);
        }

        if (TRows.Value > 8)
        {
            Include<TLanes, TVector, TVectors>(l8, r8, ref largest);
            Include<TLanes, TVector, TVectors>(l9, r9, ref largest);
            Include<TLanes, TVector, TVectors>(l10, r10, ref largest);
            Include<TLanes, TVector, TVectors>(l11, r11, ref largest);
        }

        TLanes.Store(target.Largest, largest);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Factor<TPacking>(float* packed, float* inPlace)
        where TPacking : struct, ITilePacking =>
        TPacking.IsLeftPacked ? *packed : *inPlace;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate<TLanes, TVector, TVectors>(
        float factor, TVector first, TVector second, ref TVector left, ref TVector right)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
        where TVectors : struct, ITileVectors
    {
        TVector broadcast = TLanes.Broadcast(factor);
        left = TLanes.FusedMultiplyAdd(broadcast, first, left);
        if (TVectors.Value > 1)
            right = TLanes.FusedMultiplyAdd(broadcast, second, right);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadRow<TLanes, TVector, TVectors>(float* source, ref TVector left, ref TVector right)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
        where TVectors : struct, ITileVectors
    {
        left = TLanes.Load(source);
        if (TVectors.Value > 1)
            right = TLanes.Load(source + TLanes.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRow<TLanes, TVector, TVectors>(float* target, TVector left, TVector right)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
        where TVectors : struct, ITileVectors
    {
        TLanes.Store(target, left);
        if (TVectors.Value > 1)
            TLanes.Store(target + TLanes.Count, right);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Include<TLanes, TVector, TVectors>(TVector left, TVector right, ref TVector largest)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
        where TVectors : struct, ITileVectors
    {
        largest = TLanes.LargerMagnitude(largest, left);
        if (TVectors.Value > 1)
            largest = TLanes.LargerMagnitude(largest, right);
    }
}
