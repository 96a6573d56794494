namespace GmmVae.Domain;

/// <summary>The decoder alone: from any code to the expected observation.</summary>
public static class DecodingGraph
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
