using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GmmVae.Engine.Managed.Kernels;

/// <summary>Conversion of stored bytes (pixels) to numbers.</summary>
internal static unsafe class Bytes
{
    private const int CacheLine = 64;

    /// <summary>Asks for bytes that will be read soon.</summary>
    internal static void Fetch(ReadOnlySpan<byte> bytes)
    {
        if (!Sse.IsSupported)
            return;
        fixed (byte* start = bytes)
        {
            for (int i = 0; i < bytes.Length; i += CacheLine)
                Sse.Prefetch0(start + i);
        }
    }

    /// <summary>y = x · scale, rounded once; the same bits on every machine.</summary>
    /// <param name="x">Values 0..255.</param>
    /// <param name="scale">Factor, e.g. 1/255.</param>
    /// <param name="y">Output, of the same length.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale(ReadOnlySpan<byte> x, float scale, Span<float> y)
    {
        if (x.Length != y.Length)
            throw new ArgumentException($"The input has {x.Length} elements, the output {y.Length}.", nameof(x));
        int i = 0;
        if (Avx2.IsSupported)
        {
            Vector256<float> factor = Vector256.Create(scale);
            fixed (byte* source = x)
            fixed (float* target = y)
            {
                for (; i <= x.Length - 8; i += 8)
                {
                    Vector256<int> integers = Avx2.ConvertToVector256Int32(source + i);
                    (Avx.ConvertToVector256Single(integers) * factor).Store(target + i);
                }
            }
        }

        for (; i < x.Length; i++)
            y[i] = x[i] * scale;
    }
}
