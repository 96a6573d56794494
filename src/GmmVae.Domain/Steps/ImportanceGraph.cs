using GmmVae.Domain.Distributions;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Losses;
using GmmVae.Domain.Models;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain.Steps;

/// <summary>The log weights of the importance-weighted bound on ln p(y) (arXiv:1509.00519).</summary>
internal static class ImportanceGraph
{
    /// <summary>
    /// Inputs: <c>data</c> [batch, features], <c>code noise</c> [batch·samples, latent], and for the Gaussian-mixture model
    /// <c>style noise</c> [batch·samples, style]. Output: <c>logWeights</c> [batch·samples], samples innermost, in nats:
    /// ln p(y|x) + ln p(x) − ln q(x|y), or with the cluster summed out ln p(y|x) + ln Σ_k π_k N(x; μ_k(w), σ_k(w)) + ln p(w) − ln q(x|y) −
    /// ln q(w|y).
    /// </summary>
    /// <param name="spec">A model with a distribution over codes.</param>
    /// <param name="samples">Samples for each observation, at least 1.</param>
    /// <returns>The graph, or nothing for an autoencoder, which has no such distribution.</returns>
    public static Option<ModelGraph> Build(ModelSpec spec, int samples) => spec switch
    {
        VariationalSpec variational => Some(Of(variational, samples)),
        GaussianMixtureSpec mixture => Some(Of(mixture, samples)),
        PlainMixtureSpec plain => Some(Exact(plain, samples)),
        _ => None,
    };

    /// <summary>Without a code to sample every weight is ln p(y) itself.</summary>
    private static ModelGraph Exact(PlainMixtureSpec spec, int samples)
    {
        var graph = new GraphBuilder();
        var network = new NetworkBuilder(graph, NetworkMode.Inference, spec.Initialization);
        var data = graph.Within("data", () => graph.Input(GraphNames.Data, InputRole.Data, Shape.Of(Extent.Batch, spec.Features)));
        graph.Output(GraphNames.LogWeights, -ForwardPass.Build(network, spec, spec.Observe(data)).Elbo.Total.RepeatRows(samples));
        return new ModelGraph(graph.Build(), network.Parameters);
    }

    private static ModelGraph Of(VariationalSpec spec, int samples) => Of(spec, samples, (network, trunk) =>
    {
        var (code, logQ) = Sample(network, "code", GraphNames.CodeNoise, trunk, spec.Latent, spec.PosteriorBounds, samples);
        return (code, DiagonalGaussian.LogStandardDensity(code) - logQ);
    });

    private static ModelGraph Of(GaussianMixtureSpec spec, int samples) => Of(spec, samples, (network, trunk) =>
    {
        var (code, logCode) = Sample(network, "code", GraphNames.CodeNoise, trunk, spec.Latent, spec.PosteriorBounds, samples);
        var (style, logStyle) = Sample(network, "style", GraphNames.StyleNoise, trunk, spec.Style, spec.PosteriorBounds, samples);
        var components = MixturePriorNetwork.Apply(network, spec, style);
        var logPrior = ImportanceWeightedBound.LogMixtureDensity(code, components, ClusterHead.LogPrior(network, spec))
            + DiagonalGaussian.LogStandardDensity(style);
        return (code, logPrior - logCode - logStyle);
    });

    private static ModelGraph Of(ModelSpec spec, int samples, Func<NetworkBuilder, Sym, (Sym Code, Sym LogRatio)> sample)
    {
        var graph = new GraphBuilder();
        var network = new NetworkBuilder(graph, NetworkMode.Inference, spec.Initialization);
        var data = spec.Observe(
            graph.Within("data", () => graph.Input(GraphNames.Data, InputRole.Data, Shape.Of(Extent.Batch, spec.Features))));
        var (code, logRatio) = sample(network, RecognitionNetwork.Trunk(network, spec.Encoder, data.Values));
        var likelihood = GenerativeNetwork.Apply(network, spec, code).LogLikelihoodOf(data.RepeatRows(samples));
        graph.Output(GraphNames.LogWeights, graph.Within("log weights", () => likelihood + logRatio));
        return new ModelGraph(graph.Build(), network.Parameters);
    }

    /// <summary>A sample of a posterior head, and its ln q from the noise alone, which loses no digits where the variance is
    /// small.</summary>
    private static (Sym Value, Sym LogQ) Sample(
        NetworkBuilder network, string name, string noiseName, Sym trunk, int size, LogVarianceBounds bounds, int samples)
    {
        var posterior = RecognitionNetwork.Gaussian(network, name, trunk, size, bounds).Repeat(samples);
        var noise = network.Graph.Input(noiseName, InputRole.Noise, posterior.Mean.Shape);
        return network.Graph.Within($"{name} sample", () => (
            posterior.Sample(noise), DiagonalGaussian.LogStandardDensity(noise) - (0.5 * posterior.LogVariance.Sum(-1))));
    }
}
