namespace GmmVae.Domain;

/// <summary>
/// Convolutions as matrix products on patches. A layer is a dense layer with the patches, or the pixels, of all images as
/// its rows, so batch normalisation is per channel.
/// </summary>
public static class ConvolutionalStack
{
    /// <summary>
    /// [rows, features] to [rows, width]. Layers are named as in <see cref="DenseStack"/>, convolutions first; the weight of a
    /// convolution is [kernel · kernel · channels in, channels out].
    /// </summary>
    public static Sym Encode(NetworkBuilder network, string name, ConvolutionalSpec spec, Sym x)
    {
        var (rows, grids) = (x.Shape[0], spec.Grids);
        for (var i = 0; i < grids.Count; i++)
        {
            var patches = Images(x, rows, grids[i].Image).Unfold(grids[i]);
            x = DenseStack.Layer(network, FormattableString.Invariant($"{name}.{i}"), spec, patches, spec.Layers[i].Channels);
        }

        return DenseStack.Apply(network, name, spec, x.Reshape(rows, spec.Smallest.Features), grids.Count);
    }

    /// <summary>
    /// [rows, inputs] to [rows, features], without a nonlinearity at the end: dense layers, one to the smallest image, then
    /// transposed convolutions, of which the last is <c>name.output</c>. The weight of a transposed convolution is
    /// [channels in, kernel · kernel · channels out], its bias one number a channel.
    /// </summary>
    public static Sym Decode(NetworkBuilder network, string name, ConvolutionalSpec spec, Sym x)
    {
        var (rows, grids) = (x.Shape[0], spec.Grids);
        x = DenseStack.Apply(network, name, spec, x);
        var layer = $"{name}.{spec.Widths.Count}";
        var smallest = network.Linear(layer, x, spec.Smallest.Features, bias: !spec.BatchNorm);
        x = DenseStack.Finish(network, layer, spec, Pixels(smallest, rows, spec.Smallest));
        for (var i = grids.Count - 1; i > 0; i--)
        {
            layer = FormattableString.Invariant($"{name}.{spec.Widths.Count + grids.Count - i}");
            var images = network.Transposed(layer, x, grids[i], bias: !spec.BatchNorm);
            x = DenseStack.Finish(network, layer, spec, Pixels(images, rows, grids[i].Image));
        }

        return network.Transposed($"{name}.output", x, grids[0]).Reshape(rows, spec.Image.Features);
    }

    private static Sym Images(Sym x, Extent rows, ImageShape image) => x.Reshape(rows, image.Height, image.Width, image.Channels);

    private static Sym Pixels(Sym x, Extent rows, ImageShape image) => x.Reshape(rows * (image.Height * image.Width), image.Channels);
}
