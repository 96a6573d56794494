using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public sealed class PatchLaws
{
    [Law(typeof(PatchGrids), nameof(PatchGrids.Small), MaxTest = 300)]
    public void Patches_are_counted_and_cut_as_a_kernel_moves_over_the_padded_image(PatchGrid grid)
    {
        var pixels = PatchGrids.Pixels(grid);
        Assert.Null(grid.Problem);
        Assert.Equal(pixels.Length, grid.Count * grid.Length);
        var images = Generators.Fill(3, [2, grid.Image.Height, grid.Image.Width, grid.Image.Channels]);
        var patches = Evaluate.Term(x => x[0].Unfold(grid), images);
        Assert.Equal([2 * grid.Count, grid.Length], patches.Dimensions.ToArray());
        for (var i = 0; i < patches.Values.Length; i++)
        {
            var (row, pixel) = (i / pixels.Length, pixels[i % pixels.Length]);
            Assert.Equal(pixel < 0 ? 0 : images.Values[(row * grid.Image.Features) + pixel], patches.Values[i]);
        }
    }

    [Law(nameof(Given), MaxTest = 300)]
    public void Folding_is_the_dual_of_unfolding((PatchGrid Grid, int Rows, int Seed) given)
    {
        var (grid, rows, seed) = given;
        var images = Images(grid, rows, seed);
        var patches = Generators.Fill(seed + 1, [rows * grid.Count, grid.Length]);
        var left = Dot(Evaluate.Term(x => x[0].Unfold(grid), images), patches);
        var right = Dot(images, Fold(grid, rows, patches));
        Laws.Close(left, right, 1e-12);
    }

    [Law(nameof(Given))]
    public void Patches_that_do_not_overlap_fold_back_into_the_image((PatchGrid Grid, int Rows, int Seed) given)
    {
        var (grid, rows, seed) = given;
        var tiling = grid with
        {
            Image = new(grid.Rows * grid.KernelHeight, grid.Columns * grid.KernelHeight, grid.Image.Channels),
            KernelWidth = grid.KernelHeight, Stride = grid.KernelHeight, Padding = 0,
        };
        var images = Images(tiling, rows, seed);
        Assert.Equal(images.Values, Evaluate.Term(x => x[0].Unfold(tiling).Fold(tiling), images).Values);
    }

    [Law(nameof(Given))]
    public void A_convolution_is_unfolding_and_a_matrix_product((PatchGrid Grid, int Rows, int Seed) given)
    {
        var (grid, rows, seed) = given;
        const int filters = 2;
        var images = Images(grid, rows, seed);
        var weights = Generators.Fill(seed + 1, [grid.Length, filters]);
        var builder = new GraphBuilder();
        var x = builder.Input("x", InputRole.Data, Shape.Of(Extent.Batch, grid.Image.Height, grid.Image.Width, grid.Image.Channels));
        var w = builder.Input("w", InputRole.Parameter, Shape.Of(grid.Length, filters));
        builder.Output("y", x.Unfold(grid).MatMul(w));
        var y = Evaluate.Outputs(builder.Build(), rows, new Dictionary<string, Tensor> { ["x"] = images, ["w"] = weights })["y"];
        for (var i = 0; i < y.Values.Length; i++)
        {
            var (patch, filter) = Math.DivRem(i, filters);
            var (row, place) = Math.DivRem(patch, grid.Count);
            var (top, left) = Math.DivRem(place, grid.Columns);
            Laws.Close(Convolve(grid, images, row, top * grid.Stride, left * grid.Stride, k => weights.Values[(k * filters) + filter]),
                y.Values[i], 1e-12);
        }
    }

    [Fact]
    public void Impossible_grids_say_what_is_wrong()
    {
        var grid = new PatchGrid(new(4, 3), 2, 2);
        Assert.Null(grid.Problem);
        Assert.Equal("needs an image with pixels, not 0x3x1", (grid with { Image = new(0, 3) }).Problem);
        Assert.Equal("needs an image with pixels, not 4x3x-1", (grid with { Image = new(4, 3, -1) }).Problem);
        Assert.Equal("needs a kernel and a stride of at least 1", (grid with { KernelHeight = 0 }).Problem);
        Assert.Equal("needs a kernel and a stride of at least 1", (grid with { KernelWidth = -1 }).Problem);
        Assert.Equal("needs a kernel and a stride of at least 1", (grid with { Stride = 0 }).Problem);
        Assert.Equal("cannot have a negative padding", (grid with { Padding = -1 }).Problem);
        Assert.Equal("has a kernel 2x4 larger than the image 4x3x1 with padding 0", (grid with { KernelWidth = 4 }).Problem);
        Assert.Equal("has a kernel 7x2 larger than the image 4x3x1 with padding 1", (grid with { KernelHeight = 7, Padding = 1 }).Problem);
        Assert.Null((grid with { KernelHeight = 6, Padding = 1 }).Problem);
    }

    private static Gen<(PatchGrid Grid, int Rows, int Seed)> Given() =>
        from grid in PatchGrids.Small
        from rows in Generators.Batch
        from seed in Generators.Seed
        select (grid, rows, seed);

    private static Tensor Images(PatchGrid grid, int rows, int seed) =>
        Generators.Fill(seed, [rows, grid.Image.Height, grid.Image.Width, grid.Image.Channels]);

    /// <summary>Folds patches of so many rows, their axis a multiple of the batch.</summary>
    private static Tensor Fold(PatchGrid grid, int rows, Tensor patches) => Evaluate.Term(
        x => x[0].Reshape(Extent.Batch * grid.Count, grid.Length).Fold(grid),
        Tensor.Of([rows, grid.Count * grid.Length], patches.Values));

    /// <summary>One output of a convolution by its definition: a sum over rows, columns and channels.</summary>
    private static double Convolve(PatchGrid grid, Tensor images, int row, int top, int left, Func<int, double> weight)
    {
        var (sum, k) = (0.0, 0);
        for (var y = top - grid.Padding; y < top - grid.Padding + grid.KernelHeight; y++)
            for (var x = left - grid.Padding; x < left - grid.Padding + grid.KernelWidth; x++)
                for (var channel = 0; channel < grid.Image.Channels; channel++, k++)
                    if (y >= 0 && y < grid.Image.Height && x >= 0 && x < grid.Image.Width)
                        sum += weight(k) * images.Values[(((((row * grid.Image.Height) + y) * grid.Image.Width) + x) * grid.Image.Channels)
                            + channel];
        return sum;
    }

    private static double Dot(Tensor left, Tensor right)
    {
        Assert.Equal(left.Dimensions, right.Dimensions);
        var sum = 0.0;
        for (var i = 0; i < left.Values.Length; i++)
            sum += left.Values[i] * right.Values[i];
        return sum;
    }
}
