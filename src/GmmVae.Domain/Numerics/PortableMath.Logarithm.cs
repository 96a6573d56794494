namespace GmmVae.Domain.Numerics;

internal static partial class PortableMath
{
    private const long MantissaMask = 0x000F_FFFF_FFFF_FFFF;
    private const long OneBits = 0x3FF0_0000_0000_0000;
    private const double SquareRootOfTwo = 1.41421356237309514547;

    /// <summary>The natural logarithm. 0 gives −∞, a negative number NaN, +∞ itself; subnormal numbers are handled in
    /// full.</summary>
    public static double Log(double x)
    {
        if (double.IsNaN(x) || x < 0) return double.NaN;
        if (x == 0) return double.NegativeInfinity;
        if (double.IsPositiveInfinity(x)) return x;
        var (k, m) = Decompose(x);
        return LogOfParts(k, m - 1, 0);
    }

    /// <summary>ln(1 + <paramref name="x"/>), without cancellation near 0. −0 gives −0, −1 gives −∞, below −1
    /// NaN.</summary>
    public static double Log1p(double x)
    {
        if (double.IsNaN(x) || x < -1) return double.NaN;
        if (x == -1) return double.NegativeInfinity;
        if (double.IsPositiveInfinity(x) || Math.Abs(x) < 1.0 / (1L << 54)) return x;
        if (x is > -0.29 and < 0.41) return LogOfParts(0, x, 0);

        // What 1 + x lost in rounding comes back as a first-order correction.
        var u = 1 + x;
        var lost = x >= 1 ? 1 - (u - x) : x - (u - 1);
        var (k, m) = Decompose(u);
        return LogOfParts(k, m - 1, lost / u);
    }

    /// <summary>x = 2^k m with m in [√½, √2), for finite positive x.</summary>
    private static (int K, double M) Decompose(double x)
    {
        var k = 0;
        var bits = BitConverter.DoubleToInt64Bits(x);
        if (bits <= MantissaMask)
        {
            bits = BitConverter.DoubleToInt64Bits(x * (1L << 54));
            k = -54;
        }

        k += (int)(bits >> 52) - 1023;
        var m = BitConverter.Int64BitsToDouble((bits & MantissaMask) | OneBits);
        return m < SquareRootOfTwo ? (k, m) : (k + 1, m * 0.5);
    }

    /// <summary>k ln 2 + ln(1 + f) + correction, by ln(1 + f) = 2 artanh(s) with s = f / (2 + f), written so that f
    /// itself is added last and unrounded.</summary>
    private static double LogOfParts(int k, double f, double correction)
    {
        var half = 0.5 * f * f;
        var s = f / (2 + f);
        var z = s * s;
        var series = z * (2.0 / 3 + z * ArtanhTail(z));
        return k * Ln2High - ((half - (s * (half + series) + (k * Ln2Low + correction))) - f);
    }

    /// <summary>2/5 + 2z/7 + 2z²/9 + …, for z in [0, 0.03].</summary>
    private static double ArtanhTail(double z)
    {
        var p = 2.0 / 23;
        p = p * z + 2.0 / 21;
        p = p * z + 2.0 / 19;
        p = p * z + 2.0 / 17;
        p = p * z + 2.0 / 15;
        p = p * z + 2.0 / 13;
        p = p * z + 2.0 / 11;
        p = p * z + 2.0 / 9;
        p = p * z + 2.0 / 7;
        return p * z + 2.0 / 5;
    }
}
