using System.Globalization;
using static LanguageExt.Prelude;

namespace GmmVae.Bench;

/// <summary>
/// Writes one training step, everything that goes in and comes out, for another implementation to repeat: after some
/// steps of the trainer, so that nothing is still at its start.
/// </summary>
internal static class AgreeCommand
{
    public static int Run(BenchOptions options)
    {
        var path = options.Path ?? throw new ArgumentException("agree needs --output FILE.");
        var data = BenchData.Load();
        var (model, training) = options.SpecifyFromStart(data.Rows);
        var stage = training.Stages.Last();
        var steps = training.StageSteps(stage, data.Rows);
        if (options.Steps >= steps)
            throw new ArgumentException($"--steps must be below the {steps} of the phase.");
        using var workers = new WorkerPool(options.Threads);
        using var trainer = new Trainer(model, training, data, workers);
        using var halt = new Halt((stage.FirstEpoch * (long)training.StepsPerEpoch(data.Rows)) + options.Steps);
        if (StepCommand.Failed(trainer.Run(halt, halt.Token)))
            return 1;
        using var file = File.Create(path);
        SafetensorsWriter.Write(file, [.. Step(trainer, options.IsOracle)],
        [
            KeyValuePair.Create("model", model.Kind),
            KeyValuePair.Create("preset", options.IsClustering ? "clustering" : "report"),
            KeyValuePair.Create("phase", options.Phase),
            KeyValuePair.Create("batchNorm", options.BatchNorm ? "1" : "0"),
            KeyValuePair.Create("threshold", options.Threshold.ToString("R", CultureInfo.InvariantCulture)),
            KeyValuePair.Create("step", options.Steps.ToString(CultureInfo.InvariantCulture)),
            KeyValuePair.Create("steps", steps.ToString(CultureInfo.InvariantCulture)),
            KeyValuePair.Create("stepsPerEpoch", training.StepsPerEpoch(data.Rows).ToString(CultureInfo.InvariantCulture)),
        ]);
        return 0;
    }

    /// <summary>Makes a step: what is kept before and after, its inputs, and its outputs.</summary>
    private static IEnumerable<SafetensorsTensor> Step(Trainer trainer, bool isOracle)
    {
        var (graph, plan, store) = (trainer.Current.Graph, trainer.Current.Plan, trainer.Store);
        if (store.Contains(ClusterHead.Shares))
            MakeUneven(store[ClusterHead.Shares]);
        trainer.Current.Compute(trainer.State, out _, out _).IfSome(wrong => throw new InvalidOperationException($"Not finite: {wrong}."));
        var shown = graph.Outputs.Filter(output => output.Replaces.IsNone);
        var before = graph.Inputs
            .Select(input => Tensor(IsKept(input) ? "before" : "input", input.Name, input.Shape, IsKept(input) ? store[input.Name]
                : plan.Input(input.Name)))
            .ToArray();
        return before.Concat(isOracle ? Exact() : Computed());

        IEnumerable<SafetensorsTensor> Computed()
        {
            foreach (var output in shown)
                yield return Tensor("output", output.Name, graph.Nodes[output.Node].Shape, plan.Output(output.Name));
            trainer.Current.Update();
            foreach (var input in graph.Inputs.Where(IsKept))
                yield return Tensor("after", input.Name, input.Shape, store[input.Name]);
        }

        IEnumerable<SafetensorsTensor> Exact()
        {
            var given = graph.Inputs.ToDictionary(
                input => input.Name, input =>
                    Domain.Graphs.Tensor.Of(input.Shape.Bind(plan.Batch), IsKept(input) ? store[input.Name] : plan.Input(input.Name)));
            var values = Evaluate.Outputs(graph, plan.Batch, given);
            var next = graph.Outputs.SelectMany(output => output.Replaces.Map(kept => (kept, values[output.Name]))).ToDictionary();
            return shown.Select(output => Doubles("output", output.Name, values[output.Name])).Concat(graph.Inputs.Where(IsKept)
                .Select(input => Doubles("after", input.Name, next.GetValueOrDefault(input.Name, given[input.Name]))));
        }

        SafetensorsTensor Tensor(string kind, string name, Shape shape, ReadOnlySpan<float> values) =>
            SafetensorsTensor.Of($"{kind}.{name}", toArray(shape.Bind(plan.Batch)), values.ToArray());

        static SafetensorsTensor Doubles(string kind, string name, Tensor tensor) =>
            SafetensorsTensor.Of($"{kind}.{name}", toArray(tensor.Dimensions.ToArray()), tensor.Values.ToArray());
    }

    /// <summary>Classes of equal size leave equal shares of the data, which would hide where they count.</summary>
    private static void MakeUneven(Span<float> shares)
    {
        for (var k = 0; k < shares.Length; k++)
            shares[k] = 2f * (k + 1) / (shares.Length * (shares.Length + 1));
    }

    private static bool IsKept(Op.Input input) => input.Role is InputRole.Parameter or InputRole.State;
}
