namespace GmmVae.Tests.Properties;

public sealed class SymmetryLaws
{
    [Law]
    public void Two_samples_with_equal_noise_are_as_one(TinyModel tiny)
    {
        var (one, two) = (tiny with { Samples = 1 }, tiny with { Samples = 2 });
        var (single, twice) = (TrainStepGraph.Build(one.Spec, AdamSpec.Default), TrainStepGraph.Build(two.Spec, AdamSpec.Default));
        var inputs = one.Inputs(single.Graph);
        var expected = Evaluate.Outputs(single.Graph, tiny.Batch, inputs);
        var repeated = twice.Graph.Inputs.ToDictionary(
            input => input.Name,
            input => input.Role == InputRole.Noise && tiny.Kind != ModelKind.AutoEncoder ? EachRowTwice(inputs[input.Name])
                : inputs[input.Name]);
        var actual = Evaluate.Outputs(twice.Graph, tiny.Batch, repeated);
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), actual.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, value) in expected)
            Laws.Close(value.Values, actual[name].Values, 1e-11, name);
    }

    [Law]
    public void The_order_of_the_rows_does_not_change_a_training_step(TinyModel tiny)
    {
        var graph = TrainStepGraph.Build(tiny.Spec, AdamSpec.Default).Graph;
        var inputs = tiny.Inputs(graph);
        var order = RandomKey.FromSeed((ulong)tiny.Seed).Permutation(tiny.Batch);
        var permuted = graph.Inputs.ToDictionary(
            input => input.Name,
            input => input.Shape.Size.IsBatch ? Permuted(inputs[input.Name], order) : inputs[input.Name]);
        var (expected, actual) = (Evaluate.Outputs(graph, tiny.Batch, inputs), Evaluate.Outputs(graph, tiny.Batch, permuted));
        foreach (var (name, value) in expected)
            Laws.Close(value.Values, actual[name].Values, 1e-11, name);
    }

    [Law]
    public void The_total_is_the_sum_of_the_terms_and_the_objective_with_unit_weights_above_the_threshold(TinyModel tiny)
    {
        var above = tiny with { Threshold = 0 };
        var graph = TrainStepGraph.Build(above.Spec, AdamSpec.Default).Graph;
        var inputs = above.Inputs(graph);
        foreach (var term in above.Spec.Terms)
            inputs[GraphNames.Weight(term)] = Tensor.Scalar(1);
        var outputs = Evaluate.Outputs(graph, tiny.Batch, inputs);
        var total = outputs[GraphNames.Total].Value;
        Laws.Close(above.Spec.Terms.Sum(term => outputs[term.Name()].Value), total, 1e-12);
        Laws.Close(outputs[GraphNames.Objective].Value, total, 1e-12);
    }

    [Law]
    public void Evaluation_without_batch_normalisation_has_the_terms_of_training_row_by_row(TinyModel tiny)
    {
        var plain = tiny with { BatchNorm = false };
        var (training, evaluation) = (TrainStepGraph.Build(plain.Spec, AdamSpec.Default).Graph, EvaluationGraph.Build(plain.Spec).Graph);
        var trained = Evaluate.Outputs(training, tiny.Batch, plain.Inputs(training));
        var evaluated = Evaluate.Outputs(evaluation, tiny.Batch, plain.Inputs(evaluation));
        foreach (var name in plain.Spec.Terms.Map(term => term.Name()).Add(GraphNames.Total))
            Laws.Close(trained[name].Value, evaluated[name].Values.ToArray().Average(), 1e-12, name);
    }

    [Law(nameof(TinyModel.Mixtures))]
    public void Divergences_are_not_negative_and_probabilities_sum_to_1(TinyModel tiny)
    {
        var graph = EvaluationGraph.Build(tiny.Spec).Graph;
        var outputs = Evaluate.Outputs(graph, tiny.Batch, tiny.Inputs(graph));
        foreach (var term in new[] { LossTerm.ConditionalPrior, LossTerm.StylePrior, LossTerm.ClusterPrior })
            Assert.All(outputs[term.Name()].Values.ToArray(), value => Assert.True(value >= -1e-12));
        foreach (var name in new[] { GraphNames.Responsibilities, GraphNames.BayesResponsibilities, GraphNames.SampledResponsibilities })
            for (var row = 0; row < tiny.Batch; row++)
                Laws.Close(1, outputs[name].Values.Slice(row * TinyModel.Clusters, TinyModel.Clusters).ToArray().Sum(), 1e-12);
    }

    private static Tensor EachRowTwice(Tensor tensor) =>
        Rows(tensor, [.. Enumerable.Range(0, 2 * tensor.Dimensions[0]).Select(row => row / 2)]);

    /// <summary>Observations in another order, the samples of each together.</summary>
    private static Tensor Permuted(Tensor tensor, int[] order)
    {
        var samples = tensor.Dimensions[0] / order.Length;
        return Rows(tensor, [.. order.SelectMany(row => Enumerable.Range(row * samples, samples))]);
    }

    private static Tensor Rows(Tensor tensor, int[] rows)
    {
        var width = tensor.Values.Length / tensor.Dimensions[0];
        var values = new List<double>();
        foreach (var row in rows)
            values.AddRange(tensor.Values.Slice(row * width, width));
        return Tensor.Of([rows.Length, .. tensor.Dimensions[1..]], values.ToArray());
    }
}
