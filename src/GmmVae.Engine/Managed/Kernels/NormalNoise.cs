using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GmmVae.Domain.Numerics;
using GmmVae.Engine.Engines;

namespace GmmVae.Engine.Managed.Kernels;

/// <summary>
/// Standard normal numbers as a function of a key, a row and a column: any row can be drawn alone, by any worker, with
/// the same bits.
/// </summary>
/// <remarks>
/// Column j of row r comes from the Philox block with counter words (r low, r high, j / 4, 0); its words x0, x1 give
/// columns 4b and 4b + 1, x2 and x3 the next two, by the transform of Box and Muller: √(−2 ln u) times cosine, then sine, of 2πv, with u =
/// (⌊x / 256⌋ + 1)·2^-24 from the even word and v = ⌊x / 256⌋·2^-24 from the odd one. |value| ≤ √(48 ln 2) ≈ 5.77.
/// </remarks>
internal static unsafe class NormalNoise
{
    private const long SharedWork = 4096;

    /// <summary>Blocks drawn before their normals are computed together.</summary>
    private const int BatchBlocks = 64;

    /// <summary>output[i, j] = the standard normal number of row firstRow + i and column j.</summary>
    /// <param name="key">One key per purpose and step.</param>
    /// <param name="firstRow">Global number of the first row.</param>
    /// <param name="rows">Rows to draw.</param>
    /// <param name="width">Columns of a row.</param>
    /// <param name="output">[rows, width], overwritten.</param>
    /// <param name="part">This worker's share of the rows, 0 ≤ part &lt; parts.</param>
    /// <param name="parts">Number of workers that make this call; for a few thousand numbers part 0 draws all.</param>
    /// <exception cref="ArgumentException">The output is too short.</exception>
    public static void Fill(
        RandomKey key, ulong firstRow, int rows, int width, Span<float> output, int part, int parts) =>
        Fill(VectorPaths.Best, key, firstRow, rows, width, output, part, parts);

    internal static void Fill(
        VectorPath path, RandomKey key, ulong firstRow, int rows, int width, Span<float> output, int part, int parts)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(width);
        if (output.Length < (long)rows * width)
            throw new ArgumentException($"[{rows}, {width}] does not fit {output.Length} elements.", nameof(output));
        (int start, int end) = parts > 1 && (long)rows * width >= SharedWork
            ? Share.Of(rows, 1, part, parts)
            : Share.First(rows, part);
        if (start >= end || width == 0)
            return;

        fixed (float* target = output)
        {
            float* own = target + ((nint)start * width);
            ulong row = firstRow + (ulong)start;
            if (path == VectorPath.Vector512)
                Run<Lanes512, Vector512<float>>(key, row, end - start, width, own);
            else if (path == VectorPath.Vector256)
                Run<Lanes256, Vector256<float>>(key, row, end - start, width, own);
            else
                Run<LanesPortable, float>(key, row, end - start, width, own);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TLanes, TVector>(RandomKey key, ulong firstRow, int rows, int width, float* output)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        float* radii = stackalloc float[2 * BatchBlocks];
        float* turns = stackalloc float[2 * BatchBlocks];
        ulong* blockRows = stackalloc ulong[BatchBlocks];
        ulong* groups = stackalloc ulong[BatchBlocks];
        int filled = 0;
        float* target = output;
        for (int i = 0; i < rows; i++)
        {
            for (int group = 0; 4 * (long)group < width; group++)
            {
                blockRows[filled] = firstRow + (ulong)i;
                groups[filled] = (ulong)group;
                if (++filled < BatchBlocks && (i < rows - 1 || 4 * ((long)group + 1) < width))
                    continue;
                PhiloxBlocks.Uniforms(key, blockRows, groups, filled, radii, turns);
                Transform<TLanes, TVector>(radii, turns);
                target = Deal(radii, turns, groups, filled, width, target);
                filled = 0;
            }
        }
    }

