namespace GmmVae.Domain;

/// <summary>A model applied to data without training: terms of each row, codes and cluster probabilities.</summary>
public static class EvaluationGraph
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
        var pass = ForwardPass.Build(network, spec, Observations.Of(spec, data));

        foreach (var (term, perRow) in pass.Elbo.Terms)
            graph.Output(term.Name(), perRow);
        graph.Output(GraphNames.Total, pass.Elbo.Total);
        graph.Output(GraphNames.Code, pass.Code);
        graph.Output(GraphNames.Expectation, GenerativeNetwork.Apply(network, spec, pass.Code).Expectation);
        pass.Clustering.IfSome(clusters => Infer(graph, network, (GaussianMixtureSpec)spec, pass.Code, clusters));
        return new ModelGraph(graph.Build(), network.Parameters);
    }

    private static void Infer(GraphBuilder graph, NetworkBuilder network, GaussianMixtureSpec spec, Sym code, ClusterInference clusters)
    {
        var components = MixturePriorNetwork.Apply(network, spec, clusters.Style);
        var bayes = graph.Within("responsibilities", () => Responsibilities.LogBayes(code, components, clusters.LogPrior).Exp());
        graph.Output(GraphNames.Style, clusters.Style);
        graph.Output(GraphNames.Responsibilities, clusters.LogHead.Match(head => head.Exp(), () => bayes));
        graph.Output(GraphNames.BayesResponsibilities, bayes);
        graph.Output(GraphNames.SampledResponsibilities, clusters.LogSampled.Exp().MeanOverSamples(spec.Samples));
    }
}
