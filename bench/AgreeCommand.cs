using System.Globalization;
using GmmVae.Domain;
using GmmVae.Engine;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Bench;

/// <summary>
/// Writes one training step, everything that goes in and comes out, for another implementation to repeat: after some
/// steps of training, so that nothing is still at its start.
/// </summary>
internal static class AgreeCommand
{
    private const ulong Seed = 0;

    public static int Run(BenchOptions options)
    {
        var path = options.Path ?? throw new ArgumentException("agree needs --output FILE.");
        var data = BenchData.Load();
        var (model, training) = options.Specify(data.Rows);
        var step = TrainStepGraph.Build(model, training.Adam);
        using var store = new ParameterStore(step.Graph.Inputs.Where(IsKept));
        ParameterInitializer.Fill(store, step.Parameters, Seed);
        using var workers = new WorkerPool(options.Threads);
        using var plan = Plan.Compile(step.Graph, options.Batch, store, workers);
        var batches = new BatchSource(data, options.Batch, EpochOrder.Key(Seed, 0, 0));
        for (var i = 0; i < options.Steps; i++)
        {
            Fill(plan, step.Graph, training, batches, i);
            plan.Compute();
            plan.Update();
        }

        Fill(plan, step.Graph, training, batches, options.Steps);
        var tensors = step.Graph.Inputs.Where(IsKept)
            .Select(input => Tensor($"before.{input.Name}", input.Shape, store[input.Name]))
            .Concat(step.Graph.Inputs.Where(input => input.Role is InputRole.Data or InputRole.Noise)
                .Select(input => Tensor($"input.{input.Name}", input.Shape, plan.Input(input.Name))))
            .ToList();
        plan.Compute();
        tensors.AddRange(step.Graph.Outputs.Where(output => output.Replaces.IsNone).Select(output =>
            Tensor($"output.{output.Name}", step.Graph.Nodes[output.Node].Shape, plan.Output(output.Name))));
        plan.Update();
        tensors.AddRange(step.Graph.Inputs.Where(IsKept)
            .Select(input => Tensor($"after.{input.Name}", input.Shape, store[input.Name])));

        using var file = File.Create(path);
        SafetensorsWriter.Write(file, tensors,
        [
            KeyValuePair.Create("model", model.Kind),
            KeyValuePair.Create("batchNorm", options.BatchNorm ? "1" : "0"),
            KeyValuePair.Create("threshold", options.Threshold.ToString("R", CultureInfo.InvariantCulture)),
            KeyValuePair.Create("step", options.Steps.ToString(CultureInfo.InvariantCulture)),
        ]);
        return 0;

        SafetensorsTensor Tensor(string name, Shape shape, ReadOnlySpan<float> values) =>
            SafetensorsTensor.Of(name, toArray(shape.Bind(options.Batch)), values.ToArray());
    }

    private static void Fill(Plan plan, Graph graph, TrainingSpec training, BatchSource batches, int step)
    {
        var (first, second) = training.Adam.BiasCorrections(step);
        foreach (var input in graph.Inputs)
            if (input.Role == InputRole.Scalar)
                plan.Input(input.Name)[0] = (float)(input.Name switch
                {
                    AdamUpdate.LearningRate => training.Phases[0].LearningRate.At(step, 1),
                    AdamUpdate.FirstCorrection => first,
                    AdamUpdate.SecondCorrection => second,
                    _ => 1,
                });
            else if (input.Role == InputRole.Noise)
                NormalNoise.Fill(
                    RandomKeys.Training(Seed, phase: 0, restart: 0, input.Name).Fold((ulong)step), 0, plan.Batch,
                    input.Shape.Last.Factor, plan.Input(input.Name), 0, 1);
        batches.Fill(step / batches.StepsPerEpoch, step % batches.StepsPerEpoch, plan.Input(GraphNames.Data));
    }

    private static bool IsKept(Op.Input input) => input.Role is InputRole.Parameter or InputRole.State;
}
