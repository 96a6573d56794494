namespace GmmVae.Domain.Numerics;

/// <summary>
/// Elementary functions in double precision that give the same bits on every machine.
/// </summary>
/// <remarks>
/// <para>
/// The platform's mathematical library picks its code by processor, so its last bits differ between machines. These
/// functions use only + - * / , fused multiply-add, rounding to integers and bit operations, each of which IEEE 754
/// defines to the bit. Coefficients are those of the Taylor series, on intervals short enough for double precision.
/// </para>
/// <para>
/// Every function is pure, allocates nothing and never throws. NaN in gives NaN out. Errors are below 1 unit in the
/// last place for <see cref="Exp"/>, <see cref="Log"/>, <see cref="Sin"/> and <see cref="Cos"/>, and below 3 for the
/// others; the tests hold them to 2 and 4 of the platform's library.
/// </para>
/// </remarks>
internal static partial class PortableMath
{
    // ln 2 in two parts; the first ends in zeros, so that k * Ln2High is exact for |k| < 2^20.
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;
    private const double InverseLn2 = 1.44269504088896338700;
    private const double ExpOverflow = 709.782712893384;
    private const double ExpUnderflow = -745.1332191019412;

    /// <summary>e to the power <paramref name="x"/>. Overflows to +∞ above 709.78, is subnormal below −708.4 and 0
    /// below −745.13.</summary>
    public static double Exp(double x)
    {
        if (double.IsNaN(x)) return x;
        if (x > ExpOverflow) return double.PositiveInfinity;
        if (x < ExpUnderflow) return 0;
        return ExpOfSum(x, 0);
    }

    /// <summary>e to the power <paramref name="x"/>, minus 1, without cancellation near 0. −0 gives −0, −∞ gives
    /// −1.</summary>
    public static double Expm1(double x)
    {
        if (double.IsNaN(x) || x == 0) return x;
        if (x > 39) return Exp(x);
        if (x < -37.5) return -1;
        var (k, r, tail) = ReduceByLn2(x, 0);
        var p = r + (ExpRemainder(r) + tail);
        if (k == 0) return p;
        var scale = PowerOfTwo(k);
        return scale * p + (scale - 1);
    }

    /// <summary>The hyperbolic tangent, in [−1, 1]; −0 gives −0.</summary>
    public static double Tanh(double x)
    {
        if (double.IsNaN(x) || x == 0) return x;
        var a = Math.Abs(x);
        double t;
        if (a > 22) t = 1;
        else if (a >= 1) t = 1 - 2 / (Expm1(2 * a) + 2);
        else
        {
            var e = Expm1(-2 * a);
            t = -e / (e + 2);
        }

        return x < 0 ? -t : t;
    }

    /// <summary>The logistic function 1 / (1 + e^−x), in [0, 1], accurate in both tails.</summary>
    public static double Sigmoid(double x)
    {
        if (x >= 0) return 1 / (1 + Exp(-x));
        var e = Exp(x);
        return e / (1 + e);
    }

    /// <summary>ln(1 + e^x), without overflow; x itself for large x, e^x for very negative x.</summary>
    public static double Softplus(double x) => Math.Max(x, 0) + Log1p(Exp(-Math.Abs(x)));

    /// <summary>ln Σ e^x over <paramref name="values"/>, shifted by the maximum so that it neither overflows nor
    /// underflows. The sum runs in the order of the span.</summary>
    /// <returns>−∞ for an empty span or when every value is −∞; +∞ when the maximum is +∞; NaN when any value is
    /// NaN.</returns>
    public static double LogSumExp(ReadOnlySpan<double> values)
    {
        var max = double.NegativeInfinity;
        foreach (var v in values)
        {
            if (double.IsNaN(v)) return double.NaN;
            max = Math.Max(max, v);
        }

        if (double.IsInfinity(max)) return max;
        var sum = 0.0;
        foreach (var v in values) sum += Exp(v - max);
        return max + Log(sum);
    }

    /// <summary>e^(x + tail) for a tail far smaller than x; x must lie within the finite range.</summary>
    private static double ExpOfSum(double x, double tail)
    {
        var (k, r, low) = ReduceByLn2(x, tail);
        return Scale(1 + (r + (ExpRemainder(r) + low)), k);
    }

    /// <summary>x + tail = k ln 2 + r + low with |r| at most half ln 2; low includes the factor
    /// e^r to first order.</summary>
    private static (int K, double R, double Low) ReduceByLn2(double x, double tail)
    {
        var k = Math.Floor(x * InverseLn2 + 0.5);
        var high = x - k * Ln2High;
        var low = k * Ln2Low - tail;
        var r = high - low;
        var rest = (high - r) - low;
        return ((int)k, r, rest + rest * r);
    }

    /// <summary>e^r − 1 − r for |r| below 0.36.</summary>
    private static double ExpRemainder(double r)
    {
        var p = 1.0 / 87178291200;
        p = p * r + 1.0 / 6227020800;
        p = p * r + 1.0 / 479001600;
        p = p * r + 1.0 / 39916800;
        p = p * r + 1.0 / 3628800;
        p = p * r + 1.0 / 362880;
        p = p * r + 1.0 / 40320;
        p = p * r + 1.0 / 5040;
        p = p * r + 1.0 / 720;
        p = p * r + 1.0 / 120;
        p = p * r + 1.0 / 24;
        p = p * r + 1.0 / 6;
        p = p * r + 0.5;
        return r * r * p;
    }

    /// <summary>y 2^k for y near 1, rounded once even where the result is subnormal.</summary>
    private static double Scale(double y, int k)
    {
        if (k > 1023) return y * 2 * PowerOfTwo(k - 1);
        if (k >= -1022) return y * PowerOfTwo(k);
        return y * PowerOfTwo(k + 64) * PowerOfTwo(-64);
    }

    private static double PowerOfTwo(int k) => BitConverter.Int64BitsToDouble((long)(k + 1023) << 52);
}
