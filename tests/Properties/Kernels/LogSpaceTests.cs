using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public class LogSpaceTests
{
    private static readonly Gen<(int Outer, int Inner, double Spread, int Seed)> Shapes =
        from outer in Gen.Choose(1, 6)
        from inner in Gen.Frequency((5, Gen.Choose(1, 40)), (1, Gen.Choose(100, 900)))
        from spread in Gen.Elements(1e-3, 1.0, 5.0, 100.0)
        from seed in Gen.Choose(0, 1_000_000)
        select (outer, inner, spread, seed);

    [Law(nameof(Shapes), MaxTest = 300)]
    public void Both_are_within_their_bounds_of_the_double_reference((int Outer, int Inner, double Spread, int Seed) shape)
    {
        (int outer, int inner, double spread, int seed) = shape;
        float[] x = KernelPaths.Numbers(seed, outer * inner, spread);
        var sums = new float[outer];
        var logs = new float[outer * inner];
        LogSpace.LogSumExp(x, outer, inner, sums, 0, 1);
        LogSpace.LogSoftmax(x, outer, inner, logs, 0, 1);
        for (int o = 0; o < outer; o++)
        {
            double[] row = x.Skip(o * inner).Take(inner).Select(v => (double)v).ToArray();
            double maximum = row.Max();
            double total = maximum + PortableMath.Log(row.Sum(v => PortableMath.Exp(v - maximum)));

            // The sum's own relative error, the shifts' rounding (each weighted by its share) and the last two roundings.
            double width = row.Max(v => Math.Abs(v - maximum) * PortableMath.Exp(v - total));
            double bound = KernelPaths.Gamma((inner / 16) + 12)
                + KernelPaths.Gamma(2 + inner) * width
                + KernelPaths.Gamma(3) * (Math.Abs(total) + Math.Abs(total - maximum));
            Assert.InRange(Math.Abs(sums[o] - total), 0, bound);
            for (int i = 0; i < inner; i++)
            {
                Assert.InRange(
                    Math.Abs(logs[(o * inner) + i] - (row[i] - total)), 0,
                    bound + (KernelPaths.Gamma(3) * Math.Abs(row[i] - maximum)));
            }
        }
    }

    [Law(nameof(Shapes), MaxTest = 200)]
    public void Paths_do_not_change_a_bit((int Outer, int Inner, double Spread, int Seed) shape)
    {
        (int outer, int inner, double spread, int seed) = shape;
        foreach (float[] x in new[]
        {
            KernelPaths.Numbers(seed, outer * inner, spread), KernelPaths.Patterns(seed, outer * inner),
        })
        {
            float[] expectedSums = Sums(VectorPath.Portable, x, outer, inner);
            float[] expectedLogs = Logs(VectorPath.Portable, x, outer, inner);
            foreach (VectorPath path in KernelPaths.All)
            {
                KernelPaths.AssertSameBits(expectedSums, Sums(path, x, outer, inner), $"sum {path}");
                KernelPaths.AssertSameBits(expectedLogs, Logs(path, x, outer, inner), $"softmax {path}");
            }
        }
    }

    [Fact]
    public void Splits_do_not_change_a_bit_and_cover_every_output()
    {
        const int Outer = 1003;
        const int Inner = 10;
        float[] x = KernelPaths.Numbers(1, Outer * Inner, 5);
        float[] expectedSums = Sums(VectorPaths.Best, x, Outer, Inner);
        float[] expectedLogs = Logs(VectorPaths.Best, x, Outer, Inner);
        foreach (int parts in KernelPaths.Splits)
        {
            var sums = new float[Outer];
            var logs = new float[Outer * Inner];
            Array.Fill(sums, float.NaN);
            Array.Fill(logs, float.NaN);
            for (int part = parts - 1; part >= 0; part--)
            {
                LogSpace.LogSumExp(x, Outer, Inner, sums, part, parts);
                LogSpace.LogSoftmax(x, Outer, Inner, logs, part, parts);
            }

            KernelPaths.AssertSameBits(expectedSums, sums, $"sum in {parts}");
            KernelPaths.AssertSameBits(expectedLogs, logs, $"softmax in {parts}");
        }
    }

    [Fact]
    public void Infinite_rows_follow_the_limit()
    {
        const float Low = float.NegativeInfinity;
        const float High = float.PositiveInfinity;
        float[] x = [Low, Low, Low, 1, High, 1, 1, float.NaN, High, Low, 2, Low];
        foreach (VectorPath path in KernelPaths.All)
        {
            KernelPaths.AssertSameBits([Low, High, float.NaN, 2], Sums(path, x, 4, 3), $"sum {path}");
            float[] logs = Logs(path, x, 4, 3);
            Assert.All(logs[..9], v => Assert.Equal(float.NaN, v));
            Assert.Equal([Low, 0, Low], logs[9..]);
        }

        Assert.Equal([Low, Low], Sums(VectorPaths.Best, [], 2, 0));
    }

    [Fact]
    public void Softmax_may_overwrite_its_input()
    {
        float[] x = KernelPaths.Numbers(3, 7 * 21, 5);
        float[] expected = Logs(VectorPaths.Best, x, 7, 21);
        LogSpace.LogSoftmax(x, 7, 21, x, 0, 1);
        KernelPaths.AssertSameBits(expected, x, "in place");
    }

    [Fact]
    public void Nothing_is_allocated_and_short_spans_are_refused()
    {
        var x = new float[100];
        var y = new float[100];
        KernelPaths.AssertNoAllocation(() => LogSpace.LogSumExp(x, 10, 10, y, 0, 1));
        KernelPaths.AssertNoAllocation(() => LogSpace.LogSoftmax(x, 10, 10, y, 0, 1));
        Assert.Throws<ArgumentException>(() => LogSpace.LogSumExp(x, 11, 10, y, 0, 1));
        Assert.Throws<ArgumentException>(() => LogSpace.LogSoftmax(x, 10, 10, new float[99], 0, 1));
    }

    private static float[] Sums(VectorPath path, float[] x, int outer, int inner)
    {
        var y = new float[outer];
        LogSpace.LogSumExp(path, x, outer, inner, y, 0, 1);
        return y;
    }

    private static float[] Logs(VectorPath path, float[] x, int outer, int inner)
    {
        var y = new float[outer * inner];
        LogSpace.LogSoftmax(path, x, outer, inner, y, 0, 1);
        return y;
    }
}
