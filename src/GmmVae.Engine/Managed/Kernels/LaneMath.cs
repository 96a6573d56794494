using System.Runtime.CompilerServices;

namespace GmmVae.Engine.Managed.Kernels;

/// <summary>
/// Single-precision elementary functions on registers: the polynomials of the Cephes library (Moshier), evaluated with
/// fused multiply-adds. A lane's result depends on that lane only and is the same on every <see cref="VectorPath"/>.
/// </summary>
internal static class LaneMath
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>ln 2 in two pieces, of which whole multiples of the first are exact.</summary>
    private const float LogTwoHigh = 0.693359375f;

    private const float LogTwoLow = -2.12194440e-4f;

    private const float LogTwoInverse = 1.44269504088896341f;

    private const float SquareRootTwoMinusOne = 0.414213562f;

    private const float LeastNormal = 1.17549435e-38f;

    /// <summary>e^x; 0 below about -103.9, ∞ above about 88.7.</summary>
    [MethodImpl(Inline)]
    public static TVector Exp<TLanes, TVector>(TVector x)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        // The clamp is far outside the finite range: it only keeps the exponent arithmetic in bounds. NaN passes.
        TVector limit = TLanes.Broadcast(120f);
        x = TLanes.Select(TLanes.GreaterThan(x, limit), limit, x);
        limit = TLanes.Broadcast(-120f);
        x = TLanes.Select(TLanes.GreaterThan(limit, x), limit, x);

        TVector power = TLanes.Round(TLanes.Multiply(x, TLanes.Broadcast(LogTwoInverse)));
        TVector rest = TLanes.FusedMultiplyAdd(power, TLanes.Broadcast(-LogTwoHigh), x);
        rest = TLanes.FusedMultiplyAdd(power, TLanes.Broadcast(-LogTwoLow), rest);

        TVector sum = TLanes.Broadcast(1.9875691500e-4f);
        sum = TLanes.FusedMultiplyAdd(sum, rest, TLanes.Broadcast(1.3981999507e-3f));
        sum = TLanes.FusedMultiplyAdd(sum, rest, TLanes.Broadcast(8.3334519073e-3f));
        sum = TLanes.FusedMultiplyAdd(sum, rest, TLanes.Broadcast(4.1665795894e-2f));
        sum = TLanes.FusedMultiplyAdd(sum, rest, TLanes.Broadcast(1.6666665459e-1f));
        sum = TLanes.FusedMultiplyAdd(sum, rest, TLanes.Broadcast(5.0000001201e-1f));
        sum = TLanes.FusedMultiplyAdd(sum, TLanes.Multiply(rest, rest), rest);
        return TLanes.Scale(TLanes.Add(sum, TLanes.Broadcast(1f)), power);
    }

    /// <summary>ln x; -∞ at 0, NaN below.</summary>
    [MethodImpl(Inline)]
    public static TVector Log<TLanes, TVector>(TVector x)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        TVector zero = TLanes.Broadcast(0f);
        TVector infinity = TLanes.Broadcast(float.PositiveInfinity);
        TVector tiny = TLanes.GreaterThan(TLanes.Broadcast(LeastNormal), x);
        TVector normal = TLanes.Select(tiny, TLanes.Multiply(x, TLanes.Broadcast(8388608f)), x);
        TVector mantissa = TLanes.SplitExponent(normal, out TVector exponent);
        exponent = TLanes.Select(tiny, TLanes.Subtract(exponent, TLanes.Broadcast(23f)), exponent);

        TVector result = LogNearOne<TLanes, TVector>(TLanes.Subtract(mantissa, TLanes.Broadcast(1f)), exponent);
        result = TLanes.Select(TLanes.AreEqual(x, infinity), infinity, result);
        TVector outside = TLanes.Select(
            TLanes.AreEqual(x, zero), TLanes.Broadcast(float.NegativeInfinity), TLanes.Broadcast(float.NaN));
        return TLanes.Select(TLanes.GreaterThan(x, zero), result, outside);
    }

    /// <summary>ln(1 + x) for 0 ≤ x ≤ 1, to the relative precision of x.</summary>
    [MethodImpl(Inline)]
    public static TVector LogOnePlusUnit<TLanes, TVector>(TVector x)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        TVector one = TLanes.Broadcast(1f);
        TVector halve = TLanes.GreaterThan(x, TLanes.Broadcast(SquareRootTwoMinusOne));
        TVector halved = TLanes.Multiply(TLanes.Subtract(x, one), TLanes.Broadcast(0.5f));
        return LogNearOne<TLanes, TVector>(
            TLanes.Select(halve, halved, x), TLanes.Select(halve, one, TLanes.Broadcast(0f)));
    }

    /// <summary>The hyperbolic tangent.</summary>
    [MethodImpl(Inline)]
    public static TVector Tanh<TLanes, TVector>(TVector x)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        TVector square = TLanes.Multiply(x, x);
        TVector sum = TLanes.Broadcast(-5.70498872745e-3f);
        sum = TLanes.FusedMultiplyAdd(sum, square, TLanes.Broadcast(2.06390887954e-2f));
        sum = TLanes.FusedMultiplyAdd(sum, square, TLanes.Broadcast(-5.37397155531e-2f));
        sum = TLanes.FusedMultiplyAdd(sum, square, TLanes.Broadcast(1.33314422036e-1f));
        sum = TLanes.FusedMultiplyAdd(sum, square, TLanes.Broadcast(-3.33332819422e-1f));
        TVector small = TLanes.FusedMultiplyAdd(TLanes.Multiply(sum, square), x, x);

        TVector size = TLanes.Absolute(x);
        TVector one = TLanes.Broadcast(1f);
        TVector grown = Exp<TLanes, TVector>(TLanes.Add(size, size));
        TVector large = TLanes.Subtract(one, TLanes.Divide(TLanes.Broadcast(2f), TLanes.Add(grown, one)));
        return TLanes.CopySign(TLanes.Select(TLanes.GreaterThan(TLanes.Broadcast(0.625f), size), small, large), x);
    }

    /// <summary>1 / (1 + e^-x).</summary>
    [MethodImpl(Inline)]
    public static TVector Sigmoid<TLanes, TVector>(TVector x)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        TVector one = TLanes.Broadcast(1f);
        return TLanes.Divide(one, TLanes.Add(one, Exp<TLanes, TVector>(TLanes.Negate(x))));
    }

    /// <summary>ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|).</summary>
    [MethodImpl(Inline)]
    public static TVector Softplus<TLanes, TVector>(TVector x)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        TVector zero = TLanes.Broadcast(0f);
        TVector decayed = Exp<TLanes, TVector>(TLanes.Negate(TLanes.Absolute(x)));
        TVector positive = TLanes.Select(TLanes.GreaterThan(x, zero), x, zero);
        return TLanes.Add(positive, LogOnePlusUnit<TLanes, TVector>(decayed));
    }

    /// <summary>Cosine and sine of 2π · turns, for 0 ≤ turns ≤ 1 with at most 24 bits.</summary>
    [MethodImpl(Inline)]
    public static TVector CosineOfTurns<TLanes, TVector>(TVector turns, out TVector sine)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        TVector one = TLanes.Broadcast(1f);
        TVector quadrant = TLanes.Round(TLanes.Multiply(turns, TLanes.Broadcast(4f)));
        TVector rest = TLanes.FusedMultiplyAdd(quadrant, TLanes.Broadcast(-0.25f), turns);
        TVector angle = TLanes.Multiply(rest, TLanes.Broadcast(6.28318530717958648f));
        TVector square = TLanes.Multiply(angle, angle);

        TVector odd = TLanes.Broadcast(-1.9515295891e-4f);
        odd = TLanes.FusedMultiplyAdd(odd, square, TLanes.Broadcast(8.3321608736e-3f));
        odd = TLanes.FusedMultiplyAdd(odd, square, TLanes.Broadcast(-1.6666654611e-1f));
        odd = TLanes.FusedMultiplyAdd(TLanes.Multiply(odd, square), angle, angle);

        TVector even = TLanes.Broadcast(2.443315711809948e-5f);
        even = TLanes.FusedMultiplyAdd(even, square, TLanes.Broadcast(-1.388731625493765e-3f));
        even = TLanes.FusedMultiplyAdd(even, square, TLanes.Broadcast(4.166664568298827e-2f));
        even = TLanes.FusedMultiplyAdd(even, square, TLanes.Broadcast(-0.5f));
        even = TLanes.FusedMultiplyAdd(even, square, one);

        // Quadrants 1 and 3 swap the two; cosine is negative in 1 and 2, sine in 2 and 3; quadrant 4 is 0 again.
        TVector swap = TLanes.AreEqual(
            TLanes.Absolute(TLanes.Subtract(quadrant, TLanes.Broadcast(2f))), one);
        TVector cosine = TLanes.Select(swap, odd, even);
        sine = TLanes.Select(swap, even, odd);
        TVector cosineFlips = InQuadrants<TLanes, TVector>(quadrant, 1.5f, 1f);
        TVector sineFlips = InQuadrants<TLanes, TVector>(quadrant, 2.5f, 1f);
        sine = TLanes.Select(sineFlips, TLanes.Negate(sine), sine);
        return TLanes.Select(cosineFlips, TLanes.Negate(cosine), cosine);
    }

    /// <summary>Mask of |quadrant − middle| &lt; distance.</summary>
    [MethodImpl(Inline)]
    private static TVector InQuadrants<TLanes, TVector>(TVector quadrant, float middle, float distance)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct =>
        TLanes.GreaterThan(
            TLanes.Broadcast(distance),
            TLanes.Absolute(TLanes.Subtract(quadrant, TLanes.Broadcast(middle))));

    /// <summary>ln(1 + x) + exponent · ln 2, for √½ ≤ 1 + x &lt; √2.</summary>
    [MethodImpl(Inline)]
    private static TVector LogNearOne<TLanes, TVector>(TVector x, TVector exponent)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        TVector square = TLanes.Multiply(x, x);
        TVector sum = TLanes.Broadcast(7.0376836292e-2f);
        sum = TLanes.FusedMultiplyAdd(sum, x, TLanes.Broadcast(-1.1514610310e-1f));
        sum = TLanes.FusedMultiplyAdd(sum, x, TLanes.Broadcast(1.1676998740e-1f));
        sum = TLanes.FusedMultiplyAdd(sum, x, TLanes.Broadcast(-1.2420140846e-1f));
        sum = TLanes.FusedMultiplyAdd(sum, x, TLanes.Broadcast(1.4249322787e-1f));
        sum = TLanes.FusedMultiplyAdd(sum, x, TLanes.Broadcast(-1.6668057665e-1f));
        sum = TLanes.FusedMultiplyAdd(sum, x, TLanes.Broadcast(2.0000714765e-1f));
        sum = TLanes.FusedMultiplyAdd(sum, x, TLanes.Broadcast(-2.4999993993e-1f));
        sum = TLanes.FusedMultiplyAdd(sum, x, TLanes.Broadcast(3.3333331174e-1f));
        sum = TLanes.Multiply(TLanes.Multiply(sum, x), square);
        sum = TLanes.FusedMultiplyAdd(exponent, TLanes.Broadcast(LogTwoLow), sum);
        sum = TLanes.FusedMultiplyAdd(square, TLanes.Broadcast(-0.5f), sum);
        return TLanes.FusedMultiplyAdd(exponent, TLanes.Broadcast(LogTwoHigh), TLanes.Add(x, sum));
    }
}
