using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>
/// Standard normal numbers as a function of a key, a row and a column: any row can be drawn alone, by any worker, with
/// the same bits.
/// </summary>
/// <remarks>
/// Column j of row r comes from the Philox block with counter words (r low, r high, j / 4, 0); its words x0, x1 give
/// columns 4b and 4b + 1, x2
/// and x3 the next two, by the transform of Box and Muller: √(−2 ln u) times cosine, then sine, of 2πv, with u = (⌊x /
/// 256⌋ + 1)·2^-24
/// from the even word and v = ⌊x / 256⌋·2^-24 from the odd one. |value| ≤ √(48 ln 2) ≈ 5.77.
/// </remarks>
public static unsafe class NormalNoise
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
