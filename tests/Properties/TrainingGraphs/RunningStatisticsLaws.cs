using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public sealed class RunningStatisticsLaws
{
    private static readonly Gen<TinyModel> Normalised =
        from tiny in TinyModel.Cases.Generator
        from batch in Gen.Choose(1, 6)
        select tiny with { BatchNorm = true, Batch = batch };

    [Law(nameof(Normalised))]
    public void They_move_by_a_tenth_towards_the_mean_and_the_unbiased_variance_of_the_batch(TinyModel tiny)
    {
        var graph = TrainStepGraph.Build(tiny.Spec, AdamSpec.Default).Graph;
        var inputs = tiny.Inputs(graph);
        var outputs = Evaluate.Outputs(graph, tiny.Batch, inputs);
        var (data, weight) = (inputs[GraphNames.Data], inputs["encoder.0.weight"]);
        var width = weight.Dimensions[1];

        // The units of a dense layer see one patch, the whole row.
        int[] pixels = tiny.Spec.Encoder is ConvolutionalSpec convolutional
            ? PatchGrids.Pixels(convolutional.Grids[0])
            : [.. Enumerable.Range(0, TinyModel.Features)];
        for (var unit = 0; unit < width; unit++)
        {
            var column = Enumerable.Range(0, tiny.Batch).SelectMany(row => pixels.Chunk(weight.Dimensions[0]).Select(patch => patch.Select(
                (pixel, i) => pixel < 0 ? 0 : Present(data.Values[(row * TinyModel.Features) + pixel]) * weight.Values[(i * width)
                    + unit]).Sum())).ToArray();
            var mean = column.Average();
            var variance = column.Sum(value => (value - mean) * (value - mean)) / Math.Max(1, column.Length - 1);
            Laws.Close(
                (0.9 * inputs["encoder.0.norm.mean"].Values[unit]) + (0.1 * mean),
                outputs["next encoder.0.norm.mean"].Values[unit], 1e-12);
            Laws.Close(
                (0.9 * inputs["encoder.0.norm.variance"].Values[unit]) + (0.1 * variance),
                outputs["next encoder.0.norm.variance"].Values[unit], 1e-12);
        }
    }

    [Law(nameof(Normalised))]
    public void Inference_with_the_statistics_of_the_batch_is_training(TinyModel tiny)
    {
        var several = tiny with { Batch = tiny.Batch + 1 };
        var (training, evaluation) = (TrainStepGraph.Build(several.Spec, AdamSpec.Default).Graph,
            EvaluationGraph.Build(several.Spec).Graph);
        var inputs = several.Inputs(training);
        var trained = Evaluate.Outputs(training, several.Batch, inputs);
        var given = several.Inputs(evaluation);
        foreach (var (layer, count) in several.Spec.Encoder is ConvolutionalSpec convolutional
                     ? [("encoder.0", several.Batch * convolutional.Grids[0].Count), ("encoder.1", several.Batch)]
                     : new[] { ("encoder.0", several.Batch) })
        {
            given[$"{layer}.norm.mean"] = OfBatch($"{layer}.norm.mean", 1);
            given[$"{layer}.norm.variance"] = OfBatch($"{layer}.norm.variance", (count - 1.0) / count);
        }

        var evaluated = Evaluate.Outputs(evaluation, several.Batch, given);
        foreach (var name in several.Spec.Terms.Map(term => term.Name()))
            Laws.Close(trained[name].Value, evaluated[name].Values.ToArray().Average(), 1e-9, name);

        Tensor OfBatch(string statistic, double factor)
        {
            var (running, next) = (inputs[statistic].Values.ToArray(), trained[$"next {statistic}"].Values.ToArray());
            return Tensor.Vector([.. running.Zip(next, (before, after) => factor * (after - (0.9 * before)) / 0.1)]);
        }
    }

    [Law]
    public void One_batch_normalised_layer_has_mean_shift_and_deviation_scale(LossCase c)
    {
        var builder = new GraphBuilder();
        var network = new NetworkBuilder(builder, NetworkMode.Training, Initialization.UniformFanIn);
        var x = builder.Input("x", InputRole.Data, Shape.Of(Extent.Batch, c.Size));
        builder.Output("y", BatchNormalization.Apply(network, "norm", x));
        var graph = builder.Build();
        var rows = c.Rows + 1;
        var (scale, shift) = (c.Draw(1, 0.5, 2, c.Size), c.Draw(2, -1, 1, c.Size));
        var y = Evaluate.Outputs(graph, rows, new Dictionary<string, Tensor>
        {
            ["x"] = c.Draw(0, -30, 30, rows, c.Size), ["norm.scale"] = scale, ["norm.shift"] = shift,
        })["y"];
        for (var unit = 0; unit < c.Size; unit++)
        {
            var column = Enumerable.Range(0, rows).Select(row => y.Values[(row * c.Size) + unit]).ToArray();
            Laws.Close(shift.Values[unit], column.Average(), 1e-10);
            var variance = column.Average(value => (value - shift.Values[unit]) * (value - shift.Values[unit]));
            // Below scale² by what ε adds to the variance of x, which is seldom small here.
            Assert.InRange(variance, 0, (scale.Values[unit] * scale.Values[unit]) + 1e-10);
        }
    }

    [Law]
    public void Without_batch_normalisation_a_model_has_no_running_statistics(TinyModel tiny) =>
        Assert.Equal(
            tiny switch { { BatchNorm: false } => 0, { Convolutional: true } => 4, _ => 2 },
            TrainStepGraph.Build(tiny.Spec, AdamSpec.Default).Parameters.Count(
                parameter => parameter.Role == InputRole.State && !ClusterHead.IsOfGroups(parameter.Name)));

    /// <summary>What an encoder sees of a value: 0 where it is missing.</summary>
    private static double Present(double value) => double.IsNaN(value) ? 0 : value;
}
