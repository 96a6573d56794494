using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace GmmVae.Engine.Engines;

/// <summary>Notices numbers that are not finite, or so large that their squares are not, before they reach the parameters.</summary>
internal static class NumericGuard
{
    /// <summary>
    /// Magnitudes from here on count as overflow: the optimizer squares gradients, and squares beyond 3.4e38 are infinite in
    /// single precision.
    /// </summary>
    public const float Limit = 1e18f;

    /// <summary>Whether no element is infinite or NaN.</summary>
    public static bool AreFinite(ReadOnlySpan<float> values) => AllBelow(values, float.PositiveInfinity);

    /// <summary>Whether the magnitude of every element is below <see cref="Limit"/>.</summary>
    public static bool IsSound(ReadOnlySpan<float> values) => AllBelow(values, Limit);

    /// <summary>Whether the magnitude of every element is below a limit; no NaN is.</summary>
    /// <param name="values">Any numbers; an empty span has none.</param>
    /// <param name="limit">A positive number.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool AllBelow(ReadOnlySpan<float> values, float limit)
    {
        // Magnitudes are ordered as their bits are, and NaN above infinity.
        var most = BitConverter.SingleToInt32Bits(limit) - 1;
        var mask = Vector256.Create(int.MaxValue);
        var greatest = Vector256<int>.Zero;
        ref var source = ref MemoryMarshal.GetReference(values);
        var i = 0;
        for (; i <= values.Length - 16; i += 16)
        {
            var low = Vector256.LoadUnsafe(ref source, (nuint)i).AsInt32() & mask;
            var high = Vector256.LoadUnsafe(ref source, (nuint)i + 8).AsInt32() & mask;
            greatest = Vector256.Max(greatest, Vector256.Max(low, high));
        }

        var below = !Vector256.GreaterThanAny(greatest, Vector256.Create(most));
        for (; i < values.Length; i++)
            below &= (BitConverter.SingleToInt32Bits(values[i]) & int.MaxValue) <= most;
        return below;
    }
}
