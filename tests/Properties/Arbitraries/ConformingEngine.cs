namespace GmmVae.Tests.Properties;

/// <summary>An engine that laws are held for: it gives all outputs of a graph.</summary>
internal static class ConformingEngine
{
    /// <summary>The engines that are built.</summary>
    public static TheoryData<string> Names { get; } = ["managed"];

    /// <summary>The outputs of a graph on given inputs.</summary>
    public static IReadOnlyDictionary<string,
        float[]> Run(string engine, Graph graph, int batch, IReadOnlyDictionary<string, Tensor> inputs)
    {
        var numbers = graph.Inputs.ToDictionary(input => input.Name, input => Singles(inputs[input.Name]));
        Assert.Equal("managed", engine);
        using var workers = new WorkerPool(1);
        using var store = new ParameterStore(graph.Inputs.Where(IsKept), ManagedEngine.Instance);
        using var plan = store.Compile(graph, batch, workers);
        foreach (var input in graph.Inputs)
            numbers[input.Name].CopyTo(IsKept(input) ? store[input.Name] : plan.Input(input.Name));
        plan.Compute();
        return graph.Outputs.Where(output => output.Replaces.IsNone).ToDictionary(output => output.Name, output =>
            plan.Output(output.Name).ToArray());
    }

    /// <summary>A tensor's elements in single precision.</summary>
    public static float[] Singles(Tensor tensor)
    {
        var values = new float[tensor.Values.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)tensor.Values[i];
        return values;
    }

    private static bool IsKept(Op.Input input) => input.Role is InputRole.Parameter or InputRole.State;
}
