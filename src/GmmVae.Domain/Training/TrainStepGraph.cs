using static LanguageExt.Prelude;

namespace GmmVae.Domain;

/// <summary>One training step: loss terms, gradients and the optimizer's update in one graph.</summary>
public static class TrainStepGraph
{
    /// <summary>
    /// Inputs: data, noise, a weight for each term, the optimizer's scalars, parameters and their moments. Outputs: the
    /// batch mean of each term, <c>total</c>, <c>objective</c>, for clustering models <c>batchMeanKl</c>, each
    /// parameter's gradient, and the next value of everything that is kept. The moved running
    /// statistics are outputs that replace nothing too, so that an overflow shows before it is kept.
    /// </summary>
    public static ModelGraph Build(ModelSpec spec, AdamSpec adam)
    {
        var graph = new GraphBuilder();
        var network = new NetworkBuilder(graph, NetworkMode.Training, spec.Initialization);
        var pass = ForwardPass.Build(network, spec, graph.Input(GraphNames.Data, InputRole.Data, Shape.Of(Extent.Batch, spec.Features)));
        var objective = pass.Elbo.Objective(term => graph.Input(GraphNames.Weight(term), InputRole.Scalar, Shape.Scalar));

        foreach (var (term, perRow) in pass.Elbo.Terms)
            graph.Output(term.Name(), graph.Within(term.Words(), () => perRow.Mean(0)));
        graph.Output(GraphNames.Total, graph.Within("total", () => pass.Elbo.Total.Mean(0)));
        graph.Output(GraphNames.Objective, objective);
        pass.Clustering.IfSome(clusters => graph.Output(
            GraphNames.BatchMeanKl,
            graph.Within("batch-mean KL", () => CategoricalKl.OfBatchMean(clusters.LogSampled, clusters.LogPrior))));

        var trained = network.Parameters
            .Filter(parameter => parameter.Role == InputRole.Parameter)
            .Map(parameter => (parameter.Name, Value: graph.Input(parameter.Name, parameter.Role, parameter.Shape)));
        var gradients = Reverse.Gradients(objective, [.. trained.Map(parameter => parameter.Value)]);
        var updates = toArray(trained.Zip(gradients, (parameter, gradient) => (parameter.Name, parameter.Value, gradient)));
        foreach (var (name, _, gradient) in updates)
            graph.Output(GraphNames.Gradient(name), gradient);
        AdamUpdate.Apply(graph, adam, updates);
        foreach (var (name, next) in network.Replacements)
        {
            // A variance that overflows leaves normalised values finite: it must be seen before it is kept.
            graph.Output(GraphNames.Moved(name), next);
            graph.Output($"next {name}", next, Some(name));
        }

        return new ModelGraph(graph.Build(), network.Parameters);
    }
}
