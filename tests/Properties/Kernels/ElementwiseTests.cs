using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public class ElementwiseTests
{
    private delegate void Unary(VectorPath path, ReadOnlySpan<float> x, Span<float> y);

    private delegate void Binary(VectorPath path, ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> y);

    /// <summary>Each function, its true value, and the ulps it may be off where the true value is a normal number.</summary>
    private static readonly (string Name, Unary Run, Func<double, double> Exact, double Ulps)[] Functions =
    [
        ("negate", Elementwise.Apply<NegateOperation>, x => -x, 0),
        ("exp", Elementwise.Apply<ExpOperation>, PortableMath.Exp, 1.01),
        ("log", Elementwise.Apply<LogOperation>, PortableMath.Log, 0.9),
        ("sqrt", Elementwise.Apply<SqrtOperation>, Math.Sqrt, 0.5),
        ("square", Elementwise.Apply<SquareOperation>, x => x * x, 0.5),
        ("relu", Elementwise.Apply<ReluOperation>, x => x > 0 || double.IsNaN(x) ? x : 0, 0),
        ("tanh", Elementwise.Apply<TanhOperation>, PortableMath.Tanh, 1.5),
        ("sigmoid", Elementwise.Apply<SigmoidOperation>, PortableMath.Sigmoid, 2.6),
        ("softplus", Elementwise.Apply<SoftplusOperation>, PortableMath.Softplus, 2.0),
    ];

    private static readonly (string Name, Binary Run, Func<float, float, float> Exact)[] Operations =
    [
        ("add", Elementwise.Apply<AddOperation>, (a, b) => a + b),
        ("subtract", Elementwise.Apply<SubtractOperation>, (a, b) => a - b),
        ("multiply", Elementwise.Apply<MultiplyOperation>, (a, b) => a * b),
        ("divide", Elementwise.Apply<DivideOperation>, (a, b) => a / b),
        ("maximum", Elementwise.Apply<MaximumOperation>, (a, b) => float.IsNaN(a) || a > b ? a : b),
        ("minimum", Elementwise.Apply<MinimumOperation>, (a, b) => float.IsNaN(a) || a < b ? a : b),
        ("greater", Elementwise.Apply<GreaterOperation>, (a, b) => a > b ? 1 : 0),
    ];

    private static readonly Gen<float> Numbers = Gen.OneOf(
        Gen.Choose(int.MinValue, int.MaxValue).Select(BitConverter.Int32BitsToSingle),
        Gen.Choose(-2_000_000, 2_000_000).Select(i => i * 5e-5f),
        Gen.Choose(-1000, 1000).Select(i => i * 1e-3f));

    private static Gen<float[]> Operands { get; } = Numbers.ArrayOf(64);

    [Law(nameof(Operands), MaxTest = 500)]
    public void Functions_are_within_their_bounds_of_the_double_reference(float[] xs)
    {
        var y = new float[xs.Length];
        foreach ((string name, Unary run, Func<double, double> exact, double ulps) in Functions)
        {
            run(VectorPaths.Best, xs, y);
            for (int i = 0; i < xs.Length; i++)
                AssertClose(name, xs[i], y[i], exact(xs[i]), ulps);
        }
    }

    private static Gen<float[]> Sides { get; } = Numbers.ArrayOf(40);

    [Law(nameof(Sides), nameof(Sides), MaxTest = 200)]
    public void Operations_are_those_of_ieee_arithmetic(float[] left, float[] right)
    {
        foreach ((string name, Binary run, Func<float, float, float> exact) in Operations)
        {
            float[] expected = left.Zip(right, exact).ToArray();
            foreach (VectorPath path in KernelPaths.All)
            {
                var y = new float[40];
                run(path, left, right, y);
                KernelPaths.AssertSameBits(expected, y, $"{name} {path}");
            }
        }
    }

    [Fact]
    public void Paths_lengths_and_offsets_do_not_change_a_bit()
    {
        float[] x = KernelPaths.Patterns(1, 20_000);
        foreach ((string name, Unary run, _, _) in Functions)
        {
            var expected = new float[x.Length];
            run(VectorPath.Portable, x, expected);
            foreach (VectorPath path in KernelPaths.All)
            {
                foreach (int length in KernelPaths.Lengths)
                {
                    var y = new float[length];
                    run(path, x.AsSpan(3 * length, length), y);
                    KernelPaths.AssertSameBits(expected.AsSpan(3 * length, length), y, $"{name} {path} {length}");
                }

                var whole = new float[x.Length];
                run(path, x, whole);
                KernelPaths.AssertSameBits(expected, whole, $"{name} {path}");
            }
        }
    }

    [Fact]
    public void The_output_may_be_an_input_and_nothing_beyond_it_is_written()
    {
        float[] x = KernelPaths.Patterns(2, 101);
        float[] other = KernelPaths.Patterns(3, 37);
        foreach (VectorPath path in KernelPaths.All)
        {
            foreach ((string name, Unary run, _, _) in Functions)
            {
                var expected = (float[])x.Clone();
                run(path, x.AsSpan(32, 37), expected.AsSpan(32, 37));
                var inPlace = (float[])x.Clone();
                run(path, inPlace.AsSpan(32, 37), inPlace.AsSpan(32, 37));
                KernelPaths.AssertSameBits(expected, inPlace, $"{name} {path}");
                KernelPaths.AssertSameBits(x.AsSpan(0, 32), inPlace.AsSpan(0, 32), $"before {name} {path}");
                KernelPaths.AssertSameBits(x.AsSpan(69), inPlace.AsSpan(69), $"after {name} {path}");
            }

            foreach ((string name, Binary run, _) in Operations)
            {
                var expected = new float[37];
                run(path, x.AsSpan(0, 37), other, expected);
                var inPlace = (float[])x.Clone();
                run(path, inPlace.AsSpan(0, 37), other, inPlace.AsSpan(0, 37));
                KernelPaths.AssertSameBits(expected, inPlace.AsSpan(0, 37), $"{name} {path}");
                KernelPaths.AssertSameBits(x.AsSpan(37), inPlace.AsSpan(37), $"after {name} {path}");
            }
        }
    }

    [Fact]
    public void Special_values_are_exact()
    {
        (Unary Run, float X, float Y)[] table =
        [
            (Elementwise.Apply<ExpOperation>, 0f, 1f), (Elementwise.Apply<ExpOperation>, -0f, 1f),
            (Elementwise.Apply<ExpOperation>, float.PositiveInfinity, float.PositiveInfinity),
            (Elementwise.Apply<ExpOperation>, float.NegativeInfinity, 0f), (Elementwise.Apply<ExpOperation>, 89f, float.PositiveInfinity),
            (Elementwise.Apply<ExpOperation>, -104f, 0f), (Elementwise.Apply<LogOperation>, 1f, 0f),
            (Elementwise.Apply<LogOperation>, 0f, float.NegativeInfinity), (Elementwise.Apply<LogOperation>, -0f, float.NegativeInfinity),
            (Elementwise.Apply<LogOperation>, -1f, float.NaN), (Elementwise.Apply<LogOperation>, float.NegativeInfinity, float.NaN),
            (Elementwise.Apply<LogOperation>, float.PositiveInfinity, float.PositiveInfinity),
            (Elementwise.Apply<TanhOperation>, 0f, 0f), (Elementwise.Apply<TanhOperation>, -0f, -0f),
            (Elementwise.Apply<TanhOperation>, float.PositiveInfinity, 1f), (Elementwise.Apply<TanhOperation>, -50f, -1f),
            (Elementwise.Apply<SigmoidOperation>, 0f, 0.5f), (Elementwise.Apply<SigmoidOperation>, float.NegativeInfinity, 0f),
            (Elementwise.Apply<SigmoidOperation>, float.PositiveInfinity, 1f), (Elementwise.Apply<SoftplusOperation>, 1000f, 1000f),
            (Elementwise.Apply<SoftplusOperation>, float.PositiveInfinity, float.PositiveInfinity),
            (Elementwise.Apply<SoftplusOperation>, float.NegativeInfinity, 0f), (Elementwise.Apply<SqrtOperation>, -1f, float.NaN),
            (Elementwise.Apply<ReluOperation>, float.NegativeInfinity, 0f),
        ];
        foreach (VectorPath path in KernelPaths.All)
        {
            foreach ((Unary run, float x, float expected) in table)
            {
                var y = new float[1];
                run(path, [x], y);
                KernelPaths.AssertSameBits([expected], y, $"{run.Method} {path} at {x}");
            }

            foreach ((string name, Unary run, _, _) in Functions)
            {
                var y = new float[1];
                run(path, [float.NaN], y);
                Assert.True(float.IsNaN(y[0]), $"{name} {path} of NaN is {y[0]}");
            }
        }
    }

    [Fact]
    public void Select_takes_the_first_where_the_condition_is_not_zero()
    {
        float[] condition = KernelPaths.Patterns(4, 4099);
        float[] set = KernelPaths.Patterns(5, 4099);
        float[] clear = KernelPaths.Patterns(6, 4099);
        foreach (VectorPath path in KernelPaths.All)
        {
            foreach (int length in KernelPaths.Lengths)
            {
                float[] expected = Enumerable.Range(0, length).Select(i => condition[i] != 0 ? set[i] : clear[i]).ToArray();
                var y = new float[length];
                Elementwise.Select(path, condition.AsSpan(0, length), set.AsSpan(0, length), clear.AsSpan(0, length), y);
                KernelPaths.AssertSameBits(expected, y, $"{path} {length}");
            }
        }
    }

    [Fact]
    public void Public_entries_reach_their_own_operation()
    {
        var y = new float[1];
        float Of(Action<float[]> run)
        {
            run(y);
            return y[0];
        }

        float[] two = [2f];
        float[] three = [3f];
        Assert.Equal(-2f, Of(r => Elementwise.Negate(two, r)));
        Assert.Equal(7.389056f, Of(r => Elementwise.Exp(two, r)), 1e-5f);
        Assert.Equal(0.6931472f, Of(r => Elementwise.Log(two, r)), 1e-6f);
        Assert.Equal(1.4142135f, Of(r => Elementwise.Sqrt(two, r)), 1e-6f);
        Assert.Equal(4f, Of(r => Elementwise.Square(two, r)));
        Assert.Equal(2f, Of(r => Elementwise.Relu(two, r)));
        Assert.Equal(0.9640276f, Of(r => Elementwise.Tanh(two, r)), 1e-6f);
        Assert.Equal(0.8807970f, Of(r => Elementwise.Sigmoid(two, r)), 1e-6f);
        Assert.Equal(2.1269281f, Of(r => Elementwise.Softplus(two, r)), 1e-6f);
        Assert.Equal(5f, Of(r => Elementwise.Add(two, three, r)));
        Assert.Equal(-1f, Of(r => Elementwise.Subtract(two, three, r)));
        Assert.Equal(6f, Of(r => Elementwise.Multiply(two, three, r)));
        Assert.Equal(1.5f, Of(r => Elementwise.Divide(three, two, r)));
        Assert.Equal(3f, Of(r => Elementwise.Maximum(two, three, r)));
        Assert.Equal(2f, Of(r => Elementwise.Minimum(two, three, r)));
        Assert.Equal(1f, Of(r => Elementwise.Greater(three, two, r)));
        Assert.Equal(3f, Of(r => Elementwise.Select([0f], two, three, r)));
    }

    [Fact]
    public void Nothing_is_allocated_and_other_lengths_are_refused()
    {
        var x = new float[100];
        foreach ((_, Unary run, _, _) in Functions)
            KernelPaths.AssertNoAllocation(() => run(VectorPaths.Best, x, x));
        foreach ((_, Binary run, _) in Operations)
            KernelPaths.AssertNoAllocation(() => run(VectorPaths.Best, x, x, x));
        Assert.Throws<ArgumentException>(() => Elementwise.Exp(new float[3], new float[4]));
        Assert.Throws<ArgumentException>(() => Elementwise.Add(new float[4], new float[3], new float[4]));
        Assert.Throws<ArgumentException>(() => Elementwise.Select(new float[4], new float[4], new float[3], new float[4]));
    }

    private static void AssertClose(string name, float x, float actual, double expected, double ulps)
    {
        if (double.IsNaN(expected) || double.IsInfinity((float)expected) || expected == 0)
        {
            Assert.True(actual.Equals((float)expected) || actual == expected, $"{name}({x:r}) is {actual:r}, not {expected:r}");
            return;
        }

        // Below the normal numbers an absolute bound of a few of the least steps.
        bool close = Math.Abs(expected) < 1.1754944e-38
            ? Math.Abs(actual - expected) <= 1.1754944e-38
            : KernelPaths.Ulps(actual, expected) <= ulps;
        Assert.True(close, $"{name}({x:r}) is {actual:r}, not {expected:r}");
    }
}
