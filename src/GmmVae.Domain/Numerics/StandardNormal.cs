namespace GmmVae.Domain.Numerics;

/// <summary>The standard normal distribution, in double precision and with the same bits on every machine.</summary>
internal static class StandardNormal
{
    private const double Furthest = 8;
    private const double InverseRootOfTau = 0.39894228040143267794;

    /// <summary>The number that a standard normal draw lies below with probability <paramref name="probability"/>,
    /// to about 1e-10.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not within [1e-6, 1 − 1e-6].</exception>
    public static double Quantile(double probability)
    {
        if (probability is not (>= 1e-6 and <= 1 - 1e-6))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "A probability within [1e-6, 1 - 1e-6] is needed.");
        var (low, high) = (-Furthest, Furthest);
        while (true)
        {
            var middle = (low + high) / 2;
            if (middle <= low || middle >= high || Probability(middle) == probability)
                return middle;
            (low, high) = Probability(middle) < probability ? (middle, high) : (low, middle);
        }
    }

    /// <summary>The probability that a standard normal draw lies below <paramref name="x"/>, by the series
    /// ½ + φ(x) · (x + x³/3 + x⁵/(3·5) + …); |x| up to 8.</summary>
    private static double Probability(double x)
    {
        var (term, sum, square) = (x, x, x * x);
        for (var odd = 3; Math.Abs(term) > 1e-18 * Math.Abs(sum); odd += 2)
        {
            term *= square / odd;
            sum += term;
        }

        return 0.5 + (InverseRootOfTau * PortableMath.Exp(-square / 2) * sum);
    }
}
