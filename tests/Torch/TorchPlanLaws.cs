namespace GmmVae.Tests.Torch;

public sealed class TorchPlanLaws : IDisposable
{
    private readonly WorkerPool workers = new(2);
    private int all;
    private int closely;

    public void Dispose() => workers.Dispose();

    [TorchFact]
    public void Every_operation_and_its_derivative_equal_the_oracle_within_the_derived_bound()
    {
        foreach (var sample in OpCatalogue.Samples)
        {
            var graph = sample.WithObjective();
            Hold(Reverse.Differentiate(graph, "objective", [.. graph.Inputs.Select(input => input.Name)]), sample.Batch, sample.Inputs);
        }

        AssertTight(0.9);
    }

    [TorchLaw(MaxTest = 200, AfterAll = nameof(NineTenthsAreTight))]
    public void A_random_graph_and_its_gradients_equal_the_oracle_within_the_derived_bound(RandomGraph sample)
    {
        string[] variables = [.. sample.Graph.Inputs.Where(input => input.Role != InputRole.Scalar).Select(input => input.Name)];
        Hold(Reverse.Differentiate(sample.Graph, "objective", variables), sample.Batch, sample.Inputs);
    }

    [TorchLaw(MaxTest = 200, AfterAll = nameof(FourFifthsAreTight))]
    public void A_training_step_of_every_model_equals_the_oracle_within_the_derived_bound(TinyModel tiny) =>
        Hold(TrainStepGraph.Build(tiny.Spec, AdamSpec.Default).Graph, tiny);

    [TorchLaw(MaxTest = 30, AfterAll = nameof(FourFifthsAreTight))]
    public void Each_loss_term_and_its_gradients_equal_the_oracle_within_the_derived_bound(TinyModel tiny)
    {
        var builder = new GraphBuilder();
        var network = new NetworkBuilder(builder, NetworkMode.Inference, tiny.Spec.Initialization);
        var data = builder.Input(GraphNames.Data, InputRole.Data, Shape.Of(Extent.Batch, tiny.Spec.Features));
        var terms = ForwardPass.Build(network, tiny.Spec, tiny.Spec.Observe(data)).Elbo.Terms;
        foreach (var (term, perRow) in terms)
            builder.Output(term.Name(), perRow.Sum(0));
        var graph = builder.Build();
        foreach (var (term, _) in terms)
            Hold(Reverse.Differentiate(graph, term.Name(), [.. network.Parameters.Map(parameter => parameter.Name)]), tiny);
    }

    [TorchLaw(MaxTest = 50, AfterAll = nameof(SevenTenthsAreTight))]
    public void A_step_with_clipping_and_weight_decay_equals_the_oracle_within_the_derived_bound(TinyModel tiny)
    {
        var adam = AdamSpec.Create(weightDecay: 0.01, maximumGradientNorm: LanguageExt.Prelude.Some(0.1)).Valid();
        Hold(TrainStepGraph.Build(tiny.Spec, adam).Graph, tiny);
    }

    [TorchLaw(AfterAll = nameof(FourFifthsAreTight))]
    public void A_step_of_a_phase_with_augmentations_and_teacher_equals_the_oracle_within_the_derived_bound(TinyPhase tiny) =>
        Hold(tiny.Graph.Graph, tiny.Model);

    [TorchLaw(AfterAll = nameof(NineteenTwentiethsAreTight))]
    public void Evaluation_and_sampling_equal_the_oracle_within_the_derived_bound(TinyModel tiny)
    {
        Hold(EvaluationGraph.Build(tiny.Spec).Graph, tiny);
        Hold(SamplingGraph.Build(tiny.Spec).Graph, tiny);
    }

    private void NineteenTwentiethsAreTight() => AssertTight(0.95);

    private void NineTenthsAreTight() => AssertTight(0.9);

    private void FourFifthsAreTight() => AssertTight(0.8);

    private void SevenTenthsAreTight() => AssertTight(0.7);

    private void Hold(Graph graph, TinyModel tiny) => Hold(graph, tiny.Batch, tiny.Inputs(graph));

    private void Hold(Graph graph, int batch, IReadOnlyDictionary<string, Tensor> inputs)
    {
        using var run = new TorchPlanRun(graph, batch, inputs, workers);
        var counts = run.StepHoldsToOracle(RoundingBounds.Of(graph));
        (all, closely) = (all + counts.All, closely + counts.Closely);
    }

    private void AssertTight(double share) =>
        Assert.True(closely > share * all, $"Only {closely} of {all} bounds are tight enough to mean something.");
}
