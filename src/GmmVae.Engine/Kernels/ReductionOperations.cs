using System.Runtime.CompilerServices;

namespace GmmVae.Engine;

/// <summary>A sum-like operation in a fixed order.</summary>
internal interface IReduction
{
    /// <summary>What an empty reduction gives; combining it changes nothing.</summary>
    static abstract float Identity { get; }

    /// <summary>An element that contributes the identity.</summary>
    static abstract float Padding { get; }

    /// <summary>What an element contributes; <paramref name="shift"/> is one number for the whole reduction.</summary>
    static abstract TVector Map<TLanes, TVector>(TVector element, TVector shift)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct;

    static abstract TVector Combine<TLanes, TVector>(TVector sum, TVector contribution)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct;
}

internal readonly struct SumReduction : IReduction
{
    public static float Identity => 0f;

    public static float Padding => 0f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Map<TLanes, TVector>(TVector element, TVector shift)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct =>
        element;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Combine<TLanes, TVector>(TVector sum, TVector contribution)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct =>
        TLanes.Add(sum, contribution);
}

internal readonly struct MaxReduction : IReduction
{
    public static float Identity => float.NegativeInfinity;

    public static float Padding => float.NegativeInfinity;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Map<TLanes, TVector>(TVector element, TVector shift)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct =>
        element;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Combine<TLanes, TVector>(TVector sum, TVector contribution)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct =>
        MaximumOperation.Apply<TLanes, TVector>(sum, contribution);
}

/// <summary>Σ e^(element − shift).</summary>
internal readonly struct ShiftedExpReduction : IReduction
{
    public static float Identity => 0f;

    public static float Padding => float.NegativeInfinity;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Map<TLanes, TVector>(TVector element, TVector shift)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct =>
        LaneMath.Exp<TLanes, TVector>(TLanes.Subtract(element, shift));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Combine<TLanes, TVector>(TVector sum, TVector contribution)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct =>
        TLanes.Add(sum, contribution);
}
