using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public sealed class PatchesTests
{
    private static readonly Gen<(PatchGrid Grid, int Rows, int Seed)> Cases =
        from grid in PatchGrids.Wide
        from rows in Gen.Choose(1, 3)
        from seed in Generators.Seed
        select (grid, rows, seed);

    [Law(nameof(Cases), MaxTest = 200)]
    public void Unfolding_copies_bits_and_fills_the_border_with_zeros((PatchGrid Grid, int Rows, int Seed) given)
    {
        var (grid, rows, seed) = given;
        var pixels = PatchGrids.Pixels(grid);
        var images = KernelPaths.Patterns(seed, rows * grid.Image.Features);
        var expected = new float[rows * pixels.Length];
        for (var i = 0; i < expected.Length; i++)
            expected[i] = pixels[i % pixels.Length] is >= 0 and var pixel ? images[(i / pixels.Length * grid.Image.Features) + pixel] : 0;
        var patches = Spoilt(expected.Length);
        Patches.Unfold(grid, rows, images, patches, 0, 1);
        KernelPaths.AssertSameBits(expected, patches, $"{grid}");
    }

    [Law(nameof(Cases), MaxTest = 200)]
    public void Folding_is_within_its_bound_of_the_double_reference((PatchGrid Grid, int Rows, int Seed) given)
    {
        var (grid, rows, seed) = given;
        var pixels = PatchGrids.Pixels(grid);
        var patches = KernelPaths.Numbers(seed, rows * pixels.Length);
        var (sums, sizes, counts) = (new double[rows * grid.Image.Features], new double[rows * grid.Image.Features],
            new int[rows * grid.Image.Features]);
        for (var i = 0; i < patches.Length; i++)
            if (pixels[i % pixels.Length] is >= 0 and var pixel)
            {
                var at = (i / pixels.Length * grid.Image.Features) + pixel;
                sums[at] += patches[i];
                sizes[at] += Math.Abs(patches[i]);
                counts[at]++;
            }

        var images = Spoilt(sums.Length);
        Patches.Fold(grid, rows, patches, images, 0, 1);
        for (var i = 0; i < images.Length; i++)
            Assert.InRange(Math.Abs(images[i] - sums[i]), 0, KernelPaths.Gamma(counts[i]) * sizes[i]);
    }

    [Law(nameof(Cases), MaxTest = 200)]
    public void Paths_do_not_change_a_bit_of_a_fold((PatchGrid Grid, int Rows, int Seed) given)
    {
        var (grid, rows, seed) = given;
        foreach (var patches in new[]
        {
            KernelPaths.Numbers(seed, rows * grid.Count * grid.Length), KernelPaths.Patterns(seed, rows * grid.Count * grid.Length),
        })
        {
            var expected = new float[rows * grid.Image.Features];
            Patches.Fold(VectorPath.Portable, grid, rows, patches, expected, 0, 1);
            foreach (var path in KernelPaths.All)
            {
                var images = Spoilt(expected.Length);
                Patches.Fold(path, grid, rows, patches, images, 0, 1);
                KernelPaths.AssertSameBits(expected, images, $"{grid} {path}");
            }
        }
    }

    [Fact]
    public void A_pixel_is_summed_by_ascending_kernel_row_and_then_from_left_to_right()
    {
        var grid = new PatchGrid(new(5, 5), 3, 3);
        var patches = KernelPaths.Numbers(3, grid.Count * grid.Length);
        var images = new float[25];
        Patches.Fold(grid, 1, patches, images, 0, 1);
        var sum = 0f;
        for (var kernelY = 0; kernelY < 3; kernelY++)
            for (var column = 0; column < 3; column++)
                sum += patches[((((2 - kernelY) * 3) + column) * 9) + (kernelY * 3) + (2 - column)];
        Assert.Equal(sum, images[12]);
    }

    [Fact]
    public void Splits_do_not_change_a_bit_and_cover_every_output()
    {
        foreach (var (grid, rows) in new[]
        {
            (new PatchGrid(new(28, 28), 5, 5, 2), 17), (new PatchGrid(new(12, 12, 16), 5, 5, 2), 9),
                (new PatchGrid(new(40, 40, 8), 7, 5, 1, 2), 1),
            (new PatchGrid(new(3, 3), 2, 2), 2),
        })
        {
            var images = KernelPaths.Numbers(rows, rows * grid.Image.Features);
            var patches = Spoilt(rows * grid.Count * grid.Length);
            Patches.Unfold(grid, rows, images, patches, 0, 1);
            Patches.Fold(grid, rows, patches, images, 0, 1);
            var before = KernelPaths.Numbers(rows, images.Length);
            foreach (var parts in KernelPaths.Splits)
            {
                var (again, back) = (Spoilt(patches.Length), Spoilt(images.Length));
                for (var part = parts - 1; part >= 0; part--)
                    Patches.Unfold(grid, rows, before, again, part, parts);
                for (var part = parts - 1; part >= 0; part--)
                    Patches.Fold(grid, rows, again, back, part, parts);
                KernelPaths.AssertSameBits(patches, again, $"{grid} in {parts}");
                KernelPaths.AssertSameBits(images, back, $"{grid} in {parts}");
            }
        }
    }

    [Fact]
    public void Nothing_is_allocated_and_what_does_not_fit_is_refused()
    {
        var grid = new PatchGrid(new(12, 12, 4), 5, 5, 2);
        var (images, patches) = (new float[3 * grid.Image.Features], new float[3 * grid.Count * grid.Length]);
        KernelPaths.AssertNoAllocation(() => Patches.Unfold(grid, 3, images, patches, 0, 1));
        KernelPaths.AssertNoAllocation(() => Patches.Fold(grid, 3, patches, images, 0, 1));
        Assert.Throws<ArgumentException>(() => Patches.Unfold(grid, 4, images, patches, 0, 1));
        Assert.Throws<ArgumentException>(() => Patches.Unfold(grid, 3, images, new float[patches.Length - 1], 0, 1));
        Assert.Throws<ArgumentException>(() => Patches.Fold(grid, 3, patches, new float[images.Length - 1], 0, 1));
        Assert.Throws<ArgumentException>(() => Patches.Fold(grid with { Stride = 0 }, 3, patches, images, 0, 1));
    }

    private static float[] Spoilt(int length)
    {
        var numbers = new float[length];
        Array.Fill(numbers, float.NaN);
        return numbers;
    }
}
