using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>Images to patches and back in ONNX: one <c>Gather</c> by constant positions each, zeros from a <c>Pad</c>.</summary>
internal static class OnnxPatches
{
    /// <summary>[rows, height, width, channels] to [rows · patches, patch length].</summary>
    internal static string Unfold(OnnxGraph target, PatchGrid grid, string images)
    {
        var pixels = Flat(target, images, grid.Image.Features);
        var patches = Gather(target, pixels, grid.Pixels(), zero: grid.Image.Features);
        return Flat(target, patches, grid.Length);
    }

    /// <summary>[rows · patches, patch length] to [rows, height, width, channels]: each pixel gathers what falls on it, in the patches' order.</summary>
    internal static string Fold(OnnxGraph target, PatchGrid grid, string patches)
    {
        var (elements, places) = (grid.Count * grid.Length, grid.Elements());
        var gathered = Gather(target, Flat(target, patches, elements), places, zero: elements);
        var parts = target.Add("Reshape", [gathered, target.Integers(-1, grid.Image.Features, places.Length / grid.Image.Features)]);
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
}
