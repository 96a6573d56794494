using GmmVae.Domain.Distributions;
using GmmVae.Domain.Graphs;

namespace GmmVae.Domain.Models;

/// <summary>The encoder: a trunk of hidden layers with linear heads for the code, the style and the cluster.</summary>
internal static class RecognitionNetwork
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

/// <summary>
/// The linear head on the encoder's trunk that assigns clusters, q(z|y), and the prior over them, π. With more outputs than
/// clusters, q(z=k|y) is the sum over the candidates of group k.
/// </summary>
internal static class ClusterHead
{
    /// <summary>The state that holds which group a candidate is in, one-hot, [candidates, clusters]; equal parts before they are
    /// grouped.</summary>
    public const string Members = "groups.members";

    /// <summary>The state that holds π, the groups' shares of the data, [clusters].</summary>
    public const string Shares = "groups.shares";

    /// <summary>Keeps the logarithm of a group finite whose candidates all underflow.</summary>
    private const double Smallest = 1e-30;

    /// <summary>ln of the head's outputs, [rows, width] to [rows, candidates].</summary>
    public static Sym LogCandidates(NetworkBuilder network, GaussianMixtureSpec spec, Sym trunk) =>
        network.Graph.Within("responsibilities", () => RecognitionNetwork.Linear(network, "cluster", trunk, spec.Candidates).LogSoftmax());

    /// <summary>ln q(z|y): [rows, candidates] to [rows, clusters].</summary>
    public static Sym LogClusters(NetworkBuilder network, GaussianMixtureSpec spec, Sym logCandidates) => spec.HasCandidates
        ? network.Graph.Within("groups", () =>
        {
            var members = network.State(Members, Shape.Of(spec.Candidates, spec.Clusters), new Initializer.Fill(1.0 / spec.Clusters));
            return logCandidates.Exp().MatMul(members).Maximum(network.Graph.Constant(Smallest)).Log();
        })
        : logCandidates;

    /// <summary>ln π, [clusters].</summary>
    public static Sym LogPrior(NetworkBuilder network, GaussianMixtureSpec spec) => spec.HasCandidates
        ? network.State(Shares, Shape.Of(spec.Clusters), new Initializer.Fill(1.0 / spec.Clusters)).Log()
        : network.Graph.Constant(spec.ClusterPrior.LogWeights);

    /// <summary>Whether a state is one of those that groups are made of.</summary>
    public static bool IsOfGroups(string name) => name is Members or Shares;
}

/// <summary>p(x|w,z): the components of the mixture as functions of the style.</summary>
internal static class MixturePriorNetwork
{
    /// <summary>Style [rows, style] to the means and log-variances of K Gaussians, [rows, clusters, latent] each.</summary>
    public static DiagonalGaussian Apply(NetworkBuilder network, GaussianMixtureSpec spec, Sym style) =>
        network.Graph.Within("mixture prior", () =>
        {
            var hidden = DenseStack.Apply(network, "prior", spec.PriorNetwork, style);
            var width = checked(spec.Clusters * spec.Latent);
            return new DiagonalGaussian(
                Components(network.Linear("prior.mean", hidden, width, gain: spec.PriorGain)),
                Components(network.Linear("prior.logvariance", hidden, width, gain: spec.PriorGain)).Clamp(spec.PriorBounds.Low,
                    spec.PriorBounds.High));

            Sym Components(Sym flat) => flat.Reshape(flat.Shape[0], spec.Clusters, spec.Latent);
        });
}
