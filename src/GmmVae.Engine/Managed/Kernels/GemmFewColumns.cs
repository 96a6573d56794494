using System.Runtime.CompilerServices;

namespace GmmVae.Engine.Managed.Kernels;

/// <summary>
/// Products of one or two columns, which would leave most lanes of a tile empty: rows are the lanes. Where the left rows do not lie side
/// by side, a piece of them is turned at a time that stays in the first-level cache. One of one or two rows is such a product with its
/// factors exchanged. The chains are the same, and so the bits.
/// </summary>
internal static unsafe class GemmFewColumns
{
    /// <summary>Vectors of rows: with two columns enough chains to hide how long a fused multiply-add takes.</summary>
    private const int Vectors = 4;

    /// <summary>Floats of a turned piece: 32 KB.</summary>
    private const int Piece = 8 * 1024;

    private const int MaximumLanes = Vectors * 16;

    /// <summary>The most columns that are few.</summary>
    public const int Columns = 2;

    /// <summary>Floats of workspace that one worker needs.</summary>
    public const int WorkspaceLength = Piece + (Columns * MaximumLanes) + GemmDriver.CacheLine;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLanes, TVector>(in GemmProduct product)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        int width = Vectors * TLanes.Count;
        float* sums = (float*)(((nuint)product.Scratch + 63) & ~(nuint)63);
        float* turned = sums + (Columns * MaximumLanes);
        for (int row = product.RowStart; row < product.RowEnd; row += width)
        {
            int rows = Math.Min(width, product.RowEnd - row);
            bool isInPlace = product.LeftRowStride == 1 && rows == width;
            int depth = isInPlace ? product.Inner : Piece / width;
            for (int start = 0; start < product.Inner; start += depth)
            {
                int length = Math.Min(depth, product.Inner - start);
                float* left = product.Left + (row * product.LeftRowStride) + (start * product.LeftInnerStride);
                if (!isInPlace)
                    GemmPacking.Pack(left, product.LeftRowStride, product.LeftInnerStride, rows, width, length, turned);
                Add<TLanes, TVector>(
                    in product, isInPlace ? left : turned, isInPlace ? product.LeftInnerStride : width, start, length, sums);
            }

            for (int column = product.ColumnStart; column < product.ColumnEnd; column++)
                Write(
                    sums + ((column - product.ColumnStart) * width), rows,
                    product.Output + (row * product.OutputStride) + (column * product.OutputColumnStride), product.OutputStride);
        }
    }

    private static void Write(float* sums, int count, float* output, nint stride)
    {
        if (stride == 1)
        {
            new ReadOnlySpan<float>(sums, count).CopyTo(new Span<float>(output, count));
            return;
        }

        for (int i = 0; i < count; i++, output += stride)
            *output = sums[i];
    }

    /// <summary>Goes on with the sums of four vectors of rows, [column, row]; a single column is computed twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add<TLanes, TVector>(in GemmProduct product, float* left, nint leftStride, int start, int length, float* sums)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        int width = Vectors * TLanes.Count;
        int lastColumn = product.ColumnEnd - product.ColumnStart - 1;
        float* right = product.Right + (start * product.RightInnerStride) + (product.ColumnStart * product.RightColumnStride);
        float* otherRight = right + (lastColumn * product.RightColumnStride);
        float* otherSums = sums + width;
        TVector zero = TLanes.Broadcast(0f);
        (TVector a0, TVector a1, TVector a2, TVector a3) = (zero, zero, zero, zero);
        (TVector b0, TVector b1, TVector b2, TVector b3) = (zero, zero, zero, zero);
        if (start > 0)
        {
            (a0, a1) = (TLanes.Load(sums), TLanes.Load(sums + TLanes.Count));
            (a2, a3) = (TLanes.Load(sums + (2 * TLanes.Count)), TLanes.Load(sums + (3 * TLanes.Count)));
            (b0, b1) = (TLanes.Load(otherSums), TLanes.Load(otherSums + TLanes.Count));
            (b2, b3) = (TLanes.Load(otherSums + (2 * TLanes.Count)), TLanes.Load(otherSums + (3 * TLanes.Count)));
        }

        for (int k = 0; k < length; k++)
        {
            TVector factor = TLanes.Broadcast(*right);
            TVector otherFactor = TLanes.Broadcast(*otherRight);
            TVector rows = TLanes.Load(left);
            a0 = TLanes.FusedMultiplyAdd(rows, factor, a0);
            b0 = TLanes.FusedMultiplyAdd(rows, otherFactor, b0);
            rows = TLanes.Load(left + TLanes.Count);
            a1 = TLanes.FusedMultiplyAdd(rows, factor, a1);
            b1 = TLanes.FusedMultiplyAdd(rows, otherFactor, b1);
            rows = TLanes.Load(left + (2 * TLanes.Count));
            a2 = TLanes.FusedMultiplyAdd(rows, factor, a2);
            b2 = TLanes.FusedMultiplyAdd(rows, otherFactor, b2);
            rows = TLanes.Load(left + (3 * TLanes.Count));
            a3 = TLanes.FusedMultiplyAdd(rows, factor, a3);
            b3 = TLanes.FusedMultiplyAdd(rows, otherFactor, b3);
            left += leftStride;
            right += product.RightInnerStride;
            otherRight += product.RightInnerStride;
        }

        TLanes.Store(sums, a0);
        TLanes.Store(sums + TLanes.Count, a1);
        TLanes.Store(sums + (2 * TLanes.Count), a2);
        TLanes.Store(sums + (3 * TLanes.Count), a3);
        TLanes.Store(otherSums, b0);
        TLanes.Store(otherSums + TLanes.Count, b1);
        TLanes.Store(otherSums + (2 * TLanes.Count), b2);
        TLanes.Store(otherSums + (3 * TLanes.Count), b3);
        if (product.Largest == null || start + length < product.Inner)
            return;
        TVector largest = TLanes.Load(product.Largest);
        for (int i = 0; i < 2 * width; i += TLanes.Count)
            largest = TLanes.LargerMagnitude(largest, TLanes.Load(sums + i));
        TLanes.Store(product.Largest, largest);
    }
}
