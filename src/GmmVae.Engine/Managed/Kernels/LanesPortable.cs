using System.Runtime.CompilerServices;

namespace GmmVae.Engine.Managed.Kernels;

/// <summary>One lane, in plain C#: the path of machines without FMA instructions, and the reference for the
/// others.</summary>
internal readonly unsafe struct LanesPortable : ILanes<float>
{
    public static int Count => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Load(float* source) => *source;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* target, float value) => *target = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float LoadPartial(float* source, int count, float rest) => count > 0 ? *source : rest;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePartial(float* target, float value, int count)
    {
        if (count > 0)
            *target = value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Broadcast(float value) => value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Add(float left, float right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Subtract(float left, float right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Multiply(float left, float right) => left * right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Divide(float left, float right) => left / right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float FusedMultiplyAdd(float left, float right, float addend) =>
        MathF.FusedMultiplyAdd(left, right, addend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float SquareRoot(float value) => MathF.Sqrt(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Absolute(float value) => MathF.Abs(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Negate(float value) => -value;

    public static float LargerMagnitude(float largest, float value) => BitConverter.Int32BitsToSingle(
        Math.Max(BitConverter.SingleToInt32Bits(largest), BitConverter.SingleToInt32Bits(value) & LaneBits.Magnitude));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float CopySign(float magnitude, float sign) => MathF.CopySign(magnitude, sign);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Round(float value) => MathF.Round(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float GreaterThan(float left, float right) => Mask(left > right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float AreEqual(float left, float right) => Mask(left == right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Select(float mask, float whenSet, float whenClear) =>
        BitConverter.SingleToInt32Bits(mask) != 0 ? whenSet : whenClear;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Scale(float value, float exponent)
    {
        // In two steps, since 2^exponent alone may overflow; only the second can round.
        int power = (int)exponent;
        int half = power >> 1;
        return value * PowerOfTwo(half) * PowerOfTwo(power - half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float SplitExponent(float value, out float exponent)
    {
        int bits = BitConverter.SingleToInt32Bits(value);
        int power = (bits - LaneBits.HalfSquareRoot) >> LaneBits.MantissaBits;
        exponent = power;
        return BitConverter.Int32BitsToSingle(bits - (power << LaneBits.MantissaBits));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MoveDown(float value, int distance) => value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float First(float value) => value;

    private static float PowerOfTwo(int power) =>
        BitConverter.Int32BitsToSingle((power + LaneBits.ExponentBias) << LaneBits.MantissaBits);

    private static float Mask(bool set) => BitConverter.Int32BitsToSingle(set ? -1 : 0);
}
