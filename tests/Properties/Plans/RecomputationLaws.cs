namespace GmmVae.Tests.Properties;

/// <summary>Repeating operations where they are read changes what is stored and nothing else.</summary>
public sealed class RecomputationLaws
{
    private int rewritten;

    [Law(MaxTest = 400, AfterAll = nameof(AboutAQuarterHadSomethingToRepeat))]
    public void The_repeated_graph_has_the_same_outputs_to_the_last_bit(RandomGraph sample)
    {
        var graph = Reverse.Differentiate(sample.Graph, "objective", [.. sample.Graph.Inputs.Select(input => input.Name)]);
        var again = Recomputation.Bind(graph, sample.Batch).Graph;
        Assert.True(GraphCheck.Check(again).IsSuccess);
        rewritten += again.Nodes.Count > graph.Nodes.Count ? 1 : 0;
        var (expected, found) = (Evaluate.Outputs(graph, sample.Batch, sample.Inputs),
            Evaluate.Outputs(again, sample.Batch, sample.Inputs));
        foreach (var output in graph.Outputs)
            Assert.Equal(expected[output.Name].Values.ToArray(), found[output.Name].Values.ToArray());
    }

    private void AboutAQuarterHadSomethingToRepeat() => Assert.True(rewritten > 60, $"Only {rewritten} graphs had anything to repeat.");

    [Fact]
    public void A_backward_pass_repeats_cheap_operations_on_what_is_stored_anyway()
    {
        var builder = new GraphBuilder();
        var data = builder.Input("data", InputRole.Data, Shape.Of(Extent.Batch, 4));
        var weight = builder.Input("weight", InputRole.Parameter, Shape.Of(4, 4));
        var hidden = data.MatMul(weight).Relu();
        var loss = hidden.MatMul(weight).Square().Sum(0, 1);
        builder.Output("gradient", Reverse.Gradients(loss, [weight])[0]);
        var units = Units(builder.Build(), 3);
        Assert.Contains("relu", units);
        Assert.Contains("greater multiply", units);
    }

    [Fact]
    public void What_is_dear_to_compute_or_read_otherwise_too_is_stored()
    {
        var builder = new GraphBuilder();
        var data = builder.Input("data", InputRole.Data, Shape.Of(Extent.Batch, 4));
        var dear = data.Tanh().Exp();
        builder.Output("dear", dear * dear.Sum(0));
        var shown = data * 2;
        builder.Output("shown", shown);
        builder.Output("later", shown * shown.Sum(0));
        var operations = Units(builder.Build(), 3).SelectMany(unit => unit.Split(' ')).ToArray();
        Assert.Equal(1, operations.Count(operation => operation == "tanh"));
        Assert.Equal(3, operations.Count(operation => operation == "multiply"));
    }

    /// <summary>Of the arrays that are as large as all components together only the gradients of the two products are written.</summary>
    [Fact]
    public void A_training_step_stores_two_values_for_each_observation_cluster_and_latent_dimension()
    {
        const int Batch = 32;
        var traits = new DataTraits(1000, 40, true, null);
        var (model, training) = Presets.Report(ModelKind.GaussianMixture, traits).Check(traits)
            .IfFail(errors => throw new InvalidOperationException(errors.ToString()));
        var spec = (GaussianMixtureSpec)model;
        var bound = Recomputation.Bind(TrainStepGraph.Build(model, training.Adam, training.Phases[0]).Graph, Batch);
        var stored = PlanSchedule.Of(bound, Fusion.Groups(bound)).Where(unit => unit.IsTiled)
            .SelectMany(unit => unit.Stored).Count(node => bound.Size(node) == Batch * spec.Clusters * spec.Latent);
        Assert.Equal(2, stored);
    }

    private static string[] Units(Graph graph, int batch)
    {
        var bound = Recomputation.Bind(graph, batch);
        return [.. PlanSchedule.Of(bound, Fusion.Groups(bound))
            .Select(unit => string.Join(" ", unit.Nodes.Select(node => GraphText.Describe(bound.OpOf(node)))))];
    }
}