    /// <summary>Turns uniform numbers into normals, in place: the cosine ones in radii, the sine ones in
    /// turns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transform<TLanes, TVector>(float* radii, float* turns)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        for (int i = 0; i < 2 * BatchBlocks; i += TLanes.Count)
        {
            TVector logarithm = LaneMath.Log<TLanes, TVector>(TLanes.Load(radii + i));
            TVector radius = TLanes.SquareRoot(TLanes.Multiply(logarithm, TLanes.Broadcast(-2f)));
            TVector cosine = LaneMath.CosineOfTurns<TLanes, TVector>(TLanes.Load(turns + i), out TVector sine);
            TLanes.Store(radii + i, TLanes.Multiply(radius, cosine));
            TLanes.Store(turns + i, TLanes.Multiply(radius, sine));
        }
    }

    /// <summary>Writes the blocks' normals one after the other, leaving out what lies beyond a row; returns where it
    /// stopped.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float* Deal(float* cosines, float* sines, ulong* groups, int blocks, int width, float* target)
    {
        for (int block = 0; block < blocks; block++)
        {
            int count = Math.Min(4, width - (4 * (int)groups[block]));
            target[0] = cosines[2 * block];
            if (count > 1)
                target[1] = sines[2 * block];
            if (count > 2)
                target[2] = cosines[(2 * block) + 1];
            if (count > 3)
                target[3] = sines[(2 * block) + 1];
            target += count;
        }

        return target;
    }
}

/// <summary>Many Philox 4x32-10 blocks at once, as uniform numbers; the words are those of
/// <see cref="RandomKey.Block"/>.</summary>
internal static unsafe class PhiloxBlocks
{
    private const float Step = 1f / (1 << 24);

    /// <summary>
    /// For each of <paramref name="count"/> blocks with counter words (row low, row high, group, 0), from words x0..x3:
    /// closed[2i], closed[2i + 1] = (⌊x0 / 256⌋ + 1)·2^-24 and the same of x2; open[2i], open[2i + 1] = ⌊x1 /
    /// 256⌋·2^-24 and the same of x3.
    /// </summary>
    public static void Uniforms(RandomKey key, ulong* rows, ulong* groups, int count, float* closed, float* open)
    {
        int i = 0;
        if (Avx2.IsSupported)
        {
            for (; i <= count - 4; i += 4)
                FourBlocks(key, rows + i, groups + i, closed + (2 * i), open + (2 * i));
        }

        for (; i < count; i++)
        {
            (uint x0, uint x1, uint x2, uint x3) = key.Block((uint)rows[i], (uint)(rows[i] >> 32), (uint)groups[i], 0);
            closed[2 * i] = (int)((x0 >> 8) + 1) * Step;
            closed[(2 * i) + 1] = (int)((x2 >> 8) + 1) * Step;
            open[2 * i] = (int)(x1 >> 8) * Step;
            open[(2 * i) + 1] = (int)(x3 >> 8) * Step;
        }
    }

    /// <summary>
    /// One block in each 64-bit lane, a word in its lower half; the upper halves hold rubbish that no multiplication
    /// reads.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourBlocks(RandomKey key, ulong* rows, ulong* groups, float* closed, float* open)
    {
        Vector256<uint> firstFactor = Vector256.Create(0xD2511F53u);
        Vector256<uint> secondFactor = Vector256.Create(0xCD9E8D57u);
        Vector256<ulong> x0 = Vector256.Load(rows);
        Vector256<ulong> x1 = x0 >>> 32;
        Vector256<ulong> x2 = Vector256.Load(groups);
        Vector256<ulong> x3 = Vector256<ulong>.Zero;
        (uint low, uint high) = (key.Low, key.High);
        for (int round = 0; round < 10; round++)
        {
            Vector256<ulong> first = Avx2.Multiply(x0.AsUInt32(), firstFactor);
            Vector256<ulong> second = Avx2.Multiply(x2.AsUInt32(), secondFactor);
            x0 = (second >>> 32) ^ x1 ^ Vector256.Create((ulong)low);
            x1 = second;
            x2 = (first >>> 32) ^ x3 ^ Vector256.Create((ulong)high);
            x3 = first;
            low += 0x9E3779B9;
            high += 0xBB67AE85;
        }

        Vector256<float> step = Vector256.Create(Step);
        (UpperBits(x0, x2, 1) * step).Store(closed);
        (UpperBits(x1, x3, 0) * step).Store(open);
    }

    /// <summary>The upper 24 bits of the two words of each block, side by side, plus
    /// <paramref name="offset"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> UpperBits(Vector256<ulong> even, Vector256<ulong> odd, int offset)
    {
        Vector256<uint> words = Avx2.Blend(even.AsUInt32(), (odd << 32).AsUInt32(), 0b10101010);
        return Avx.ConvertToVector256Single((words >>> 8).AsInt32() + Vector256.Create(offset));
    }
}
