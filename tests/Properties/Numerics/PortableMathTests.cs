using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

/// <summary>The portable functions against the platform's library, whose own error is below one unit in the last
/// place.</summary>
public sealed class PortableMathTests
{
    private const int Many = 20_000;

    private static Gen<double> HugeAngles { get; } = SpreadOut(9, 300);

    private static Gen<double> Logits { get; } = Between(-800, 800);

    private static Gen<(double X, int Power)> IntegerPowers { get; } =
        from x in Between(-2, 2) from n in Gen.Choose(-200, 200) where x != 0 select (x, n);

    private static Gen<(double[] Values, double Shift)> Shifts { get; } =
        from n in Gen.Choose(1, 12)
        from values in Between(-50, 50).ArrayOf(n)
        from shift in Between(-1e4, 1e4)
        select (values, shift);

    [Fact]
    public void Exp_is_within_two_units_of_the_library_over_the_whole_range() =>
        Agree(PortableMath.Exp, Math.Exp, Between(-745, 709.7), 2);

    [Fact]
    public void Expm1_is_within_four_units_of_a_reference() =>
        Agree(PortableMath.Expm1, Expm1Reference, Between(-45, 45), 4);

    [Fact]
    public void Expm1_keeps_its_accuracy_near_zero() =>
        Agree(PortableMath.Expm1, Expm1Series, SpreadOut(-300, -3), 2);

    [Fact]
    public void Log_is_within_two_units_of_the_library_for_all_magnitudes() =>
        Agree(PortableMath.Log, Math.Log, SpreadOut(-323, 308).Select(Math.Abs).Where(x => x > 0), 2);

    [Fact]
    public void Log_is_within_two_units_of_the_library_around_one() =>
        Agree(PortableMath.Log, Math.Log, Between(0.4, 2.5), 2);

    [Fact]
    public void Log1p_inverts_Expm1_within_four_units() =>
        Agree(x => PortableMath.Log1p(PortableMath.Expm1(x)), x => x, Between(0, 40), 4);

    [Fact]
    public void Log1p_keeps_its_accuracy_near_zero() =>
        Agree(PortableMath.Log1p, x => x * (1 - x * (0.5 - x * (1.0 / 3 - x / 4))), SpreadOut(-300, -5), 2);

    [Fact]
    public void Log1p_is_the_logarithm_where_one_plus_x_is_exact() =>
        Agree(x => PortableMath.Log1p(Math.Floor(x)), x => Math.Log(1 + Math.Floor(x)), Between(1, 1e12), 2);

    [Fact]
    public void Sin_is_within_two_units_of_the_library() => Agree(PortableMath.Sin, Math.Sin, Between(-1e5, 1e5), 2);

    [Fact]
    public void Cos_is_within_two_units_of_the_library() => Agree(PortableMath.Cos, Math.Cos, Between(-1e5, 1e5), 2);

    [Fact]
    public void Sin_and_Cos_are_within_two_units_of_the_library_next_to_multiples_of_half_pi()
    {
        var near = from n in Gen.Choose(-60_000, 60_000)
                   from offset in Gen.Choose(-3, 3)
                   select Step(n * (Math.PI / 2), offset);
        Agree(PortableMath.Sin, Math.Sin, near, 2);
        Agree(PortableMath.Cos, Math.Cos, near, 2);
    }

    [Law(nameof(HugeAngles), MaxTest = Many)]
    public bool Sin_and_Cos_of_huge_angles_stay_on_the_unit_circle(double x) =>
        Math.Abs(PortableMath.Sin(x) * PortableMath.Sin(x) + PortableMath.Cos(x) * PortableMath.Cos(x) - 1) < 1e-15;

    [Fact]
    public void Tanh_is_within_four_units_of_the_library() =>
        Agree(PortableMath.Tanh, Math.Tanh, Gen.OneOf(Between(-25, 25), SpreadOut(-20, 0)), 4);

    [Fact]
    public void Pow_is_within_two_units_of_the_library_over_the_whole_range()
    {
        var pairs = from x in SpreadOut(-100, 100).Select(Math.Abs)
                    from logarithm in Between(-700, 700)
                    where x > 0 && x != 1
                    select (x, y: logarithm / Math.Log(x));
        AgreeOnPairs(pairs.Where(p => double.IsFinite(p.y)));
    }

