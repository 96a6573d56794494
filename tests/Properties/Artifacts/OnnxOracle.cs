namespace GmmVae.Tests.Properties;

/// <summary>ONNX Runtime's numbers beside the oracle's.</summary>
internal static class OnnxOracle
{
    /// <summary>How many times less accurate than ours the runtime's kernels are let be.</summary>
    private const double Coarseness = 16;

    /// <summary>What its sigmoid, tanh and softplus are let be off near 0, where ours are accurate to the last digits.</summary>
    private const double NearZero = 1.0 / (1 << 22);

    /// <summary>
    /// Holds every output of a file, as it is written and optimized, to what the oracle gives for the graph that the file is of,
    /// within the derived bound. Returns how many numbers were held, and how many of them closely.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="graph">The graph.</param>
    /// <param name="batch">The number of observations.</param>
    /// <param name="inputs">For every input of the graph numbers in single precision.</param>
    /// <param name="given">What the file gets, where that is something else.</param>
    internal static (int All, int Closely) Holds(
        this OnnxRuntime file,
        Graph graph,
        int batch,
        IReadOnlyDictionary<string, Tensor> inputs,
        IReadOnlyDictionary<string, Tensor>? given = null)
    {
        var expected = Evaluate.Outputs(RoundingBounds.Of(graph, Coarseness, NearZero), batch, inputs);
        OnnxTensor[] feeds =
        [
            .. from input in graph.Inputs
               where input.Role is not (InputRole.Parameter or InputRole.State)
               select new OnnxTensor(InFile(input.Name), input.Shape.Bind(batch), ConformingEngine.Singles((given ?? inputs)[input.Name])),
        ];
        var (all, closely) = (0, 0);
        foreach (var answer in file.Run(feeds))
        {
            Assert.Equal(graph.Outputs.Select(output => InFile(output.Name)).Order(), answer.Keys.Order());
            foreach (var name in graph.Outputs.Select(output => output.Name))
            {
                var (value, bound, found) = (expected[name], expected[$"bound.{name}"].Values.ToArray(), answer[InFile(name)]);
                Assert.Equal(value.Dimensions, found.Dimensions);
                for (var i = 0; i < bound.Length; i++)
                {
                    var (wanted, number) = (value.Values[i], found.Values[i]);
                    Assert.False(
                        Math.Abs(number - wanted) > bound[i] || !float.IsFinite(number) || !double.IsFinite(wanted),
                        FormattableString.Invariant($"{name}[{i}] is {number:R}, not {wanted:R} within {bound[i]:E2}"));
                    all++;
                    closely += bound[i] <= 1e-4 * Math.Max(1, Math.Abs(wanted)) ? 1 : 0;
                }
            }
        }

        return (all, closely);
    }

    private static string InFile(string name) => name.Replace(' ', '_');
}
