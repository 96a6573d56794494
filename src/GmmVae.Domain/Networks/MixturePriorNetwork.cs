namespace GmmVae.Domain;

/// <summary>p(x|w,z): the components of the mixture as functions of the style.</summary>
public static class MixturePriorNetwork
{
    /// <summary>Style [rows, style] to the means and log-variances of K Gaussians, [rows, clusters, latent] each.</summary>
    public static DiagonalGaussian Apply(NetworkBuilder network, GaussianMixtureSpec spec, Sym style) =>
        network.Graph.Within("mixture prior", () =>
        {
            var hidden = DenseStack.Apply(network, "prior", spec.PriorNetwork, style);
            var width = checked(spec.Clusters * spec.Latent);
            return new DiagonalGaussian(
                Components(network.Linear("prior.mean", hidden, width, gain: spec.PriorGain)),
                Components(network.Linear("prior.logvariance", hidden, width, gain: spec.PriorGain)).Clamp(spec.PriorBounds.Low, spec.PriorBounds.High));

            Sym Components(Sym flat) => flat.Reshape(flat.Shape[0], spec.Clusters, spec.Latent);
        });
}
