namespace GmmVae.Domain.Numerics;

internal static partial class PortableMath
{
    // π/2 in three parts, the first two of 33 bits, together good to 118 bits.
    private const double HalfPiHigh = 1.57079632673412561417;
    private const double HalfPiMiddle = 6.07710050630396597660e-11;
    private const double HalfPiLow = 2.02226624879595063154e-21;
    private const double TwoOverPi = 0.636619772367581343076;
    private const double ReductionLimit = 1 << 30;
    private const double QuarterPi = 0.785398163397448309616;

    /// <summary>The sine of an angle in radians, accurate for |x| ≤ 2^30. Beyond, the angle is first reduced by the
    /// double nearest 2π: the result is a sine of a nearby angle, in [−1, 1]. ±∞ gives NaN, −0 gives −0.</summary>
    public static double Sin(double x)
    {
        if (x == 0) return x;
        var (quadrant, r, low) = ReduceByHalfPi(x);
        return quadrant switch
        {
            0 => SinOfReduced(r, low),
            1 => CosOfReduced(r, low),
            2 => -SinOfReduced(r, low),
            _ => -CosOfReduced(r, low),
        };
    }

    /// <summary>The cosine of an angle in radians; range and special cases as for <see cref="Sin"/>, 0 gives
    /// 1.</summary>
    public static double Cos(double x)
    {
        var (quadrant, r, low) = ReduceByHalfPi(x);
        return quadrant switch
        {
            0 => CosOfReduced(r, low),
            1 => -SinOfReduced(r, low),
            2 => -CosOfReduced(r, low),
            _ => SinOfReduced(r, low),
        };
    }

    /// <summary>x = n π/2 + r + low, |r| ≤ π/4, with n modulo 4.</summary>
    private static (int Quadrant, double R, double Low) ReduceByHalfPi(double x)
    {
        if (!double.IsFinite(x)) return (0, double.NaN, 0);
        if (Math.Abs(x) <= QuarterPi) return (0, x, 0);

        // The remainder of two doubles is exact.
        if (Math.Abs(x) > ReductionLimit) x %= Math.Tau;
        var n = Math.Floor(x * TwoOverPi + 0.5);
        var high = Math.FusedMultiplyAdd(-n, HalfPiHigh, x);
        var (middle, error) = ExactSum(high, -(n * HalfPiMiddle));
        error -= Math.FusedMultiplyAdd(n, HalfPiMiddle, -(n * HalfPiMiddle));
        var (r, low) = ExactSum(middle, error - n * HalfPiLow);
        return ((int)((long)n & 3), r, low);
    }

    private static double SinOfReduced(double r, double low)
    {
        var z = r * r;
        var p = 1.0 / 355687428096000;
        p = p * z - 1.0 / 1307674368000;
        p = p * z + 1.0 / 6227020800;
        p = p * z - 1.0 / 39916800;
        p = p * z + 1.0 / 362880;
        p = p * z - 1.0 / 5040;
        p = p * z + 1.0 / 120;
        p = p * z - 1.0 / 6;
        return r + (r * z * p + low * (1 - 0.5 * z));
    }

    private static double CosOfReduced(double r, double low)
    {
        var z = r * r;
        var p = -1.0 / 6402373705728000;
        p = p * z + 1.0 / 20922789888000;
        p = p * z - 1.0 / 87178291200;
        p = p * z + 1.0 / 479001600;
        p = p * z - 1.0 / 3628800;
        p = p * z + 1.0 / 40320;
        p = p * z - 1.0 / 720;
        p = p * z + 1.0 / 24;

        // 1 − z/2 rounds; what it lost is added with the small terms.
        var half = 0.5 * z;
        var first = 1 - half;
        return first + (((1 - first) - half) + (z * z * p - r * low));
    }
}
