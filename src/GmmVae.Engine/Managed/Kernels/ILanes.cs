using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GmmVae.Engine.Managed.Kernels;

/// <summary>
/// A vector register of single-precision numbers, so that a kernel is written once and compiled for each width.
/// Every operation acts on each lane alone and is exact or correctly rounded: that makes all widths agree bit for bit
/// (except for which NaN a NaN is).
/// </summary>
/// <typeparam name="TVector">The register type; a comparison's result is such a register with all bits of a lane set
/// or clear.</typeparam>
internal unsafe interface ILanes<TVector>
    where TVector : struct
{
    /// <summary>Numbers in a register; divides 16.</summary>
    static abstract int Count { get; }

    static abstract TVector Load(float* source);

    static abstract void Store(float* target, TVector value);

    /// <summary>Reads the first <paramref name="count"/> lanes; the rest hold <paramref name="rest"/>.</summary>
    static abstract TVector LoadPartial(float* source, int count, TVector rest);

    /// <summary>Writes the first <paramref name="count"/> lanes and no other memory.</summary>
    static abstract void StorePartial(float* target, TVector value, int count);

    static abstract TVector Broadcast(float value);

    static abstract TVector Add(TVector left, TVector right);

    static abstract TVector Subtract(TVector left, TVector right);

    static abstract TVector Multiply(TVector left, TVector right);

    static abstract TVector Divide(TVector left, TVector right);

    /// <summary>left · right + addend, rounded once.</summary>
    static abstract TVector FusedMultiplyAdd(TVector left, TVector right, TVector addend);

    static abstract TVector SquareRoot(TVector value);

    static abstract TVector Absolute(TVector value);

    static abstract TVector Negate(TVector value);

    static abstract TVector CopySign(TVector magnitude, TVector sign);

    /// <summary>The larger of a magnitude and that of a value, NaN above infinity.</summary>
    static abstract TVector LargerMagnitude(TVector largest, TVector value);

    /// <summary>To the nearest integer, ties to even.</summary>
    static abstract TVector Round(TVector value);

    /// <summary>Mask of left &gt; right; clear where either is NaN.</summary>
    static abstract TVector GreaterThan(TVector left, TVector right);

    /// <summary>Mask of left = right; clear where either is NaN.</summary>
    static abstract TVector AreEqual(TVector left, TVector right);

    /// <summary><paramref name="whenSet"/> where the mask is set, else <paramref name="whenClear"/>.</summary>
    static abstract TVector Select(TVector mask, TVector whenSet, TVector whenClear);

    /// <summary>value · 2^exponent, rounded once, for 0.5 ≤ value &lt; 2 and whole exponents in [-200, 200].</summary>
    static abstract TVector Scale(TVector value, TVector exponent);

    /// <summary>
    /// Writes a positive normal number as mantissa · 2^exponent with the mantissa in [√½, √2); anything for other
    /// input.
    /// </summary>
    static abstract TVector SplitExponent(TVector value, out TVector exponent);

    /// <summary>Lane i takes lane i + distance, for i &lt; distance; other lanes hold anything. 8, 4, 2 or 1, less
    /// than the count.</summary>
    static abstract TVector MoveDown(TVector value, int distance);

    /// <summary>Lane 0.</summary>
    static abstract float First(TVector value);
}

/// <summary>What <see cref="ILanes{TVector}"/> implementations share.</summary>
internal static class LaneBits
{
    /// <summary>The bits of √½, where <see cref="ILanes{TVector}.SplitExponent"/> cuts.</summary>
    public const int HalfSquareRoot = 0x3f3504f3;

    public const int ExponentBias = 127;

    public const int MantissaBits = 23;

    /// <summary>All but the sign. Magnitudes are ordered as their bits are, and NaN above infinity.</summary>
    public const int Magnitude = 0x7fffffff;
}

/// <summary>The instruction sets a kernel is compiled for; all give the same bits.</summary>
internal enum VectorPath
{
    /// <summary>One element at a time, with a correctly rounded fused multiply-add.</summary>
    Portable,

    /// <summary>Eight elements at a time, with the AVX2 and FMA instructions.</summary>
    Vector256,

    /// <summary>Sixteen elements at a time, with the AVX-512 instructions.</summary>
    Vector512,
}

/// <summary>Which <see cref="VectorPath"/> this process may take.</summary>
internal static class VectorPaths
{
    /// <summary>The widest path of this machine.</summary>
    public static VectorPath Best =>
        IsSupported(VectorPath.Vector512) ? VectorPath.Vector512
        : IsSupported(VectorPath.Vector256) ? VectorPath.Vector256
        : VectorPath.Portable;

    /// <summary>The numbers in a vector of a path.</summary>
    public static int LanesOf(VectorPath path) => path switch
    {
        VectorPath.Vector512 => Lanes512.Count,
        VectorPath.Vector256 => Lanes256.Count,
        _ => LanesPortable.Count,
    };

    /// <summary>Whether <paramref name="path"/> can run here.</summary>
    public static bool IsSupported(VectorPath path) => path switch
    {
        VectorPath.Vector512 => Vector512.IsHardwareAccelerated && Avx512F.IsSupported && Fma.IsSupported,
        VectorPath.Vector256 => Fma.IsSupported && Avx2.IsSupported,
        _ => true,
    };
}
