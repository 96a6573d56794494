using LanguageExt;

namespace GmmVae.Tests.Properties;

public sealed class TrainStepGradientLaws
{
    private const int Elements = 5;

    private int compared;
    private int skipped;

    [Law]
    public void All_graphs_of_a_model_pass_the_check(TinyModel tiny)
    {
        foreach (var graph in new[]
                 {
                     TrainStepGraph.Build(tiny.Spec, AdamSpec.Default).Graph,
                     EvaluationGraph.Build(tiny.Spec).Graph,
                     SamplingGraph.Build(tiny.Spec).Graph,
                 })
            Assert.Empty(GraphCheck.Check(graph).Match(_ => [], errors => errors.ToArray()));
    }

    [Law(MaxTest = 150, AfterAll = nameof(MostDerivativesWereCompared))]
    public void The_gradients_are_the_central_differences_of_the_objective(TinyModel tiny)
    {
        var model = TrainStepGraph.Build(tiny.Spec, AdamSpec.Default);
        var inputs = tiny.Inputs(model.Graph);
        var gradients = Evaluate.Outputs(model.Graph, tiny.Batch, inputs);
        var objective = Only(model.Graph, GraphNames.Objective);
        var key = RandomKey.FromSeed((ulong)tiny.Seed).Fold("elements");
        var trained = model.Parameters.Filter(parameter => parameter.Role == InputRole.Parameter);
        for (var i = 0; i < Elements; i++)
        {
            var name = trained[key.Integer((ulong)(2 * i), trained.Count)].Name;
            var element = key.Integer((ulong)((2 * i) + 1), inputs[name].Values.Length);
            if (CentralDifferences.OfElement(objective, GraphNames.Objective, name, element, tiny.Batch, inputs) is { } slope)
            {
                Laws.Close(slope, gradients[GraphNames.Gradient(name)].Values[element], 1e-6, $"{name}[{element}]");
                compared++;
            }
            else
            {
                skipped++;
            }
        }
    }

    private void MostDerivativesWereCompared() =>
        Assert.True(compared > 10 * skipped, $"{skipped} derivatives were passed over, {compared} compared.");

    [Law]
    public void The_gradient_of_the_objective_is_the_weighted_sum_of_the_gradients_of_the_terms(TinyModel tiny)
    {
        var always = tiny with { Threshold = 0 };
        var model = TrainStepGraph.Build(always.Spec, AdamSpec.Default);
        var inputs = always.Inputs(model.Graph);
        var whole = Gradients(model, tiny.Batch, inputs);
        var sums = whole.ToDictionary(pair => pair.Key, pair => new double[pair.Value.Length]);
        foreach (var term in always.Spec.Terms)
        {
            var part = Gradients(model, tiny.Batch, WithOnly(always.Spec, inputs, term));
            foreach (var (name, values) in part)
                for (var i = 0; i < values.Length; i++)
                    sums[name][i] += values[i];
        }

        foreach (var (name, values) in whole)
            Laws.Close(values, sums[name], 1e-12, name);
    }

    [Law(nameof(TinyModel.Mixtures))]
    public void Terms_without_weight_leave_no_gradient(TinyModel tiny)
    {
        var model = TrainStepGraph.Build(tiny.Spec, AdamSpec.Default);
        var inputs = tiny.Inputs(model.Graph);
        Assert.All(Gradients(model, tiny.Batch, WithOnly(tiny.Spec, inputs, null)).Values, values =>
            Assert.All(values, value => Assert.Equal(0, value)));

        var reconstruction = Gradients(model, tiny.Batch, WithOnly(tiny.Spec, inputs, LossTerm.Reconstruction));
        foreach (var (name, values) in reconstruction)
            if (name.StartsWith("prior.", StringComparison.Ordinal) || name.StartsWith("cluster.", StringComparison.Ordinal)
                || name.StartsWith("style.", StringComparison.Ordinal))
                Assert.All(values, value => Assert.Equal(0, value));
        Assert.Contains(reconstruction["decoder.output.bias"], value => value != 0);
    }

    [Law(nameof(TinyModel.Mixtures))]
    public void Below_the_threshold_the_cluster_prior_leaves_no_gradient_whatever_its_weight(TinyModel tiny)
    {
        var below = tiny with { Threshold = 5 };
        var model = TrainStepGraph.Build(below.Spec, AdamSpec.Default);
        var inputs = below.Inputs(model.Graph);
        var with = Gradients(model, tiny.Batch, inputs);
        inputs[GraphNames.Weight(LossTerm.ClusterPrior)] = Tensor.Scalar(0);
        var without = Gradients(model, tiny.Batch, inputs);
        foreach (var (name, values) in with)
            Assert.Equal(without[name], values);
    }

    /// <summary>The part of a graph that one output needs.</summary>
    private static Graph Only(Graph graph, string output)
    {
        var builder = GraphBuilder.From(graph with { Outputs = Arr<Output>.Empty });
        builder.Output(output, new Sym(builder, graph.NodeOf(output)));
        var pruned = builder.Build();
        Assert.DoesNotContain(pruned.Nodes, node => node.Op is Op.StopGradient);
        return pruned;
    }

    private static Dictionary<string, double[]> Gradients(ModelGraph model, int batch, Dictionary<string, Tensor> inputs)
    {
        var outputs = Evaluate.Outputs(model.Graph, batch, inputs);
        return model.Parameters.Filter(parameter => parameter.Role == InputRole.Parameter)
            .ToDictionary(parameter => parameter.Name, parameter => outputs[GraphNames.Gradient(parameter.Name)].Values.ToArray());
    }

    private static Dictionary<string, Tensor> WithOnly(ModelSpec spec, Dictionary<string, Tensor> inputs, LossTerm? kept)
    {
        var copy = new Dictionary<string, Tensor>(inputs);
        foreach (var term in spec.Terms.Filter(term => term != kept))
            copy[GraphNames.Weight(term)] = Tensor.Scalar(0);
        return copy;
    }
}
