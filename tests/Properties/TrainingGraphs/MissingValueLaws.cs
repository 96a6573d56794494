using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

/// <summary>Models that mask missing values: what is missing has no say, and where nothing is nothing changes.</summary>
public sealed class MissingValueLaws : IDisposable
{
    private readonly WorkerPool workers = new(1);

    public void Dispose() => workers.Dispose();

    [Law]
    public void Log_likelihoods_are_sums_over_what_was_observed(LossCase c)
    {
        var (mean, log, data) = (c.PerRow(0), c.PerRow(1), c.PerRow(2));
        var present = Enumerable.Range(0, data.Values.Length).Select(i => Draws.Between(c.Seed, 100 + i, 0, 1) < 0.6).ToArray();
        var holes = Tensor.Of(data.Dimensions.ToArray(), [.. data.Values.ToArray().Select((value, i) => present[i] ? value : double.NaN)]);
        var gaussian = Evaluate.Term(x => LogLikelihood.Gaussian(x[0], x[1], Observations.Masked(x[2])), mean, log, holes).Values.ToArray();
        var bernoulli = Evaluate.Term(x => LogLikelihood.Bernoulli(x[0], Observations.Masked(x[1])), mean, holes).Values.ToArray();
        for (var row = 0; row < c.Rows; row++)
        {
            var observed = Enumerable.Range(row * c.Size, c.Size).Where(i => present[i]).ToArray();
            Laws.Close(observed.Sum(i => LogLikelihood.Gaussian(One(mean, i), One(log, i), One(data, i)).Value), gaussian[row], 1e-12);
            Laws.Close(observed.Sum(i => LogLikelihood.Bernoulli(One(mean, i), One(data, i)).Value), bernoulli[row], 1e-12);
        }

        static Tensor One(Tensor of, int at) => Tensor.Of([1, 1], [of.Values[at]]);
    }

    private static Gen<TinyModel> Complete { get; } = TinyModel.Cases.Generator.Select(tiny => tiny with { MasksMissing = false });

    [Law(nameof(Complete), MaxTest = 60)]
    public void Where_nothing_is_missing_the_mask_changes_no_bit(TinyModel tiny)
    {
        var masked = (tiny with { MasksMissing = true }).Spec;
        Same(TrainStepGraph.Build(tiny.Spec, AdamSpec.Default).Graph, TrainStepGraph.Build(masked, AdamSpec.Default).Graph);
        Same(EvaluationGraph.Build(tiny.Spec).Graph, EvaluationGraph.Build(masked).Graph);
        ImportanceGraph.Build(tiny.Spec, 3).IfSome(plain =>
            ImportanceGraph.Build(masked, 3).IfSome(other => Same(plain.Graph, other.Graph)));

        void Same(Graph plain, Graph other)
        {
            var expected = Outputs(plain, tiny);
            foreach (var (name, values) in Outputs(other, tiny))
                KernelPaths.AssertSameBits(expected[name], values, name);
        }
    }

    private static Gen<TinyModel> Masked { get; } = TinyModel.Cases.Generator.Select(tiny => tiny with { MasksMissing = true });

    [Law(nameof(Masked))]
    public void A_model_reads_missing_values_as_the_mean_and_its_reconstruction_leaves_them_out(TinyModel tiny)
    {
        var (masked, plain) = (EvaluationGraph.Build(tiny.Spec).Graph,
            EvaluationGraph.Build((tiny with { MasksMissing = false }).Spec).Graph);
        var inputs = tiny.Inputs(masked);
        var filled = new Dictionary<string,
            Tensor>(inputs) { [GraphNames.Data] = Evaluate.Term(x => Observations.Masked(x[0]).Values, inputs[GraphNames.Data]) };
        var (found, whole) = (Evaluate.Outputs(masked, tiny.Batch, inputs), Evaluate.Outputs(plain, tiny.Batch, filled));
        var isWhole = !inputs[GraphNames.Data].Values.ToArray().Any(double.IsNaN);
        foreach (var (name, values) in whole)
            if (name != LossTerm.Reconstruction.Name() && name != GraphNames.Total)
                Assert.Equal(values.Values.ToArray(), found[name].Values.ToArray());
            else if (isWhole)
                Assert.Equal(values.Values.ToArray(), found[name].Values.ToArray());
    }

