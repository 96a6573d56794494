using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GmmVae.Engine.Managed.Kernels;

/// <summary>
/// One step of Adam over parameters, gradients and moments in a single pass, and of a moving average that follows the
/// parameters, if there is one. Each operation is rounded once, in the order written below: the bits are those of the
/// elementwise kernels one after another.
/// </summary>
internal static unsafe class Adam
{
    /// <summary>
    /// g = gradient · clip; first = first · β₁ + g · (1 − β₁); second = second · β₂ + g² · (1 − β₂); parameter = parameter · kept −
    /// rate · (first · correction₁) / (√(second · correction₂) + ε); follower = follower · decay + parameter · gain.
    /// </summary>
    /// <param name="path">The instruction set.</param>
    /// <param name="factors">The numbers.</param>
    /// <param name="gradient">The gradient.</param>
    /// <param name="parameter">Replaced; all spans have one length and do not overlap.</param>
    /// <param name="first">Replaced.</param>
    /// <param name="second">Replaced.</param>
    /// <param name="follower">Replaced; empty if there is none.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Step(
        VectorPath path, in AdamFactors factors, ReadOnlySpan<float> gradient, Span<float> parameter, Span<float> first,
        Span<float> second, Span<float> follower)
    {
        int length = parameter.Length;
        if (gradient.Length != length || first.Length != length || second.Length != length
            || (follower.Length != 0 && follower.Length != length))
        {
            throw new ArgumentException("Gradient, moments and follower must be as long as the parameter.");
        }

        fixed (float* g = gradient, p = parameter, m = first, v = second, f = follower)
        {
            if (path == VectorPath.Vector512)
                Run<Lanes512, Vector512<float>>(in factors, g, p, m, v, f, length);
            else if (path == VectorPath.Vector256)
                Run<Lanes256, Vector256<float>>(in factors, g, p, m, v, f, length);
            else
                Run<LanesPortable, float>(in factors, g, p, m, v, f, length);
        }
    }

    /// <summary>How many floats ahead memory is asked for, which the processor does by itself only up to the end of a page.</summary>
    private const int Ahead = 1024;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TLanes, TVector>(
        in AdamFactors factors, float* gradient, float* parameter, float* first, float* second, float* follower, int length)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        TVector clip = TLanes.Broadcast(factors.Clip);
        TVector firstDecay = TLanes.Broadcast(factors.FirstDecay);
        TVector firstGain = TLanes.Broadcast(factors.FirstGain);
        TVector secondDecay = TLanes.Broadcast(factors.SecondDecay);
        TVector secondGain = TLanes.Broadcast(factors.SecondGain);
        TVector firstCorrection = TLanes.Broadcast(factors.FirstCorrection);
        TVector secondCorrection = TLanes.Broadcast(factors.SecondCorrection);
        TVector rate = TLanes.Broadcast(factors.Rate);
        TVector epsilon = TLanes.Broadcast(factors.Epsilon);
        TVector kept = TLanes.Broadcast(factors.Kept);
        TVector followerDecay = TLanes.Broadcast(factors.FollowerDecay);
        TVector followerGain = TLanes.Broadcast(factors.FollowerGain);
        for (int i = 0; i < length; i += TLanes.Count)
        {
            int count = length - i;
            if (Sse.IsSupported)
            {
                Sse.Prefetch0(gradient + i + Ahead);
                Sse.Prefetch0(first + i + Ahead);
                Sse.Prefetch0(second + i + Ahead);
                Sse.Prefetch0(parameter + i + Ahead);
            }

            TVector g = TLanes.Multiply(Load(gradient + i), clip);
            TVector m = TLanes.Add(TLanes.Multiply(Load(first + i), firstDecay), TLanes.Multiply(g, firstGain));
            TVector v = TLanes.Add(
                TLanes.Multiply(Load(second + i), secondDecay), TLanes.Multiply(TLanes.Multiply(g, g), secondGain));
            TVector root = TLanes.Add(TLanes.SquareRoot(TLanes.Multiply(v, secondCorrection)), epsilon);
            TVector step = TLanes.Divide(TLanes.Multiply(rate, TLanes.Multiply(m, firstCorrection)), root);
            TVector p = TLanes.Subtract(TLanes.Multiply(Load(parameter + i), kept), step);
            Store(first + i, m);
            Store(second + i, v);
            Store(parameter + i, p);
            if (follower != null)
            {
                Store(follower + i, TLanes.Add(
                    TLanes.Multiply(Load(follower + i), followerDecay), TLanes.Multiply(p, followerGain)));
            }

            TVector Load(float* source) =>
                count >= TLanes.Count ? TLanes.Load(source) : TLanes.LoadPartial(source, count, default);

            void Store(float* target, TVector value)
            {
                if (count >= TLanes.Count)
                    TLanes.Store(target, value);
                else
                    TLanes.StorePartial(target, value, count);
            }
        }
    }
}

/// <summary>The numbers that one step of Adam applies to every element.</summary>
/// <param name="Clip">What the gradient is multiplied by first; 1 changes no bit.</param>
/// <param name="FirstDecay">What the first moment keeps of itself.</param>
/// <param name="FirstGain">What it takes of the gradient.</param>
/// <param name="SecondDecay">What the second moment keeps of itself.</param>
/// <param name="SecondGain">What it takes of the gradient's square.</param>
/// <param name="FirstCorrection">What the first moment is multiplied by against its start at 0.</param>
/// <param name="SecondCorrection">The same for the second.</param>
/// <param name="Rate">The step size.</param>
/// <param name="Epsilon">Added to the root.</param>
/// <param name="Kept">What the parameter is multiplied by first; 1 changes no bit.</param>
/// <param name="FollowerDecay">What the follower keeps of itself.</param>
/// <param name="FollowerGain">What it takes of the parameter's next value.</param>
internal readonly record struct AdamFactors(
    float Clip,
    float FirstDecay,
    float FirstGain,
    float SecondDecay,
    float SecondGain,
    float FirstCorrection,
    float SecondCorrection,
    float Rate,
    float Epsilon,
    float Kept,
    float FollowerDecay = 0,
    float FollowerGain = 0);