    [Fact]
    public void Pow_is_within_two_units_of_the_library_for_bases_near_one()
    {
        var pairs = from x in Between(0.9, 1.1) from y in Between(0, 1e5) select (x, y);
        AgreeOnPairs(pairs.Where(p => Math.Abs(p.y * Math.Log(p.x)) < 700));
    }

    [Law(nameof(IntegerPowers), MaxTest = Many)]
    public bool Integer_powers_agree_with_general_powers((double X, int Power) p) =>
        Ulps(PortableMath.Pow(p.X, p.Power), PortableMath.Pow(p.X, (double)p.Power)) <= 2 + Math.Abs(p.Power);

    [Law(nameof(Logits), MaxTest = Many)]
    public bool Sigmoid_of_opposite_arguments_sums_to_one(double x) =>
        Math.Abs(PortableMath.Sigmoid(x) + PortableMath.Sigmoid(-x) - 1) <= 2.3e-16
        && Ulps(PortableMath.Sigmoid(x), 1 / (1 + Math.Exp(-x))) <= (x < -700 ? 1L << 52 : 4);

    [Law(nameof(Logits), MaxTest = Many)]
    public bool Softplus_of_x_exceeds_that_of_minus_x_by_x(double x) =>
        Math.Abs(PortableMath.Softplus(x) - PortableMath.Softplus(-x) - x) <= 1e-15 * Math.Max(1, Math.Abs(x))
        && PortableMath.Softplus(x) >= Math.Max(x, 0);

    [Law(nameof(Shifts), MaxTest = 1000)]
    public bool LogSumExp_moves_with_a_common_shift_and_lies_between_its_bounds((double[] Values, double Shift) c)
    {
        var plain = PortableMath.LogSumExp(c.Values);
        var shifted = PortableMath.LogSumExp(c.Values.Select(v => v + c.Shift).ToArray());
        var naive = Math.Log(c.Values.Sum(Math.Exp));
        return Math.Abs(shifted - plain - c.Shift) < 1e-11
            && Math.Abs(naive - plain) < 1e-12
            && plain >= c.Values.Max() && plain <= c.Values.Max() + Math.Log(c.Values.Length) + 1e-12;
    }

    private static void Agree(Func<double, double> ours, Func<double, double> theirs, Gen<double> inputs, long bound) =>
        Laws.Hold(
            inputs.ToArbitrary(),
            x =>
            {
                var distance = Ulps(ours(x), theirs(x));
                return (distance <= bound).Label($"{x:R}: {ours(x):R} and {theirs(x):R} are {distance} apart");
            },
            Many);

    private static void AgreeOnPairs(Gen<(double X, double Y)> inputs) =>
        Laws.Hold(
            inputs.ToArbitrary(),
            p => (Ulps(PortableMath.Pow(p.X, p.Y), Math.Pow(p.X, p.Y)) <= 2)
                .Label($"{PortableMath.Pow(p.X, p.Y):R} and {Math.Pow(p.X, p.Y):R}"),
            Many);

    private static double Expm1Reference(double x) =>
        Math.Abs(x) < 0.01 ? Expm1Series(x) : 2 * Math.Sinh(x / 2) * Math.Exp(x / 2);

    private static double Expm1Series(double x) =>
        x * (1 + x / 2 * (1 + x / 3 * (1 + x / 4 * (1 + x / 5 * (1 + x / 6 * (1 + x / 7))))));

    private static Gen<double> Between(double low, double high) =>
        Gen.Choose(0, int.MaxValue).Select(i => low + (high - low) * i / int.MaxValue);

    /// <summary>Either sign, all magnitudes between two powers of ten alike.</summary>
    private static Gen<double> SpreadOut(int lowPower, int highPower) =>
        from power in Between(lowPower, highPower)
        from negative in Gen.Elements(false, true)
        select negative ? -Math.Pow(10, power) : Math.Pow(10, power);

    private static double Step(double x, int steps)
    {
        for (; steps > 0; steps--) x = Math.BitIncrement(x);
        for (; steps < 0; steps++) x = Math.BitDecrement(x);
        return x;
    }

    private static long Ulps(double a, double b) =>
        double.IsNaN(a) || double.IsNaN(b) ? long.MaxValue : Math.Abs(Ordered(a) - Ordered(b));

    private static long Ordered(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x);
        return bits < 0 ? long.MinValue - bits : bits;
    }
}
