using System.Globalization;
using GmmVae.Bench.Eager;
using GmmVae.Engine.Torch;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace GmmVae.Bench;

/// <summary>
/// Whether the three ways to make a step compute the same terms and gradients from the same numbers, after some steps, so that nothing is
/// still at its start.
/// </summary>
internal static class CompareCheck
{
    private const int StepsBefore = 20;

    /// <summary>
    /// A term's error is relative to the term or to one nat; a gradient's is the largest difference over the largest element. Both sides
    /// are in single precision.
    /// </summary>
    private const double TermTolerance = 2e-5;
    private const double GradientTolerance = 1e-3;

    /// <summary>The first result that differs, in words; none if all agree.</summary>
    public static string? Run(BenchOptions options, Dataset data)
    {
        using var workers = new WorkerPool(1);
        using var scope = torch.NewDisposeScope();
        var longer = options.WithSteps(StepsBefore + 1);
        var (model, training) = longer.Specify(data.Rows);
        using var trainer = new Trainer(model, training, data, workers);
        if (trainer.Store.Contains(ClusterHead.Members))
            Group(trainer.Store);
        using var halt = new Halt(StepsBefore);
        if (StepCommand.Failed(trainer.Run(halt, halt.Token)))
            return "the training failed";
        trainer.Current.Compute(trainer.State, out _, out _).IfSome(wrong => throw new InvalidOperationException($"Not finite: {wrong}."));
        var (graph, plan) = (trainer.Current.Graph, trainer.Current.Plan);
        var names = graph.Outputs.Where(output => output.Replaces.IsNone).Select(output => output.Name).ToArray();
        var expected = names.ToDictionary(name => name, name => plan.Output(name).ToArray());

        using var store = new ParameterStore(trainer.Store.Inputs, new TorchEngine());
        foreach (var input in store.Inputs)
            trainer.Store.Read(input.Name).CopyTo(store[input.Name]);
        using var other = store.Compile(graph, plan.Batch, workers);
        foreach (var input in graph.Inputs.Where(input => other.HasInput(input.Name)))
            plan.Input(input.Name).CopyTo(other.Input(input.Name));
        other.Compute();
        return Difference("torch", expected, names.ToDictionary(name => name, name => other.Output(name).ToArray()))
            ?? Difference("eager TorchSharp", expected, Eager(longer, trainer, training.StepsPerEpoch(data.Rows)));
    }

    /// <summary>Ten candidates to a cluster, and unequal shares, which would hide where they count.</summary>
    public static void Group(ParameterStore store)
    {
        var members = store[ClusterHead.Members];
        var shares = store[ClusterHead.Shares];
        var (clusters, each) = (shares.Length, members.Length / shares.Length / shares.Length);
        for (var i = 0; i < members.Length; i++)
            members[i] = i / clusters / each == i % clusters ? 1 : 0;
        for (var k = 0; k < clusters; k++)
            shares[k] = 2f * (k + 1) / (clusters * (clusters + 1));
    }

    private static Dictionary<string, float[]> Eager(BenchOptions options, Trainer trainer, int stepsPerEpoch)
    {
        var plan = trainer.Current.Plan;
        var model = EagerTurns.Create(options, (int)trainer.TotalSteps, stepsPerEpoch);
        model.Step = (int)trainer.State.Step;
        var inputs = trainer.Store.Inputs.ToDictionary(input => input.Name);
        var numbers = EagerNumbers.Of(model).ToArray();
        using (torch.no_grad())
            foreach (var (name, values, toTorch, _) in numbers)
                values.copy_(toTorch(Made(trainer.Store.Read(name), inputs[name].Shape.Bind(1))));

        var found = model.Terms(Batch());
        var objective = model.Objective(found);
        found.Add(GraphNames.Objective, objective);
        objective.backward();
        foreach (var (name, values, _, toLibrary) in numbers)
            if (values.grad is { } gradient)
                found.Add(GraphNames.Gradient(name), toLibrary(gradient));
        return found.ToDictionary(pair => pair.Key, pair => pair.Value.detach().contiguous().data<float>().ToArray());

        EagerBatch Batch()
        {
            var rows = Input(GraphNames.Data)!;
            var (code, style) = (Input(GraphNames.CodeNoise), Input(GraphNames.StyleNoise));
            if (!options.IsClustering)
                return new EagerBatch(rows, CodeNoise: code, StyleNoise: style);

            // The library has the views of a row one after another.
            var (even, odd) = (torch.TensorIndex.Slice(0, null, 2), torch.TensorIndex.Slice(1, null, 2));
            return new EagerBatch(rows[even], rows[odd], Input(GraphNames.WeakView), code, torch.cat([style![even], style[odd]]));
        }

        Tensor? Input(string name) => trainer.Current.Graph.Inputs.FirstOrDefault(input => input.Name == name) is { } input
            ? Made(plan.Input(name), input.Shape.Bind(plan.Batch))
            : null;

        static Tensor Made(ReadOnlySpan<float> values, int[] lengths) =>
            torch.tensor(values.ToArray(), [.. lengths.Select(length => (long)length)]);
    }

    private static string? Difference(string who, Dictionary<string, float[]> expected, Dictionary<string, float[]> found)
    {
        foreach (var (name, values) in found)
        {
            var reference = expected[name];
            var largest = reference.Max(Math.Abs);
            var error = reference.Zip(values, (a, b) => Math.Abs(a - b)).Max() / Math.Max(largest, values.Length == 1 ? 1 : 1e-30f);
            if (values.Length != reference.Length || !(error <= (values.Length == 1 ? TermTolerance : GradientTolerance)))
                return string.Create(CultureInfo.InvariantCulture,
                    $"{who} differs from the managed engine in {name} by {error:E1} of its largest element, {largest:G5}");
        }

        return null;
    }
}
