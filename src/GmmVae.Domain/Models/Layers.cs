using System.Diagnostics;
using GmmVae.Domain.Graphs;

namespace GmmVae.Domain.Models;

/// <summary>
/// Batch normalisation over rows (arXiv:1502.03167): ε = 1e-5; running statistics move by 0.1 towards the batch's mean
/// and its unbiased variance.
/// </summary>
internal static class BatchNormalization
{
    private const double Epsilon = 1e-5;
    private const double Momentum = 0.1;

    /// <summary>Normalises [rows, width]; declares <c>name.scale</c>, <c>name.shift</c>, <c>name.mean</c>, <c>name.variance</c>, each
    /// [width].</summary>
    public static Sym Apply(NetworkBuilder network, string name, Sym x)
    {
        var width = Shape.Of(x.Shape.Last);
        var scale = network.Parameter($"{name}.scale", width, new Initializer.Fill(1));
        var shift = network.Parameter($"{name}.shift", width, new Initializer.Fill(0));
        var runningMean = network.State($"{name}.mean", width, new Initializer.Fill(0));
        var runningVariance = network.State($"{name}.variance", width, new Initializer.Fill(1));

        if (network.Mode == NetworkMode.Inference)
            return Normalize(x - runningMean, runningVariance);

        var mean = x.Mean(0);
        var centred = x - mean;
        var variance = centred.Square().Mean(0);
        var rows = network.Graph.Add(new Op.Length(x.Shape[0]));
        var unbiased = variance * (rows / (rows - 1).Maximum(network.Graph.Constant(1)));
        network.Replace($"{name}.mean", Move(runningMean, mean));
        network.Replace($"{name}.variance", Move(runningVariance, unbiased));
        return Normalize(centred, variance);

        Sym Normalize(Sym centred, Sym variance) => (centred * (scale / (variance + Epsilon).Sqrt())) + shift;

        static Sym Move(Sym running, Sym batch) => (running * (1 - Momentum)) + (batch * Momentum);
    }
}

/// <summary>Hidden layers: linear, optional batch normalisation, nonlinearity.</summary>
internal static class DenseStack
{
    /// <summary>
    /// The dense layers of a specification: [rows, inputs] to [rows, last width]. Layer i declares <c>name.i</c> and, with
    /// batch norm, <c>name.i.norm</c>, i counting from <paramref name="first"/>.
    /// </summary>
    public static Sym Apply(NetworkBuilder network, string name, TrunkSpec spec, Sym x, int first = 0)
    {
        for (var i = 0; i < spec.Widths.Count; i++)
            x = Layer(network, FormattableString.Invariant($"{name}.{first + i}"), spec, x, spec.Widths[i]);
        return x;
    }

    /// <summary>One layer: [rows, inputs] to [rows, <paramref name="width"/>].</summary>
    internal static Sym Layer(NetworkBuilder network, string layer, TrunkSpec spec, Sym x, int width) =>
        Finish(network, layer, spec, network.Linear(layer, x, width, bias: !spec.BatchNorm));

    /// <summary>What follows the linear part of a layer.</summary>
    internal static Sym Finish(NetworkBuilder network, string layer, TrunkSpec spec, Sym x)
    {
        if (spec.BatchNorm)
            x = BatchNormalization.Apply(network, $"{layer}.norm", x);
        return spec.Activation switch
        {
            Activation.Relu => x.Relu(),
            Activation.Tanh => x.Tanh(),
            _ => throw new UnreachableException(),
        };
    }
}

/// <summary>
/// Convolutions as matrix products on patches. A layer is a dense layer with the patches, or the pixels, of all images as
/// its rows, so batch normalisation is per channel.
/// </summary>
internal static class ConvolutionalStack
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
