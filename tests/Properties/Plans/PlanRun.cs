namespace GmmVae.Tests.Properties;

/// <summary>A plan with a store of its own, filled from tensors, and its results beside the oracle's.</summary>
internal sealed class PlanRun : IDisposable
{
    private readonly Graph graph;
    private readonly Op.Input[] inputs;

    public PlanRun(Graph graph, int batch, IReadOnlyDictionary<string, Tensor> values, WorkerPool workers)
    {
        this.graph = graph;
        inputs = [.. graph.Inputs];
        Store = new ParameterStore(inputs.Where(IsStored), ManagedEngine.Instance);
        Plan = (ManagedPlan)Store.Compile(graph, batch, workers);
        foreach (var input in inputs)
            Write(input.Name, values[input.Name].Values);
    }

    public ManagedPlan Plan { get; }

    public ParameterStore Store { get; }

    /// <summary>The elements of any input.</summary>
    public Span<float> this[string input] => Store.Contains(input) ? Store[input] : Plan.Input(input);

    /// <summary>Every number of the plan's outputs and of the store, to compare bit by bit.</summary>
    public float[] Everything() =>
    [
        .. graph.Outputs.Where(output => output.Replaces.IsNone).SelectMany(output => Plan.Output(output.Name).ToArray()),
        .. Store.Inputs.SelectMany(input => Store[input.Name].ToArray()),
    ];

    /// <summary>
    /// Computes and updates, and holds every output and every replaced input to the oracle on the same single-precision
    /// inputs, within the derived bound. Returns how many numbers were held, and how many of them closely.
    /// </summary>
    public (int All, int Closely) StepHoldsToOracle(Graph withBounds)
    {
        var before = inputs.ToDictionary(
            input => input.Name, input => Tensor.Of(input.Shape.Bind(Plan.Batch), (ReadOnlySpan<float>)this[input.Name]));
        var expected = Evaluate.Outputs(withBounds, Plan.Batch, before);
        Plan.Compute();
        var counts = Compare(expected, output => output.Replaces.IsSome ? null : Plan.Output(output.Name).ToArray());
        Plan.Update();
        var replaced = Compare(expected, output =>
            output.Replaces.Match(name => Store[name].ToArray(), () => Plan.Output(output.Name).ToArray()));
        foreach (var name in Store.Inputs.Select(input => input.Name).Except(graph.Outputs.SelectMany(output => output.Replaces)))
            Assert.Equal(before[name].Values.ToArray(),
                Tensor.Of(before[name].Dimensions, (ReadOnlySpan<float>)Store[name]).Values.ToArray());
        return (counts.All + replaced.All, counts.Closely + replaced.Closely);
    }

    /// <summary>Whether the oracle's numbers on the present inputs stay far from single precision's limits: repeated squaring leaves them
    /// soon.</summary>
    public bool FitsSinglePrecision()
    {
        var given = inputs.ToDictionary(
            input => input.Name, input => Tensor.Of(input.Shape.Bind(Plan.Batch), (ReadOnlySpan<float>)this[input.Name]));
        return Evaluate.Nodes(graph, Plan.Batch, given).All(node => node.Values.ToArray().All(value => Math.Abs(value) < 1e30));
    }

    public void Dispose()
    {
        Plan.Dispose();
        Store.Dispose();
    }

    private static bool IsStored(Op.Input input) => input.Role is InputRole.Parameter or InputRole.State;

    private void Write(string name, ReadOnlySpan<double> values)
    {
        var target = this[name];
        Assert.Equal(values.Length, target.Length);
        for (var i = 0; i < values.Length; i++)
            target[i] = (float)values[i];
    }

    private (int All, int Closely) Compare(IReadOnlyDictionary<string, Tensor> expected, Func<Output, float[]?> actual)
    {
        var (all, closely) = (0, 0);
        foreach (var output in graph.Outputs)
        {
            if (actual(output) is not { } found)
                continue;
            var value = expected[output.Name].Values;
            var bound = expected[$"bound.{output.Name}"].Values;
            Assert.Equal(value.Length, found.Length);
            for (var i = 0; i < found.Length; i++)
            {
                Assert.False(
                    Math.Abs(found[i] - value[i]) > bound[i] || !float.IsFinite(found[i]),
                    FormattableString.Invariant($"{output.Name}[{i}] is {found[i]:R}, not {value[i]:R} within {bound[i]:E2}"));
                all++;
                closely += bound[i] <= 1e-4 * Math.Max(1, Math.Abs(value[i])) ? 1 : 0;
            }
        }

        return (all, closely);
    }
}
