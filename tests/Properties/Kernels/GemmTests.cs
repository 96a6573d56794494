using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public class GemmTests
{
    public sealed record Case(bool TransposeLeft, bool TransposeRight, int Rows, int Columns, int Inner, int Seed)
    {
        public float[] Left => KernelPaths.Numbers(Seed, Rows * Inner);

        public float[] Right => KernelPaths.Numbers(Seed + 1, Inner * Columns);

        internal float[] Multiply(VectorPath path, int parts, bool backwards = false) => Multiply(path, parts, Left, Right, [], backwards);

        internal float[] Multiply(VectorPath path, int parts, float[] left, float[] right, float[] largest, bool backwards = false)
        {
            var output = new float[Rows * Columns];
            Array.Fill(output, float.NaN);
            var workspace = new float[Gemm.WorkspaceLength(Rows, Inner, parts)];
            Array.Fill(workspace, float.NaN);
            for (int i = 0; i < parts; i++)
            {
                Gemm.Multiply(
                    path, TransposeLeft, TransposeRight, Rows, Columns, Inner, left, right, output, workspace, largest,
                    backwards ? parts - 1 - i : i, parts);
            }

            return output;
        }

        /// <summary>The chain that defines the result, one element at a time.</summary>
        public float[] Chains()
        {
            float[] left = Left;
            float[] right = Right;
            var output = new float[Rows * Columns];
            for (int row = 0; row < Rows; row++)
            {
                for (int column = 0; column < Columns; column++)
                {
                    float sum = 0;
                    for (int k = 0; k < Inner; k++)
                    {
                        sum = MathF.FusedMultiplyAdd(
                            TransposeLeft ? left[(k * Rows) + row] : left[(row * Inner) + k],
                            TransposeRight ? right[(column * Inner) + k] : right[(k * Columns) + column], sum);
                    }

                    output[(row * Columns) + column] = sum;
                }
            }

            return output;
        }

        public (double Value, double Size) Exact(int row, int column)
        {
            float[] left = Left;
            float[] right = Right;
            double value = 0;
            double size = 0;
            for (int k = 0; k < Inner; k++)
            {
                double product = (double)(TransposeLeft ? left[(k * Rows) + row] : left[(row * Inner) + k])
                    * (TransposeRight ? right[(column * Inner) + k] : right[(k * Columns) + column]);
                value += product;
                size += Math.Abs(product);
            }

            return (value, size);
        }
    }

    private static readonly Gen<Case> Cases =
        from transposeLeft in Gen.Elements(false, true)
        from transposeRight in Gen.Elements(false, true)
        from rows in Gen.Choose(1, 45)
        from columns in Gen.Frequency((1, Gen.Choose(1, 3)), (3, Gen.Choose(1, 75)))
        from inner in Gen.Frequency((8, Gen.Choose(0, 70)), (1, Gen.Choose(500, 530)))
        from seed in Gen.Choose(0, 1_000_000)
        select new Case(transposeLeft, transposeRight, rows, columns, inner, seed);

    private static readonly Case[] LargeCases =
    [
        new(false, false, 40, 130, 784, 1), new(true, false, 132, 101, 128, 2), new(false, true, 64, 150, 500, 3),
        new(false, false, 1, 500, 1100, 4), new(true, true, 90, 70, 530, 5), new(false, false, 340, 20, 520, 6),
        new(false, false, 500, 2, 1025, 7), new(false, true, 257, 130, 33, 8), new(true, false, 25, 16, 1100, 9),
        new(false, true, 128, 53, 1280, 13), new(false, true, 70, 33, 2000, 14), new(false, true, 17, 25, 17, 15),
        new(false, true, 40, 31, 5000, 16), new(false, false, 75, 100, 600, 17), new(true, false, 61, 96, 40, 18),
        new(true, false, 400, 32, 530, 10), new(false, true, 301, 32, 513, 11), new(true, true, 303, 16, 520, 12),
    ];

    [Law(nameof(Cases), MaxTest = 300)]
    public void Every_output_is_one_chain_of_fused_multiply_adds_on_every_path(Case c)
    {
        float[] expected = c.Chains();
        foreach (VectorPath path in KernelPaths.All)
            KernelPaths.AssertSameBits(expected, c.Multiply(path, 1), path.ToString());
    }

    [Fact]
    public void Large_products_equal_their_chains_on_every_path_and_split()
    {
        foreach (Case c in LargeCases)
        {
            float[] expected = c.Chains();
            KernelPaths.AssertSameBits(expected, c.Multiply(VectorPath.Portable, 3), $"{c} portable");
            foreach (VectorPath path in KernelPaths.All.Where(p => p != VectorPath.Portable))
            {
                foreach (int parts in KernelPaths.Splits)
                    KernelPaths.AssertSameBits(expected, c.Multiply(path, parts, backwards: true), $"{c} {path} {parts}");
            }
        }
    }

    private static Gen<Case> SmallAndLargeCases { get; } = Gen.Frequency((9, Cases), (1, Gen.Elements(LargeCases)));

    [Law(nameof(SmallAndLargeCases))]
    public void What_is_kept_of_a_product_is_its_largest_magnitude(Case c)
    {
        foreach (VectorPath path in KernelPaths.All)
        {
            foreach (float odd in new[] { 1f, float.NaN, float.NegativeInfinity })
            {
                (float[] left, float[] right) = (c.Left, c.Right);
                if (left.Length > 0) left[c.Seed % left.Length] *= odd;
                var largest = new float[3 * Gemm.LargestLength];
                Array.Fill(largest, 1e30f);
                float[] output = c.Multiply(path, 3, left, right, largest);
                float expected = output.Max(MathF.Abs);
                if (float.IsFinite(expected) && output.All(float.IsFinite))
                    Assert.Equal(expected, largest.Max());
                else
                    Assert.Contains(largest, x => !float.IsFinite(x));
            }
        }
    }

    [Law(nameof(Cases), MaxTest = 200)]
    public void The_error_stays_below_the_bound_of_a_chain(Case c)
    {
        float[] output = c.Multiply(VectorPaths.Best, 1);
        (int row, int column) = (c.Seed % c.Rows, c.Seed % c.Columns);
        (double value, double size) = c.Exact(row, column);
        Assert.InRange(
            Math.Abs(output[(row * c.Columns) + column] - value), 0, (KernelPaths.Gamma(c.Inner) * size) + 1e-40);
    }

    [Fact]
    public void The_output_is_overwritten_and_nothing_around_it_is_touched()
    {
        foreach (VectorPath path in KernelPaths.All)
        {
            foreach ((int rows, int columns) in new[] { (1, 1), (13, 35), (12, 32), (7, 17), (25, 49) })
            {
                var memory = new float[(rows * columns) + 64];
                Array.Fill(memory, 7f);
                var ones = new float[rows * columns * 3];
                Array.Fill(ones, 1f);
                var workspace = new float[Gemm.WorkspaceLength(rows, 3, 1)];
                Gemm.Multiply(
                    path, false, false, rows, columns, 3, ones, ones, memory.AsSpan(32, rows * columns), workspace, [], 0, 1);
                Assert.All(memory[..32], x => Assert.Equal(7f, x));
                Assert.All(memory[32..^32], x => Assert.Equal(3f, x));
                Assert.All(memory[^32..], x => Assert.Equal(7f, x));
            }
        }
    }

    [Fact]
    public void Non_finite_factors_reach_exactly_the_outputs_that_use_them()
    {
        foreach (VectorPath path in KernelPaths.All)
        {
            var left = new float[5 * 3];
            var right = new float[3 * 20];
            Array.Fill(left, 1f);
            Array.Fill(right, 1f);
            left[2 * 3] = float.NaN;
            right[20 + 19] = float.PositiveInfinity;
            var output = new float[5 * 20];
            Gemm.Multiply(
                path, false, false, 5, 20, 3, left, right, output, new float[Gemm.WorkspaceLength(5, 3, 1)], [], 0, 1);
            for (int i = 0; i < output.Length; i++)
                Assert.Equal(i / 20 == 2 ? float.NaN : i % 20 == 19 ? float.PositiveInfinity : 3f, output[i]);
        }
    }

    [Fact]
    public void Spans_that_are_too_short_are_refused()
    {
        var room = new float[10_000];
        Assert.Throws<ArgumentException>(() => Gemm.Multiply(false, false, 4, 4, 4, new float[15], room, room, room, 0, 1));
        Assert.Throws<ArgumentException>(() => Gemm.Multiply(false, false, 4, 4, 4, room, new float[15], room, room, 0, 1));
        Assert.Throws<ArgumentException>(() => Gemm.Multiply(false, false, 4, 4, 4, room, room, new float[15], room, 0, 1));
        Assert.Throws<ArgumentException>(() => Gemm.Multiply(false, false, 4, 4, 4, room, room, room, new float[15], 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Gemm.Multiply(false, false, 400, 400, 400, new float[160000], new float[160000], new float[160000], new float[1000000],
                2, 2));
    }

    [Fact]
    public void A_product_allocates_nothing()
    {
        var left = new float[100 * 100];
        var output = new float[100 * 100];
        var workspace = new float[Gemm.WorkspaceLength(100, 100, 2)];
        foreach (VectorPath path in KernelPaths.All)
        {
            KernelPaths.AssertNoAllocation(
                () => Gemm.Multiply(path, true, true, 100, 100, 100, left, left, output, workspace, [], 1, 2));
        }
    }
}
