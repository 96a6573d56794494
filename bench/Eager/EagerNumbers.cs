using TorchSharp.Modules;
using Tensor = TorchSharp.torch.Tensor;

namespace GmmVae.Bench.Eager;

/// <summary>
/// A model's tensors by the library's names and in its order: weights [inputs, outputs]; a convolution's inputs are rows, columns and
/// channels of its kernel, and a dense layer behind convolutions reads pixels of so many channels.
/// </summary>
internal static class EagerNumbers
{
    /// <summary>Every tensor with the functions that bring numbers into its order and back.</summary>
    public static IEnumerable<(string Name, Tensor Tensor, Func<Tensor, Tensor> ToTorch, Func<Tensor, Tensor> ToLibrary)> Of(
        EagerAutoEncoder model)
    {
        foreach (var (name, layer, channels) in model.Named)
            switch (layer)
            {
                case Linear linear:
                    yield return ($"{name}.weight", linear.weight!, x => Dense(x, channels).t(), x => Dense(x.t(), -channels));
                    if (linear.bias is { } bias)
                        yield return ($"{name}.bias", bias, Same, Same);
                    break;
                case Conv2d convolution:
                    var shape = convolution.weight!.shape;
                    yield return (
                        $"{name}.weight", convolution.weight,
                        x => x.reshape(shape[2], shape[3], shape[1], shape[0]).permute(3, 2, 0, 1),
                        x => x.permute(2, 3, 1, 0).reshape(-1, shape[0]));
                    if (convolution.bias is { } shift)
                        yield return ($"{name}.bias", shift, Same, Same);
                    break;
                case BatchNorm1d norm:
                    foreach (var part in Norm(name, norm.weight!, norm.bias!, norm.running_mean!, norm.running_var!))
                        yield return part;
                    break;
                case BatchNorm2d norm:
                    foreach (var part in Norm(name, norm.weight!, norm.bias!, norm.running_mean!, norm.running_var!))
                        yield return part;
                    break;
                default:
                    throw new NotSupportedException($"{layer.GetName()}");
            }

        if (model is not EagerClustering clusters)
            yield break;
        yield return (ClusterHead.Members, clusters.Members, Same, Same);
        yield return (ClusterHead.Shares, clusters.Shares, Same, Same);
    }

    private static IEnumerable<(string Name, Tensor Tensor, Func<Tensor, Tensor> ToTorch, Func<Tensor, Tensor> ToLibrary)> Norm(
        string name, Tensor scale, Tensor shift, Tensor mean, Tensor variance) =>
    [
        ($"{name}.scale", scale, Same, Same), ($"{name}.shift", shift, Same, Same),
        ($"{name}.mean", mean, Same, Same), ($"{name}.variance", variance, Same, Same),
    ];

    private static Tensor Same(Tensor x) => x;

    /// <summary>Rows of pixels of channels to rows of channels of pixels, or back where the number is negative.</summary>
    private static Tensor Dense(Tensor x, int channels) => Math.Abs(channels) == 1 ? x
        : channels > 0 ? x.reshape(-1, channels, x.shape[1]).transpose(0, 1).reshape(x.shape)
        : x.reshape(-channels, -1, x.shape[1]).transpose(0, 1).reshape(x.shape);
}
