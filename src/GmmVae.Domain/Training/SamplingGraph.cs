namespace GmmVae.Domain;

/// <summary>The generative half of a model: from noise (and a cluster) to observations.</summary>
public static class SamplingGraph
{
    /// <summary>
    /// Inputs: <c>code noise</c> [batch, latent]; for the Gaussian-mixture model also <c>style noise</c> [batch, style]
    /// and a one-hot <c>cluster</c> [batch, clusters]. An autoencoder has no prior: its noise is the code itself.
    /// Outputs: <c>code</c> [batch, latent] and <c>sample</c>, E[y|x], [batch, features].
    /// </summary>
    public static ModelGraph Build(ModelSpec spec)
    {
        var graph = new GraphBuilder();
        var network = new NetworkBuilder(graph, NetworkMode.Inference, spec.Initialization);
        var noise = graph.Input(GraphNames.CodeNoise, InputRole.Noise, Shape.Of(Extent.Batch, spec.Latent));
        var code = spec is GaussianMixtureSpec mixture ? FromMixture(network, mixture, noise) : noise;
        graph.Output(GraphNames.Code, code);
        graph.Output(GraphNames.Sample, GenerativeNetwork.Apply(network, spec, code).Expectation);
        return new ModelGraph(graph.Build(), network.Parameters);
    }

    private static Sym FromMixture(NetworkBuilder network, GaussianMixtureSpec spec, Sym noise)
    {
        var style = network.Graph.Input(GraphNames.StyleNoise, InputRole.Noise, Shape.Of(Extent.Batch, spec.Style));
        var cluster = network.Graph.Input(GraphNames.Cluster, InputRole.Data, Shape.Of(Extent.Batch, spec.Clusters));
        var components = MixturePriorNetwork.Apply(network, spec, style);
        var chosen = cluster.Repeat(-1, spec.Latent);
        return new DiagonalGaussian((components.Mean * chosen).Sum(1), (components.LogVariance * chosen).Sum(1)).Sample(noise);
    }
}
