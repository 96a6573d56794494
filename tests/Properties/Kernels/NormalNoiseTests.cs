using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public class NormalNoiseTests
{
    private const float LeastTurn = 1f / (1 << 24);

    private static readonly Gen<(uint Low, uint High, ulong First, int Rows, int Width)> Draws =
        from low in Gen.Choose(int.MinValue, int.MaxValue)
        from high in Gen.Choose(int.MinValue, int.MaxValue)
        from first in Gen.Elements(0ul, 5ul, 0xFFFFFFFEul, 1ul << 40)
        from rows in Gen.Choose(1, 9)
        from width in Gen.Frequency((4, Gen.Choose(1, 20)), (1, Gen.Choose(100, 300)))
        select ((uint)low, (uint)high, first, rows, width);

    [Law(nameof(Draws), MaxTest = 200)]
    public void Numbers_are_those_of_the_block_within_four_ulps_of_six((uint Low, uint High, ulong First, int Rows, int Width) draw)
    {
        var key = new RandomKey(draw.Low, draw.High);
        float[] noise = Fill(VectorPaths.Best, draw, 1);
        for (int i = 0; i < noise.Length; i++)
        {
            double expected = Expected(key, draw.First + (ulong)(i / draw.Width), i % draw.Width);
            Assert.InRange(Math.Abs(noise[i] - expected), 0, 4 * 4.8e-7);
        }
    }

    [Law(nameof(Draws), MaxTest = 300)]
    public void Paths_do_not_change_a_bit((uint Low, uint High, ulong First, int Rows, int Width) draw)
    {
        float[] expected = Fill(VectorPath.Portable, draw, 1);
        foreach (VectorPath path in KernelPaths.All)
            KernelPaths.AssertSameBits(expected, Fill(path, draw, 1), path.ToString());
    }

    [Fact]
    public void Splits_do_not_change_a_bit_and_cover_every_row()
    {
        foreach ((int rows, int width) in new[] { (130, 33), (3, 2000), (1, 5000), (10, 7) })
        {
            float[] expected = Fill(VectorPaths.Best, (1, 2, 3, rows, width), 1);
            foreach (int parts in KernelPaths.Splits)
                KernelPaths.AssertSameBits(expected, Fill(VectorPaths.Best, (1, 2, 3, rows, width), parts), $"{parts}");
        }
    }

    [Fact]
    public void A_row_drawn_alone_or_cut_short_is_the_same_row()
    {
        float[] all = Fill(VectorPaths.Best, (7, 8, 100, 20, 21), 1);
        for (int row = 0; row < 20; row++)
        {
            float[] alone = Fill(VectorPaths.Best, (7, 8, 100 + (ulong)row, 1, 18), 1);
            KernelPaths.AssertSameBits(all.AsSpan(row * 21, 18), alone, $"row {row}");
        }
    }

    [Fact]
    public void Moments_and_tails_are_those_of_the_standard_normal()
    {
        const int Count = 1_000_000;
        float[] noise = Fill(VectorPaths.Best, (11, 12, 0, 1000, 1000), 1);
        double deviation = 1 / Math.Sqrt(Count);
        Assert.InRange(noise.Average(x => (double)x), -5 * deviation, 5 * deviation);
        Assert.InRange(noise.Average(x => (double)x * x), 1 - (5 * Math.Sqrt(2) * deviation), 1 + (5 * Math.Sqrt(2) * deviation));
        Assert.InRange(noise.Average(x => Math.Pow((double)x, 4)), 3 - (5 * Math.Sqrt(96) * deviation), 3
            + (5 * Math.Sqrt(96) * deviation));
        double beyondTwo = noise.Count(x => MathF.Abs(x) > 2) / (double)Count;
        Assert.InRange(beyondTwo, 0.0455 - (5 * 0.2084 * deviation), 0.0455 + (5 * 0.2084 * deviation));
        double neighbours = noise.Skip(1).Zip(noise, (a, b) => (double)a * b).Average();
        Assert.InRange(neighbours, -5 * deviation, 5 * deviation);
        Assert.All(noise, x => Assert.InRange(x, -5.77f, 5.77f));
    }

    [Fact]
    public void The_greatest_distance_from_the_normal_distribution_function_is_that_of_chance()
    {
        const int Count = 1_000_000;

        // Kolmogorov-Smirnov: beyond 2 / sqrt(n) lies one sample in 1,500.
        var sorted = Fill(VectorPaths.Best, (13, 14, 0, 1000, 1000), 1).Order().ToArray();
        var distance = Enumerable.Range(0, Count).Max(i =>
        {
            var probability = Probability(sorted[i]);
            return Math.Max(probability - (i / (double)Count), ((i + 1) / (double)Count) - probability);
        });
        Assert.InRange(distance, 0, 2 / Math.Sqrt(Count));

        // Abramowitz and Stegun 7.1.26, right to 1.5e-7.
        static double Probability(double x)
        {
            var z = Math.Abs(x) / Math.Sqrt(2);
            var t = 1 / (1 + (0.3275911 * z));
            var tail = t * (0.254829592 + (t * (-0.284496736 + (t * (1.421413741 + (t * (-1.453152027 + (t * 1.061405429))))))));
            var erf = 1 - (tail * Math.Exp(-z * z));
            return x < 0 ? (1 - erf) / 2 : (1 + erf) / 2;
        }
    }

    [Fact]
    public void Cosine_and_sine_hold_at_every_kind_of_turn()
    {
        float[] turns =
        [
            0f, 0.125f, 0.25f, 0.375f, 0.5f, 0.625f, 0.75f, 0.875f, 1f, LeastTurn, 1f - LeastTurn, 0.125f - LeastTurn, 0.125f + LeastTurn,
            .. Enumerable.Range(0, 4096).Select(i => i * 4099 % (1 << 24) / (float)(1 << 24)),
        ];
        foreach (float turn in turns)
        {
            float cosine = LaneMath.CosineOfTurns<LanesPortable, float>(turn, out float sine);
            Assert.InRange(Math.Abs(cosine - PortableMath.Cos(Math.Tau * turn)), 0, 2.4e-7);
            Assert.InRange(Math.Abs(sine - PortableMath.Sin(Math.Tau * turn)), 0, 2.4e-7);
        }
    }

    [Fact]
    public void Nothing_is_allocated_and_a_short_span_is_refused()
    {
        var output = new float[1000];
        KernelPaths.AssertNoAllocation(() => NormalNoise.Fill(new RandomKey(1, 2), 0, 10, 100, output, 0, 1));
        Assert.Throws<ArgumentException>(() => NormalNoise.Fill(new RandomKey(1, 2), 0, 10, 101, output, 0, 1));
    }

    private static float[] Fill(
        VectorPath path, (uint Low, uint High, ulong First, int Rows, int Width) draw, int parts)
    {
        var noise = new float[draw.Rows * draw.Width];
        Array.Fill(noise, float.NaN);
        for (int part = parts - 1; part >= 0; part--)
        {
            NormalNoise.Fill(
                path, new RandomKey(draw.Low, draw.High), draw.First, draw.Rows, draw.Width, noise, part, parts);
        }

        return noise;
    }

    private static double Expected(RandomKey key, ulong row, int column)
    {
        (uint x0, uint x1, uint x2, uint x3) = key.Block((uint)row, (uint)(row >> 32), (uint)column / 4, 0);
        (uint first, uint second) = column % 4 < 2 ? (x0, x1) : (x2, x3);
        double radius = Math.Sqrt(-2 * PortableMath.Log(((first >> 8) + 1) / (double)(1 << 24)));
        double angle = Math.Tau * ((second >> 8) / (double)(1 << 24));
        return radius * (column % 2 == 0 ? PortableMath.Cos(angle) : PortableMath.Sin(angle));
    }
}
