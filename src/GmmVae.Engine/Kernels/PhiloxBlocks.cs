using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GmmVae.Domain;

namespace GmmVae.Engine;

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
