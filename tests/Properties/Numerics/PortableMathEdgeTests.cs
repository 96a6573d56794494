namespace GmmVae.Tests.Properties;

/// <summary>Special values, the seams between intervals, and bits that must never change.</summary>
public sealed class PortableMathEdgeTests
{
    private const double Inf = double.PositiveInfinity;

    [Fact]
    public void Special_values_of_Exp_and_Expm1()
    {
        Same(1, PortableMath.Exp(0));
        Same(1, PortableMath.Exp(-0.0));
        Same(Inf, PortableMath.Exp(Inf));
        Same(0, PortableMath.Exp(-Inf));
        Same(Inf, PortableMath.Exp(709.79));
        Same(0, PortableMath.Exp(-745.2));
        Same(double.Epsilon, PortableMath.Exp(-745.1));
        Same(double.NaN, PortableMath.Exp(double.NaN));
        Same(-0.0, PortableMath.Expm1(-0.0));
        Same(-1, PortableMath.Expm1(-Inf));
        Same(Inf, PortableMath.Expm1(Inf));
        Same(double.Epsilon, PortableMath.Expm1(double.Epsilon));
        Same(double.NaN, PortableMath.Expm1(double.NaN));
    }

    [Fact]
    public void Special_values_of_Log_and_Log1p()
    {
        Same(0, PortableMath.Log(1));
        Same(-Inf, PortableMath.Log(0));
        Same(-Inf, PortableMath.Log(-0.0));
        Same(double.NaN, PortableMath.Log(-1));
        Same(double.NaN, PortableMath.Log(double.NaN));
        Same(Inf, PortableMath.Log(Inf));
        Same(-744.4400719213812, PortableMath.Log(double.Epsilon));
        Same(-0.0, PortableMath.Log1p(-0.0));
        Same(-Inf, PortableMath.Log1p(-1));
        Same(double.NaN, PortableMath.Log1p(-1.5));
        Same(double.Epsilon, PortableMath.Log1p(double.Epsilon));
        Same(Inf, PortableMath.Log1p(Inf));
    }

    [Fact]
    public void Special_values_of_the_circular_and_hyperbolic_functions()
    {
        Same(-0.0, PortableMath.Sin(-0.0));
        Same(1, PortableMath.Cos(0));
        Same(double.NaN, PortableMath.Sin(Inf));
        Same(double.NaN, PortableMath.Cos(-Inf));
        Same(double.NaN, PortableMath.Sin(double.NaN));
        Same(1, PortableMath.Tanh(Inf));
        Same(-1, PortableMath.Tanh(-Inf));
        Same(-0.0, PortableMath.Tanh(-0.0));
        Same(double.NaN, PortableMath.Tanh(double.NaN));
        Same(1, PortableMath.Sigmoid(Inf));
        Same(0, PortableMath.Sigmoid(-Inf));
        Same(0.5, PortableMath.Sigmoid(0));
        Same(Inf, PortableMath.Softplus(Inf));
        Same(0, PortableMath.Softplus(-Inf));
        Same(double.NaN, PortableMath.Softplus(double.NaN));
    }

    [Fact]
    public void Special_values_of_Pow_are_those_of_the_library()
    {
        double[] values =
        [
            0, -0.0, 1, -1, 2, -2, 0.5, -0.5, 3, -3, 2.5, -2.5, 1e300, -1e300, 9007199254740991, 9007199254740992,
            double.Epsilon, Inf, -Inf, double.NaN,
        ];
        foreach (var x in values)
            foreach (var y in values)
            {
                var expected = Math.Pow(x, y);
                var actual = PortableMath.Pow(x, y);
                if (double.IsFinite(expected) && expected != 0 && Math.Abs(expected) != 1)
                    Assert.InRange(actual / expected, 1 - 3e-16, 1 + 3e-16);
                else
                    Same(expected, actual);
            }
    }

    [Fact]
    public void LogSumExp_of_nothing_and_of_infinite_values()
    {
        Same(-Inf, PortableMath.LogSumExp([]));
        Same(-Inf, PortableMath.LogSumExp([-Inf, -Inf]));
        Same(Inf, PortableMath.LogSumExp([0, Inf, -Inf]));
        Same(double.NaN, PortableMath.LogSumExp([Inf, double.NaN]));
        Same(3, PortableMath.LogSumExp([-Inf, 3]));
    }

    [Fact]
    public void Functions_do_not_fall_across_the_seams_of_their_intervals()
    {
        for (var k = -40; k <= 40; k++)
        {
            Rises(PortableMath.Exp, (k + 0.5) * Math.Log(2));
            Rises(PortableMath.Expm1, (k + 0.5) * Math.Log(2));
            Rises(PortableMath.Log, Math.Sqrt(2) * Math.Pow(2, k));
            Rises(PortableMath.Log1p, Math.Sqrt(2) * Math.Pow(2, k) - 1);
        }

        foreach (var x in new[] { -1.0, 1, -22, 22, 0.5 }) Rises(PortableMath.Tanh, x);
        foreach (var x in new[] { -37.5, 39, 0 }) Rises(PortableMath.Expm1, x);
        foreach (var x in new[] { -0.29, 0.41, 0, 1 }) Rises(PortableMath.Log1p, x);
        foreach (var x in new[] { -Math.PI / 4, 0, Math.PI / 4 }) Rises(PortableMath.Sin, x);
        foreach (var x in new[] { -708.4, -708.39, -745 }) Rises(PortableMath.Exp, x);
    }

    [Fact]
    public void The_bits_of_every_function_are_fixed()
    {
        var hash = 0UL;
        for (var i = -2000; i <= 2000; i++)
        {
            var x = i / 57.0;
            var a = Math.Abs(x);
            foreach (var value in new[]
            {
                PortableMath.Exp(x), PortableMath.Expm1(x), PortableMath.Log(a), PortableMath.Log1p(a),
                PortableMath.Sin(x), PortableMath.Cos(x), PortableMath.Tanh(x), PortableMath.Sigmoid(x),
                PortableMath.Softplus(x), PortableMath.Pow(a, x), PortableMath.LogSumExp([x, a, 1.5]),
            })
                hash = (hash ^ BitConverter.DoubleToUInt64Bits(value)) * 1099511628211UL;
        }

        Assert.Equal(4389407577321274547UL, hash);
    }

    /// <summary>Non-decreasing over the 2,000 doubles around x, but for one unit in the last place.</summary>
    private static void Rises(Func<double, double> f, double x)
    {
        for (var i = 0; i < 1000; i++) x = Math.BitDecrement(x);
        var before = f(x);
        for (var i = 0; i < 2000; i++)
        {
            x = Math.BitIncrement(x);
            var after = f(x);
            Assert.True(after >= Math.BitDecrement(before), $"{x:R}: {before:R} is followed by {after:R}");
            before = after;
        }
    }

    private static void Same(double expected, double actual) =>
        Assert.True(
            BitConverter.DoubleToInt64Bits(expected) == BitConverter.DoubleToInt64Bits(actual)
                || (double.IsNaN(expected) && double.IsNaN(actual)),
            $"expected {expected:R}, got {actual:R}");
}
