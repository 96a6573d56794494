namespace GmmVae.Domain.Numerics;

internal static partial class PortableMath
{
    // 2/3 and ln 2 beyond the double's own bits; the low part of ln 2 is that of Ln2High + Ln2Low.
    private const double TwoThirdsLow = 3.700743415417188e-17;
    private const double Ln2Lowest = 1.1612227229362532e-26;

    /// <summary><paramref name="x"/> to the power <paramref name="y"/>, as e^(y ln x) with the logarithm carried in
    /// two doubles, so that large exponents cost no accuracy.</summary>
    /// <remarks>Special cases are those of IEEE 754: anything to the power 0 is 1, 1 to any power is 1 (NaN
    /// included), a negative base needs an integer exponent (NaN otherwise), 0 and ±∞ keep their sign for odd
    /// integer exponents.</remarks>
    public static double Pow(double x, double y)
    {
        if (y == 0 || x == 1) return 1;
        if (double.IsNaN(x) || double.IsNaN(y)) return double.NaN;
        var a = Math.Abs(x);
        if (double.IsInfinity(y))
            return a == 1 ? 1 : a > 1 == y > 0 ? double.PositiveInfinity : 0;

        var isInteger = Math.Floor(y) == y;
        var isOdd = isInteger && Math.Abs(y) < 9007199254740992.0 && ((long)y & 1) != 0;
        var negate = isOdd && double.IsNegative(x);
        double result;
        if (a == 0 || double.IsInfinity(a)) result = a == 0 == y > 0 ? 0 : double.PositiveInfinity;
        else if (x < 0 && !isInteger) return double.NaN;
        else result = PowOfPositive(a, y);
        return negate ? -result : result;
    }

    /// <summary><paramref name="x"/> to an integer power by repeated squaring; a negative exponent is the reciprocal
    /// of the positive one. Anything to the power 0 is 1.</summary>
    /// <remarks>The relative error grows with the exponent, about |exponent| units in the last place at
    /// most.</remarks>
    public static double Pow(double x, int exponent)
    {
        var result = 1.0;
        var square = x;
        for (var n = (uint)Math.Abs((long)exponent); n != 0; n >>= 1)
        {
            if ((n & 1) != 0) result *= square;
            square *= square;
        }

        return exponent < 0 ? 1 / result : result;
    }

    private static double PowOfPositive(double x, double y)
    {
        var (high, low) = LogInTwoParts(x);
        var product = y * high;
        if (product > ExpOverflow + 1) return double.PositiveInfinity;
        if (product < ExpUnderflow - 1) return 0;
        var tail = Math.FusedMultiplyAdd(y, high, -product) + y * low;
        return ExpOfSum(product, tail);
    }

    /// <summary>ln x as an unevaluated sum of two doubles, with a relative error near 2^−65.</summary>
    private static (double High, double Low) LogInTwoParts(double x)
    {
        var (k, m) = Decompose(x);
        var f = m - 1;
        var d = 2 + f;
        var dLow = f - (d - 2);
        var s = f / d;
        var sLow = (Math.FusedMultiplyAdd(-s, d, f) - s * dLow) / d;

        var z = s * s;
        var zLow = Math.FusedMultiplyAdd(s, s, -z) + 2 * s * sLow;
        var cube = s * z;
        var cubeLow = Math.FusedMultiplyAdd(s, z, -cube) + s * zLow + sLow * z;
        var third = cube * (2.0 / 3);
        var thirdLow = Math.FusedMultiplyAdd(cube, 2.0 / 3, -third) + cubeLow * (2.0 / 3) + cube * TwoThirdsLow;
        var rest = cube * z * ArtanhTail(z);

        var (a, aLow) = ExactSum(k * Ln2High, 2 * s);
        var (b, bLow) = ExactSum(a, third);
        var (c, cLow) = ExactSum(b, k * Ln2Low);
        var low = aLow + bLow + cLow
            + (Math.FusedMultiplyAdd(k, Ln2Low, -(k * Ln2Low)) + k * Ln2Lowest)
            + (2 * sLow + thirdLow + rest);
        return ExactSum(c, low);
    }

    /// <summary>a + b and its rounding error, whatever their order of size.</summary>
    private static (double Sum, double Error) ExactSum(double a, double b)
    {
        var sum = a + b;
        var part = sum - a;
        return (sum, (a - (sum - part)) + (b - part));
    }
}
