using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public class ReductionsTests
{
    private static readonly Gen<(int Outer, int Middle, int Inner, int Seed)> Shapes =
        from outer in Gen.Choose(1, 6)
        from middle in Gen.Frequency((6, Gen.Choose(0, 40)), (1, Gen.Choose(100, 900)))
        from inner in Gen.Frequency((3, Gen.Constant(1)), (3, Gen.Choose(2, 20)), (1, Gen.Choose(60, 90)))
        from seed in Gen.Choose(0, 1_000_000)
        select (outer, middle, inner, seed);

    [Fact]
    public void Sums_are_within_their_bound_of_the_double_reference() =>
        Prop.ForAll(Shapes.ToArbitrary(), shape =>
        {
            (int outer, int middle, int inner, int seed) = shape;
            float[] x = KernelPaths.Numbers(seed, outer * middle * inner);
            var y = new float[outer * inner];
            Reductions.Sum(x, outer, middle, inner, y, 0, 1);
            double length = inner == 1 ? (middle / 16) + 5 : Math.Min(middle, 256) + ((middle + 255) / 256);
            for (int o = 0; o < outer; o++)
            {
                for (int i = 0; i < inner; i++)
                {
                    double[] terms = Column(x, o, middle, inner, i).Select(v => (double)v).ToArray();
                    Assert.InRange(
                        Math.Abs(y[(o * inner) + i] - terms.Sum()), 0,
                        KernelPaths.Gamma(length) * terms.Sum(Math.Abs));
                }
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void Maxima_are_exact() =>
        Prop.ForAll(Shapes.ToArbitrary(), shape =>
        {
            (int outer, int middle, int inner, int seed) = shape;
            float[] x = KernelPaths.Numbers(seed, outer * middle * inner, 1e3);
            var y = new float[outer * inner];
            Reductions.Max(x, outer, middle, inner, y, 0, 1);
            for (int o = 0; o < outer; o++)
            {
                for (int i = 0; i < inner; i++)
                {
                    float expected = Column(x, o, middle, inner, i).Append(float.NegativeInfinity).Max();
                    Assert.Equal(expected, y[(o * inner) + i]);
                }
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void Paths_do_not_change_a_bit() =>
        Prop.ForAll(Shapes.ToArbitrary(), shape =>
        {
            (int outer, int middle, int inner, int seed) = shape;
            foreach (float[] x in new[]
            {
                KernelPaths.Numbers(seed, outer * middle * inner), KernelPaths.Patterns(seed, outer * middle * inner),
            })
            {
                AssertSame<SumReduction>(x, outer, middle, inner);
                AssertSame<MaxReduction>(x, outer, middle, inner);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Ranges_of_rows_do_not_change_a_bit_of_the_whole() =>
        Prop.ForAll(Shapes.ToArbitrary(), shape =>
        {
            (int outer, int middle, int inner, int seed) = shape;
            int grain = inner == 1 ? middle : inner;
            if (grain == 0 || (inner > 1 && middle > 256))
                return;
            float[] x = KernelPaths.Numbers(seed, outer * middle * inner);
            var (expected, found) = (new float[outer * inner], new float[outer * inner]);
            var (expectedMaxima, foundMaxima) = (new float[outer * inner], new float[outer * inner]);
            Reductions.Sum(x, outer, middle, inner, expected, 0, 1);
            Reductions.Max(x, outer, middle, inner, expectedMaxima, 0, 1);
            Array.Fill(found, 7);
            Array.Fill(foundMaxima, 7000);
            int step = grain * (1 + (seed % 5));
            for (int start = 0; middle > 0 && start < x.Length; start += step)
            {
                ReadOnlySpan<float> range = x.AsSpan(start, Math.Min(step, x.Length - start));
                Reductions.SumRange(range, start, middle, inner, found);
                Reductions.MaxRange(range, start, middle, inner, foundMaxima);
            }

            Assert.True(middle == 0 || expected.AsSpan().SequenceEqual(found));
            Assert.True(middle == 0 || expectedMaxima.AsSpan().SequenceEqual(foundMaxima));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Splits_do_not_change_a_bit_and_cover_every_output()
    {
        foreach ((int outer, int middle, int inner) in new[]
        {
            (1, 128, 500), (70, 501, 1), (1, 40_000, 1), (5, 100, 77), (3, 5, 3), (1, 2000, 17),
        })
        {
            float[] x = KernelPaths.Numbers(outer, outer * middle * inner);
            var expected = new float[outer * inner];
            Reductions.Sum(x, outer, middle, inner, expected, 0, 1);
            foreach (int parts in KernelPaths.Splits)
            {
                var y = new float[outer * inner];
                Array.Fill(y, float.NaN);
                for (int part = parts - 1; part >= 0; part--)
                    Reductions.Sum(x, outer, middle, inner, y, part, parts);
                KernelPaths.AssertSameBits(expected, y, $"{outer} {middle} {inner} in {parts}");
            }
        }
    }

    [Fact]
    public void A_contiguous_sum_has_sixteen_partial_sums_added_pairwise()
    {
        float[] x = KernelPaths.Numbers(9, 77);
        var sums = new float[16];
        for (int i = 0; i < x.Length; i++)
            sums[i % 16] += x[i];
        foreach (int half in new[] { 8, 4, 2, 1 })
        {
            for (int lane = 0; lane < half; lane++)
                sums[lane] += sums[lane + half];
        }

        var y = new float[1];
        Reductions.Sum(x, 1, 77, 1, y, 0, 1);
        KernelPaths.AssertSameBits(sums.AsSpan(0, 1), y, "sum");
    }

    [Fact]
    public void A_long_sum_of_equal_numbers_across_rows_does_not_drift()
    {
        // Added one after another, 73,728 of them are wrong by 6e-4 of the sum and more.
        const int Rows = 73_728;
        foreach (float number in new[] { 0.1f, 0.0123f, 0.7f })
        {
            var x = new float[Rows * 3];
            Array.Fill(x, number);
            var y = new float[3];
            Reductions.Sum(x, 1, Rows, 3, y, 0, 1);
            Assert.All(y, sum => Assert.Equal(1, sum / ((double)number * Rows), 1e-5));
        }
    }

    [Fact]
    public void A_sum_across_rows_adds_the_sums_of_runs_of_256()
    {
        float[] x = KernelPaths.Numbers(5, 600 * 3);
        var expected = new float[3];
        for (int i = 0; i < 3; i++)
        {
            float[] column = Column(x, 0, 600, 3, i).ToArray();
            foreach (float[] run in column.Chunk(256))
                expected[i] += run.Aggregate(0f, (sum, value) => sum + value);
        }

        var y = new float[3];
        Reductions.Sum(x, 1, 600, 3, y, 0, 1);
        KernelPaths.AssertSameBits(expected, y, "sum");
    }

    [Fact]
    public void Nan_reaches_exactly_its_own_maximum()
    {
        foreach (VectorPath path in KernelPaths.All)
        {
            foreach (int inner in new[] { 1, 3, 40 })
            {
                for (int place = 0; place < 20; place++)
                {
                    var x = new float[3 * 20 * inner];
                    x[(((1 * 20) + place) * inner) + inner - 1] = float.NaN;
                    var y = new float[3 * inner];
                    Reductions.Reduce<MaxReduction>(path, x, 3, 20, inner, y, 0, 1);
                    for (int i = 0; i < y.Length; i++)
                        Assert.Equal(i == (2 * inner) - 1, float.IsNaN(y[i]));
                }
            }
        }
    }

    [Fact]
    public void All_below_finds_every_single_exception()
    {
        const float limit = 1e18f;
        foreach (float exception in new[] { float.NaN, -float.NaN, float.PositiveInfinity, float.NegativeInfinity, limit, -limit })
        {
            foreach (int length in new[] { 1, 7, 16, 17, 50 })
            {
                var x = new float[length];
                Array.Fill(x, -float.BitDecrement(limit));
                Assert.True(NumericGuard.AllBelow(x, limit));
                for (int i = 0; i < length; i++)
                {
                    x[i] = exception;
                    Assert.False(NumericGuard.AllBelow(x, limit), $"{exception} at {i} of {length}");
                    x[i] = float.Epsilon;
                }
            }
        }

        Assert.True(NumericGuard.AllBelow([], limit));
    }

    [Fact]
    public void A_sum_of_squares_is_that_of_its_order()
    {
        foreach (int length in KernelPaths.Lengths)
        {
            float[] x = KernelPaths.Numbers(length, length);
            var sums = new double[16];
            for (int i = 0; i < length; i++)
                sums[i % 16] += (double)x[i] * x[i];
            foreach (int half in new[] { 8, 4, 2, 1 })
            {
                for (int lane = 0; lane < half; lane++)
                    sums[lane] += sums[lane + half];
            }

            Assert.Equal(sums[0], Reductions.SumOfSquares(x));
            Assert.Equal(x.Sum(v => (double)v * v), Reductions.SumOfSquares(x), 1e-9);
        }
    }

    [Fact]
    public void Nothing_is_allocated_and_short_spans_are_refused()
    {
        var x = new float[1000];
        var y = new float[1000];
        KernelPaths.AssertNoAllocation(() => Reductions.Sum(x, 10, 10, 10, y, 0, 1));
        KernelPaths.AssertNoAllocation(() => Reductions.Max(x, 10, 100, 1, y, 0, 1));
        KernelPaths.AssertNoAllocation(() => Reductions.SumOfSquares(x));
        KernelPaths.AssertNoAllocation(() => NumericGuard.AllBelow(x, 1));
        Assert.Throws<ArgumentException>(() => Reductions.Sum(x, 11, 10, 10, y, 0, 1));
        Assert.Throws<ArgumentException>(() => Reductions.Sum(x, 10, 10, 10, new float[99], 0, 1));
    }

    private static IEnumerable<float> Column(float[] x, int outer, int middle, int inner, int i) =>
        Enumerable.Range(0, middle).Select(m => x[(((outer * middle) + m) * inner) + i]);

    private static void AssertSame<TReduction>(float[] x, int outer, int middle, int inner)
        where TReduction : struct, IReduction
    {
        var expected = new float[outer * inner];
        Reductions.Reduce<TReduction>(VectorPath.Portable, x, outer, middle, inner, expected, 0, 1);
        foreach (VectorPath path in KernelPaths.All)
        {
            var y = new float[outer * inner];
            Reductions.Reduce<TReduction>(path, x, outer, middle, inner, y, 0, 1);
            KernelPaths.AssertSameBits(expected, y, $"{typeof(TReduction).Name} {path}");
        }
    }
}
