using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>Images to patches and back in ONNX: one <c>Gather</c> by constant positions each, zeros from a <c>Pad</c>.</summary>
internal static class OnnxPatches
{
    /// <summary>[rows, height, width, channels] to [rows · patches, patch length].</summary>
    internal static string Unfold(OnnxGraph target, PatchGrid grid, string images)
    {
        var pixels = Flat(target, images, grid.Image.Features);
        var patches = Gather(target, pixels, Pixels(grid), zero: grid.Image.Features);
        return Flat(target, patches, grid.Length);
    }

    /// <summary>[rows · patches, patch length] to [rows, height, width, channels]: each pixel gathers what falls on it, in the patches' order.</summary>
    internal static string Fold(OnnxGraph target, PatchGrid grid, string patches)
    {
        var elements = grid.Count * grid.Length;
        var falling = new List<int>[grid.Image.Features];
        for (var pixel = 0; pixel < falling.Length; pixel++)
            falling[pixel] = [];
        var of = Pixels(grid);
        for (var element = 0; element < of.Length; element++)
            if (of[element] < falling.Length)
                falling[of[element]].Add(element);

        var most = Math.Max(1, falling.Max(list => list.Count));
        var places = falling.SelectMany(list => list.Concat(Enumerable.Repeat(elements, most - list.Count))).ToArray();
        var gathered = Gather(target, Flat(target, patches, elements), places, zero: elements);
        var parts = target.Add("Reshape", [gathered, target.Integers(-1, grid.Image.Features, most)]);
        var sums = target.Add("ReduceSum", [parts, target.Integers(2)], OnnxAttribute.Of("keepdims", 0));
        return target.Add("Reshape", [sums, target.Integers(-1, grid.Image.Height, grid.Image.Width, grid.Image.Channels)]);
    }

    private static string Flat(OnnxGraph target, string name, int width) => target.Add("Reshape", [name, target.Integers(-1, width)]);

    /// <summary>Elements of each row by their places, where the place after the last is 0.</summary>
    private static string Gather(OnnxGraph target, string rows, int[] places, int zero)
    {
        var padded = places.Contains(zero) ? target.Add("Pad", [rows, target.Integers(0, 0, 0, 1)]) : rows;
        return target.Add("Gather", [padded, target.Positions(places)], OnnxAttribute.Of("axis", 1));
    }

    /// <summary>The pixel, channels last, that each element of an image's patches is; the number of pixels where it is padding.</summary>
    private static int[] Pixels(PatchGrid grid)
    {
        var image = grid.Image;
        var pixels = new int[grid.Count * grid.Length];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (rest, channel) = Math.DivRem(i, image.Channels);
            (rest, var kernelX) = Math.DivRem(rest, grid.KernelWidth);
            (rest, var kernelY) = Math.DivRem(rest, grid.KernelHeight);
            var (line, column) = Math.DivRem(rest, grid.Columns);
            var (y, x) = ((line * grid.Stride) + kernelY - grid.Padding, (column * grid.Stride) + kernelX - grid.Padding);
            pixels[i] = y < 0 || y >= image.Height || x < 0 || x >= image.Width
                ? image.Features
                : (((y * image.Width) + x) * image.Channels) + channel;
        }

        return pixels;
    }
}
