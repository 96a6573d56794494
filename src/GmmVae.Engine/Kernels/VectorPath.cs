using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GmmVae.Engine;

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