    private static Gen<TinyModel> MaskedAndDense { get; } = Masked.Select(tiny => tiny with { Convolutional = false });

    [Law(nameof(MaskedAndDense))]
    public void A_feature_that_is_missing_throughout_leaves_its_output_no_gradient_and_no_loss(TinyModel tiny)
    {
        const int Missing = 1;
        var model = TrainStepGraph.Build(tiny.Spec, AdamSpec.Default);
        var inputs = tiny.Inputs(model.Graph);
        inputs[GraphNames.Data] = Tensor.Of(
            [tiny.Batch, TinyModel.Features],
                [.. inputs[GraphNames.Data].Values.ToArray().Select((value, i) => i % TinyModel.Features == Missing ? double.NaN : value)]);
        var outputs = Evaluate.Outputs(model.Graph, tiny.Batch, inputs);
        Assert.Equal(0, outputs[GraphNames.Gradient("decoder.output.bias")].Values[Missing]);
        var objective = outputs[GraphNames.Objective].Value;
        inputs["decoder.output.bias"] =
            Tensor.Of([TinyModel.Features],
            [.. inputs["decoder.output.bias"].Values.ToArray().Select((value, i) => i == Missing ? 7 : value)]);
        Assert.Equal(objective, Evaluate.Outputs(model.Graph, tiny.Batch, inputs)[GraphNames.Objective].Value);
    }

    [Fact]
    public void Infinities_are_not_missing() => Assert.Equal(
        [double.NegativeInfinity, 0, double.PositiveInfinity, -3],
        Evaluate.Term(x => Observations.Masked(x[0]).Values,
            Tensor.Of([1, 4], [double.NegativeInfinity, double.NaN, double.PositiveInfinity, -3])).Values.ToArray());

    [Fact]
    public void A_training_that_diverges_on_rows_with_holes_names_its_own_fault_and_not_the_holes()
    {
        var graph = new GraphBuilder();
        var data = graph.Input("data", InputRole.Data, Shape.Of(Extent.Batch, 3));
        graph.Output("sum", graph.Within("encoder", () => Observations.Masked(data).Values.Exp()).Sum(1));
        using var store = new ParameterStore([], ManagedEngine.Instance);
        using var plan = store.Compile(graph.Build(), 2, workers);
        new float[] { 1, float.NaN, 2, 3, 4, float.NaN }.CopyTo(plan.Input("data"));
        plan.Compute();
        Assert.True(plan.FirstNonFinite().IsNone);
        plan.Input("data")[0] = 60;
        plan.Compute();
        Assert.Equal(new NonFinite("encoder", "exp"), plan.FirstNonFinite());
    }

    private Dictionary<string, float[]> Outputs(Graph graph, TinyModel tiny)
    {
        using var store = ParameterStore.Of(graph, ManagedEngine.Instance);
        foreach (var input in store.Inputs)
            Fill(store[input.Name], input);
        using var plan = store.Compile(graph, tiny.Batch, workers);
        foreach (var input in graph.Inputs.Where(input => input.Role is not (InputRole.Parameter or InputRole.State)))
            Fill(plan.Input(input.Name), input);
        plan.Compute();
        return graph.Outputs.Filter(output => output.Replaces.IsNone).ToDictionary(output => output.Name, output =>
            plan.Output(output.Name).ToArray());

        void Fill(Span<float> target, Op.Input input) =>
            System.Array.ConvertAll(tiny.Of(input, tiny.Batch).Values.ToArray(), value => (float)value).CopyTo(target);
    }
}
