using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GmmVae.Engine;

/// <summary>Copies a run of numbers whose length is known to be in some range, by the widest moves that fit, the last one so that it ends where the run does.</summary>
internal unsafe interface IRun
{
    static abstract void Copy(float* source, float* target, int length);
}

/// <summary>Sixteen numbers or more.</summary>
internal readonly unsafe struct LongRun : IRun
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(float* source, float* target, int length)
    {
        int i = 0;
        for (; i < length - Vector512<float>.Count; i += Vector512<float>.Count)
            Vector512.Load(source + i).Store(target + i);
        i = length - Vector512<float>.Count;
        Vector512.Load(source + i).Store(target + i);
    }
}

/// <summary>Eight to sixteen.</summary>
internal readonly unsafe struct MiddleRun : IRun
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(float* source, float* target, int length)
    {
        int i = length - Vector256<float>.Count;
        Vector256.Load(source).Store(target);
        Vector256.Load(source + i).Store(target + i);
    }
}

/// <summary>Four to eight.</summary>
internal readonly unsafe struct ShortRun : IRun
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(float* source, float* target, int length)
    {
        int i = length - Vector128<float>.Count;
        Vector128.Load(source).Store(target);
        Vector128.Load(source + i).Store(target + i);
    }
}

/// <summary>Any number.</summary>
internal readonly unsafe struct AnyRun : IRun
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(float* source, float* target, int length) =>
        new ReadOnlySpan<float>(source, length).CopyTo(new Span<float>(target, length));
}
