using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

/// <summary>Sound grids of small images, with and without padding, with steps that leave pixels over.</summary>
internal static class PatchGrids
{
    public static Gen<PatchGrid> Small { get; } = Of(7, 3);

    /// <summary>Grids whose runs of channels are shorter and longer than registers.</summary>
    public static Gen<PatchGrid> Wide { get; } = Of(9, 40);

    private static Gen<PatchGrid> Of(int largest, int channels) =>
        from height in Gen.Choose(1, largest)
        from width in Gen.Choose(1, largest)
        from depth in Gen.Choose(1, channels)
        from padding in Gen.Choose(0, 2)
        from kernelHeight in Gen.Choose(1, height + (2 * padding))
        from kernelWidth in Gen.Choose(1, width + (2 * padding))
        from stride in Gen.Choose(1, 3)
        select new PatchGrid(new(height, width, depth), kernelHeight, kernelWidth, stride, padding);

    /// <summary>For each element of an image's patches, in order, the element of the image; −1 where there is none.</summary>
    public static int[] Pixels(PatchGrid grid)
    {
        var pixels = new List<int>();
        for (var top = -grid.Padding; top + grid.KernelHeight <= grid.Image.Height + grid.Padding; top += grid.Stride)
            for (var left = -grid.Padding; left + grid.KernelWidth <= grid.Image.Width + grid.Padding; left += grid.Stride)
                for (var y = top; y < top + grid.KernelHeight; y++)
                    for (var x = left; x < left + grid.KernelWidth; x++)
                        for (var channel = 0; channel < grid.Image.Channels; channel++)
                            pixels.Add(y >= 0 && y < grid.Image.Height && x >= 0 && x < grid.Image.Width
                                ? (((y * grid.Image.Width) + x) * grid.Image.Channels) + channel
                                : -1);
        return [.. pixels];
    }
}
