namespace GmmVae.Domain;

/// <summary>How often two views of an observation are assigned to two candidates.</summary>
public static class CandidateJointGraph
{
    /// <summary>
    /// Inputs: <see cref="GraphNames.Data"/> and <see cref="GraphNames.WeakView"/>, one view of each observation and another,
    /// [batch, features] both. Output: <see cref="GraphNames.CandidateJoint"/>, Σ over the batch of q(i|view) q(j|other view), [candidates, candidates].
    /// </summary>
    public static ModelGraph Build(GaussianMixtureSpec spec)
    {
        var graph = new GraphBuilder();
        var network = new NetworkBuilder(graph, NetworkMode.Inference, spec.Initialization);
        graph.Output(GraphNames.CandidateJoint, Candidates(GraphNames.Data).MatMul(Candidates(GraphNames.WeakView), transposeLeft: true));
        return new ModelGraph(graph.Build(), network.Parameters);

        Sym Candidates(string view) => ClusterHead.LogCandidates(
            network, spec, RecognitionNetwork.Trunk(network, spec.Encoder, Read(view).Values)).Exp();

        Observations Read(string view) => Observations.Of(spec, graph.Input(view, InputRole.Data, Shape.Of(Extent.Batch, spec.Features)));
    }
}
