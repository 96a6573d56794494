using System.Diagnostics;
using GmmVae.Domain.Distributions;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Losses;
using GmmVae.Domain.Models;

namespace GmmVae.Domain.Steps;

/// <summary>A model applied to data without training: terms of each row, codes and cluster probabilities.</summary>
internal static class EvaluationGraph
{
    /// <summary>
    /// Outputs: each term [batch], <c>total</c> [batch], <c>code</c>, <c>expectation</c>, and for clustering models
    /// <c>style</c>, <c>responsibilities</c>, <c>bayesResponsibilities</c> (both at the means) and
    /// <c>sampledResponsibilities</c>.
    /// </summary>
    public static ModelGraph Build(ModelSpec spec)
    {
        var graph = new GraphBuilder();
        var network = new NetworkBuilder(graph, NetworkMode.Inference, spec.Initialization);
        var data = graph.Within("data", () => graph.Input(GraphNames.Data, InputRole.Data, Shape.Of(Extent.Batch, spec.Features)));
        var pass = ForwardPass.Build(network, spec, spec.Observe(data));

        foreach (var (term, perRow) in pass.Elbo.Terms)
            graph.Output(term.Name(), perRow);
        graph.Output(GraphNames.Total, pass.Elbo.Total);
        graph.Output(GraphNames.Code, pass.Code);
        graph.Output(GraphNames.Expectation, GenerativeNetwork.Apply(network, spec, pass.Code).Expectation);
        pass.Clustering.IfSome(clusters => Infer(graph, network, spec, pass.Code, clusters));
        return new ModelGraph(graph.Build(), network.Parameters);
    }

    private static void Infer(GraphBuilder graph, NetworkBuilder network, ModelSpec spec, Sym code, ClusterInference clusters)
    {
        var bayes = spec is GaussianMixtureSpec deep
            ? clusters.Style.Match(style => Bayes(network, deep, code, style, clusters.LogPrior), () => throw new UnreachableException())
            : clusters.LogSampled.Exp();
        clusters.Style.IfSome(style => graph.Output(GraphNames.Style, style));
        graph.Output(GraphNames.Responsibilities, clusters.LogHead.Match(head => head.Exp(), () => bayes));
        graph.Output(GraphNames.BayesResponsibilities, bayes);
        graph.Output(GraphNames.SampledResponsibilities, spec is GaussianMixtureSpec { Samples: var samples }
            ? clusters.LogSampled.Exp().MeanOverSamples(samples)
            : bayes);
    }

    private static Sym Bayes(NetworkBuilder network, GaussianMixtureSpec spec, Sym code, Sym style, Sym logPrior)
    {
        var components = MixturePriorNetwork.Apply(network, spec, style);
        return network.Graph.Within("responsibilities", () => Responsibilities.LogBayes(code, components, logPrior).Exp());
    }
}

/// <summary>The decoder alone: from any code to the expected observation.</summary>
internal static class DecodingGraph
{
    /// <summary>Input <c>code</c> [batch, latent]; output <c>sample</c>, E[y|x], [batch, features].</summary>
    public static ModelGraph Build(ModelSpec spec)
    {
        var graph = new GraphBuilder();
        var network = new NetworkBuilder(graph, NetworkMode.Inference, spec.Initialization);
        var code = graph.Input(GraphNames.Code, InputRole.Data, Shape.Of(Extent.Batch, spec.Latent));
        graph.Output(GraphNames.Sample, GenerativeNetwork.Apply(network, spec, code).Expectation);
        return new ModelGraph(graph.Build(), network.Parameters);
    }
}

/// <summary>The generative half of a model: from noise (and a cluster) to observations.</summary>
internal static class SamplingGraph
{
    /// <summary>
    /// Inputs: <c>code noise</c> [batch, latent]; for models with clusters also a one-hot <c>cluster</c> [batch, clusters], and where
    /// they have a style <c>style noise</c> [batch, style]. An autoencoder has no prior: its noise is the code itself.
    /// Outputs: <c>code</c> [batch, latent] and <c>sample</c>, E[y|x], [batch, features].
    /// </summary>
    public static ModelGraph Build(ModelSpec spec)
    {
        var graph = new GraphBuilder();
        var network = new NetworkBuilder(graph, NetworkMode.Inference, spec.Initialization);
        var noise = graph.Input(GraphNames.CodeNoise, InputRole.Noise, Shape.Of(Extent.Batch, spec.Latent));
        var code = spec switch
        {
            GaussianMixtureSpec mixture => FromMixture(network, mixture, noise),
            PlainMixtureSpec plain => PlainMixture.Sample(network, plain, noise, Chosen(network, plain)),
            _ => noise,
        };
        graph.Output(GraphNames.Code, code);
        graph.Output(GraphNames.Sample, GenerativeNetwork.Apply(network, spec, code).Expectation);
        return new ModelGraph(graph.Build(), network.Parameters);
    }

    private static Sym FromMixture(NetworkBuilder network, GaussianMixtureSpec spec, Sym noise)
    {
        var style = network.Graph.Input(GraphNames.StyleNoise, InputRole.Noise, Shape.Of(Extent.Batch, spec.Style));
        var cluster = Chosen(network, spec);
        var components = MixturePriorNetwork.Apply(network, spec, style);
        var chosen = cluster.Repeat(-1, spec.Latent);
        return new DiagonalGaussian((components.Mean * chosen).Sum(1), (components.LogVariance * chosen).Sum(1)).Sample(noise);
    }

    private static Sym Chosen(NetworkBuilder network, ClusteringSpec spec) =>
        network.Graph.Input(GraphNames.Cluster, InputRole.Data, Shape.Of(Extent.Batch, spec.Clusters));
}

/// <summary>How often two views of an observation are assigned to two candidates.</summary>
internal static class CandidateJointGraph
{
    /// <summary>
    /// Inputs: <see cref="GraphNames.Data"/> and <see cref="GraphNames.WeakView"/>, one view of each observation and another,
    /// [batch, features] both. Output: <see cref="GraphNames.CandidateJoint"/>, Σ over the batch of q(i|view) q(j|other view), [candidates,
    /// candidates].
    /// </summary>
    public static ModelGraph Build(GaussianMixtureSpec spec)
    {
        var graph = new GraphBuilder();
        var network = new NetworkBuilder(graph, NetworkMode.Inference, spec.Initialization);
        graph.Output(GraphNames.CandidateJoint, Candidates(GraphNames.Data).MatMul(Candidates(GraphNames.WeakView), transposeLeft: true));
        return new ModelGraph(graph.Build(), network.Parameters);

        Sym Candidates(string view) => ClusterHead.LogCandidates(
            network, spec, RecognitionNetwork.Trunk(network, spec.Encoder, Read(view).Values)).Exp();

        Observations Read(string view) => spec.Observe(graph.Input(view, InputRole.Data, Shape.Of(Extent.Batch, spec.Features)));
    }
}
