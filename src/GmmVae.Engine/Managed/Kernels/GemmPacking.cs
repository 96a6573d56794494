using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GmmVae.Engine.Managed.Kernels;

/// <summary>Copies a panel of a matrix into the order in which a register tile reads it. Moves bits only.</summary>
internal static unsafe class GemmPacking
{
    /// <summary>
    /// target[k · capacity + lane] = source[lane · laneStride + k · innerStride] for lane &lt; lanes, and 0 for the
    /// lanes up to capacity; k runs over [0, length). One of the strides is 1.
    /// </summary>
    public static void Pack(
        float* source, nint laneStride, nint innerStride, int lanes, int capacity, int length, float* target)
    {
        if (laneStride == 1)
            PackRows(source, innerStride, lanes, capacity, length, target);
        else
            PackTransposed(source, laneStride, innerStride, lanes, capacity, length, target, padded: true);
    }

    /// <summary>target[column · targetStride + row] = source[row · sourceStride + column].</summary>
    public static void Transpose(float* source, nint sourceStride, int rows, int columns, float* target, nint targetStride) =>
        PackTransposed(source, sourceStride, 1, rows, targetStride, columns, target, padded: false);

    /// <summary>The lanes of one k lie side by side: copy rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackRows(float* source, nint stride, int lanes, int capacity, int length, float* target)
    {
        int done = 0;
        if (Vector512.IsHardwareAccelerated)
            done = PackRows<Vector512<float>>(source, stride, done, lanes, capacity, length, target);
        if (Vector256.IsHardwareAccelerated)
            done = PackRows<Vector256<float>>(source, stride, done, lanes, capacity, length, target);
        done = PackRows<Vector128<float>>(source, stride, done, lanes, capacity, length, target);
        PackScalar(source, 1, stride, done, lanes, capacity, length, target);
    }

