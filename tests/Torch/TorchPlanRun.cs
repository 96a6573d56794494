namespace GmmVae.Tests.Torch;

/// <summary>A plan of the TorchSharp engine with a store of its own, filled from tensors, and its results beside the oracle's.</summary>
internal sealed class TorchPlanRun : IDisposable
{
    /// <summary>
    /// How much wider than the bounds of <see cref="RoundingBounds"/>, which count one rounding for each operation of the graph: calls that
    /// do several at once round elsewhere, such as the step of Adam, and libtorch's functions promise no bound of their own.
    /// </summary>
    private const double Slack = 4;

    private readonly Graph graph;
    private readonly Op.Input[] inputs;

    public TorchPlanRun(Graph graph, int batch, IReadOnlyDictionary<string, Tensor> values, WorkerPool workers)
    {
        this.graph = graph;
        inputs = [.. graph.Inputs];
        Store = ParameterStore.Of(graph, new TorchEngine());
        Plan = Store.Compile(graph, batch, workers);
        foreach (var input in inputs)
            Write(input.Name, values[input.Name].Values);
    }

    public IPlan Plan { get; }

    public ParameterStore Store { get; }

    /// <summary>
    /// Computes and updates, and holds all results to the oracle on the same single-precision inputs. How many numbers were held, and how
    /// many of them closely.
    /// </summary>
    public (int All, int Closely) StepHoldsToOracle(Graph withBounds)
    {
        var before = inputs.ToDictionary(input => input.Name, input => Tensor.Of(input.Shape.Bind(Plan.Batch), Read(input.Name)));
        var expected = Evaluate.Outputs(withBounds, Plan.Batch, before);
        Plan.Compute();
        var counts = Compare(expected, output => output.Replaces.IsSome ? null : Plan.Output(output.Name).ToArray());
        Plan.Update();
        var replaced = Compare(expected, output =>
            output.Replaces.Match(name => Store.Read(name).ToArray(), () => Plan.Output(output.Name).ToArray()));
        foreach (var name in Store.Inputs.Select(input => input.Name).Except(graph.Outputs.SelectMany(output => output.Replaces)))
            Assert.Equal(before[name].Values.ToArray(), Tensor.Of(before[name].Dimensions, Store.Read(name)).Values.ToArray());
        return (counts.All + replaced.All, counts.Closely + replaced.Closely);
    }

    public void Dispose()
    {
        Plan.Dispose();
        Store.Dispose();
    }

    private ReadOnlySpan<float> Read(string name) => Store.Contains(name) ? Store.Read(name) : Plan.Input(name);

    private void Write(string name, ReadOnlySpan<double> values)
    {
        var target = Store.Contains(name) ? Store[name] : Plan.Input(name);
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
                    Math.Abs(found[i] - value[i]) > Slack * bound[i] || !float.IsFinite(found[i]),
                    FormattableString.Invariant(
                        $"{output.Name}[{i}] is {found[i]:R}, not {value[i]:R} within {Slack} times {bound[i]:E2}"));
                all++;
                closely += bound[i] <= 1e-4 * Math.Max(1, Math.Abs(value[i])) ? 1 : 0;
            }
        }

        return (all, closely);
    }
}
