namespace GmmVae.Domain;

/// <summary>The encoder: a trunk of hidden layers with linear heads for the code, the style and the cluster.</summary>
public static class RecognitionNetwork
{
    /// <summary>The trunk: [batch, features] to [batch, width].</summary>
    public static Sym Trunk(NetworkBuilder network, TrunkSpec spec, Sym data) =>
        network.Graph.Within("encoder", () => spec is ConvolutionalSpec convolutional
            ? ConvolutionalStack.Encode(network, "encoder", convolutional, data)
            : DenseStack.Apply(network, "encoder", spec, data));

    /// <summary>A diagonal Gaussian head, q(x|y) or q(w|y): [batch, <paramref name="size"/>] each.</summary>
    public static DiagonalGaussian Gaussian(
        NetworkBuilder network, string name, Sym trunk, int size, LogVarianceBounds bounds) =>
        network.Graph.Within($"{name} posterior", () => new DiagonalGaussian(
            network.Linear($"{name}.mean", trunk, size),
            network.Linear($"{name}.logvariance", trunk, size).Clamp(bounds.Low, bounds.High)));

    /// <summary>A linear head: the code of an autoencoder, or the logits of q(z|y).</summary>
    public static Sym Linear(NetworkBuilder network, string name, Sym trunk, int size) =>
        network.Graph.Within(name, () => network.Linear(name, trunk, size));
}