    /// <summary>Copies as many of the lanes as fill whole <typeparamref name="TBlock"/>s; returns the first lane
    /// left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int PackRows<TBlock>(
        float* source, nint stride, int first, int lanes, int capacity, int length, float* target)
        where TBlock : unmanaged
    {
        int width = sizeof(TBlock) / sizeof(float);
        int lane = first;
        for (; lane + (2 * width) <= lanes; lane += 2 * width)
        {
            float* from = source + lane;
            float* to = target + lane;
            for (int k = 0; k < length; k++, from += stride, to += capacity)
            {
                TBlock low = Unsafe.ReadUnaligned<TBlock>(from);
                TBlock high = Unsafe.ReadUnaligned<TBlock>(from + width);
                Unsafe.WriteUnaligned(to, low);
                Unsafe.WriteUnaligned(to + width, high);
            }
        }

        for (; lane + width <= lanes; lane += width)
        {
            float* from = source + lane;
            float* to = target + lane;
            for (int k = 0; k < length; k++, from += stride, to += capacity)
                Unsafe.WriteUnaligned(to, Unsafe.ReadUnaligned<TBlock>(from));
        }

        return lane;
    }

    /// <summary>The k of one lane lie side by side (or anywhere): transpose blocks of 8 and 4 lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackTransposed(
        float* source, nint laneStride, nint innerStride, int lanes, nint capacity, int length, float* target, bool padded)
    {
        int lane = 0;
        if (Avx512F.IsSupported && innerStride == 1)
        {
            int whole = length & ~3;
            for (; lane + 16 <= lanes; lane += 16)
            {
                float* from = source + (lane * laneStride);
                for (int k = 0; k < whole; k += 4)
                    Transpose16(from + k, laneStride, target + ((nint)k * capacity) + lane, capacity);
                PackScalar(
                    from + whole, laneStride, 1, 0, 16, capacity, length - whole,
                    target + ((nint)whole * capacity) + lane, padded: false);
            }
        }

        if (Avx.IsSupported && innerStride == 1)
        {
            int whole = length & ~7;
            for (; lane + 8 <= lanes; lane += 8)
            {
                float* from = source + (lane * laneStride);
                for (int k = 0; k < whole; k += 8)
                    Transpose8(from + k, laneStride, target + ((nint)k * capacity) + lane, capacity);
                PackScalar(
                    from + whole, laneStride, 1, 0, 8, capacity, length - whole,
                    target + ((nint)whole * capacity) + lane, padded: false);
            }
        }

        if (Sse.IsSupported && innerStride == 1)
        {
            int whole = length & ~3;
            for (; lane + 4 <= lanes; lane += 4)
            {
                float* from = source + (lane * laneStride);
                for (int k = 0; k < whole; k += 4)
                    Transpose4(from + k, laneStride, target + ((nint)k * capacity) + lane, capacity);
                PackScalar(
                    from + whole, laneStride, 1, 0, 4, capacity, length - whole,
                    target + ((nint)whole * capacity) + lane, padded: false);
            }
        }

        PackScalar(source, laneStride, innerStride, lane, lanes, capacity, length, target, padded);
    }

    /// <summary>Lanes from <paramref name="first"/> on, one at a time, and the zeros above them if padded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackScalar(
        float* source, nint laneStride, nint innerStride, int first, int lanes, nint capacity, int length,
        float* target, bool padded = true)
    {
        for (int lane = first; lane < lanes; lane++)
        {
            float* from = source + (lane * laneStride);
            float* to = target + lane;
            for (int k = 0; k < length; k++, from += innerStride, to += capacity)
                *to = *from;
        }

        for (int lane = lanes; padded && lane < capacity; lane++)
        {
            float* to = target + lane;
            for (int k = 0; k < length; k++, to += capacity)
                *to = 0;
        }
    }

    /// <summary>Four numbers of each of sixteen rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose16(float* source, nint sourceStride, float* target, nint targetStride)
    {
        Vector512<float> row0 = EveryFourth(source, sourceStride);
        Vector512<float> row1 = EveryFourth(source + sourceStride, sourceStride);
        Vector512<float> row2 = EveryFourth(source + (2 * sourceStride), sourceStride);
        Vector512<float> row3 = EveryFourth(source + (3 * sourceStride), sourceStride);
        Vector512<float> low01 = Avx512F.UnpackLow(row0, row1);
        Vector512<float> high01 = Avx512F.UnpackHigh(row0, row1);
        Vector512<float> low23 = Avx512F.UnpackLow(row2, row3);
        Vector512<float> high23 = Avx512F.UnpackHigh(row2, row3);
        Avx512F.Shuffle(low01, low23, 0x44).Store(target);
        Avx512F.Shuffle(low01, low23, 0xEE).Store(target + targetStride);
        Avx512F.Shuffle(high01, high23, 0x44).Store(target + (2 * targetStride));
        Avx512F.Shuffle(high01, high23, 0xEE).Store(target + (3 * targetStride));
    }

    /// <summary>Four numbers of a row and of the fourth, eighth and twelfth after it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> EveryFourth(float* source, nint sourceStride)
    {
        Vector512<float> rows = Vector128.Load(source).ToVector256Unsafe().ToVector512Unsafe();
        rows = Avx512F.InsertVector128(rows, Vector128.Load(source + (4 * sourceStride)), 1);
        rows = Avx512F.InsertVector128(rows, Vector128.Load(source + (8 * sourceStride)), 2);
        return Avx512F.InsertVector128(rows, Vector128.Load(source + (12 * sourceStride)), 3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose8(float* source, nint sourceStride, float* target, nint targetStride)
    {
        Vector256<float> row0 = Vector256.Load(source);
        Vector256<float> row1 = Vector256.Load(source + sourceStride);
        Vector256<float> row2 = Vector256.Load(source + (2 * sourceStride));
        Vector256<float> row3 = Vector256.Load(source + (3 * sourceStride));
        source += 4 * sourceStride;
        Vector256<float> row4 = Vector256.Load(source);
        Vector256<float> row5 = Vector256.Load(source + sourceStride);
        Vector256<float> row6 = Vector256.Load(source + (2 * sourceStride));
        Vector256<float> row7 = Vector256.Load(source + (3 * sourceStride));

        Quads(row0, row1, row2, row3, out var low0, out var low1, out var low2, out var low3);
        Quads(row4, row5, row6, row7, out var high0, out var high1, out var high2, out var high3);

        Avx.Permute2x128(low0, high0, 0x20).Store(target);
        Avx.Permute2x128(low1, high1, 0x20).Store(target + targetStride);
        Avx.Permute2x128(low2, high2, 0x20).Store(target + (2 * targetStride));
        Avx.Permute2x128(low3, high3, 0x20).Store(target + (3 * targetStride));
        target += 4 * targetStride;
        Avx.Permute2x128(low0, high0, 0x31).Store(target);
        Avx.Permute2x128(low1, high1, 0x31).Store(target + targetStride);
        Avx.Permute2x128(low2, high2, 0x31).Store(target + (2 * targetStride));
        Avx.Permute2x128(low3, high3, 0x31).Store(target + (3 * targetStride));
    }

    /// <summary>Transposes the two 4×4 blocks that four rows hold side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quads(
        Vector256<float> row0, Vector256<float> row1, Vector256<float> row2, Vector256<float> row3,
        out Vector256<float> quad0, out Vector256<float> quad1, out Vector256<float> quad2, out Vector256<float> quad3)
    {
        Vector256<float> low01 = Avx.UnpackLow(row0, row1);
        Vector256<float> high01 = Avx.UnpackHigh(row0, row1);
        Vector256<float> low23 = Avx.UnpackLow(row2, row3);
        Vector256<float> high23 = Avx.UnpackHigh(row2, row3);
        quad0 = Avx.Shuffle(low01, low23, 0x44);
        quad1 = Avx.Shuffle(low01, low23, 0xEE);
        quad2 = Avx.Shuffle(high01, high23, 0x44);
        quad3 = Avx.Shuffle(high01, high23, 0xEE);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose4(float* source, nint sourceStride, float* target, nint targetStride)
    {
        Vector128<float> row0 = Vector128.Load(source);
        Vector128<float> row1 = Vector128.Load(source + sourceStride);
        Vector128<float> row2 = Vector128.Load(source + (2 * sourceStride));
        Vector128<float> row3 = Vector128.Load(source + (3 * sourceStride));
        Vector128<float> low01 = Sse.UnpackLow(row0, row1);
        Vector128<float> high01 = Sse.UnpackHigh(row0, row1);
        Vector128<float> low23 = Sse.UnpackLow(row2, row3);
        Vector128<float> high23 = Sse.UnpackHigh(row2, row3);
        Sse.Shuffle(low01, low23, 0x44).Store(target);
        Sse.Shuffle(low01, low23, 0xEE).Store(target + targetStride);
        Sse.Shuffle(high01, high23, 0x44).Store(target + (2 * targetStride));
        Sse.Shuffle(high01, high23, 0xEE).Store(target + (3 * targetStride));
    }
}
