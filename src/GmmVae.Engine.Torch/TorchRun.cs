using GmmVae.Domain;
using TorchSharp;

namespace GmmVae.Engine.Torch;

/// <summary>
/// An interpreter of graphs on TorchSharp tensors, in single precision: operation by operation, forward only, since gradients
/// are in the graph. Parameters and state stay on the device between steps; everything else is freed when a step ends. Sums
/// are in an order of the library's choice: results are close to the engine's, not the same bits. Not thread-safe.
/// </summary>
public sealed class TorchRun : IDisposable
{
    private readonly Graph graph;
    private readonly torch.Device device;
    private readonly Dictionary<string, torch.Tensor> kept = new(StringComparer.Ordinal);

    /// <summary>Prepares a graph; its parameters and state are zeros until <see cref="Write"/>.</summary>
    /// <exception cref="InvalidOperationException">CUDA is asked for and not there.</exception>
    public TorchRun(Graph graph, TorchDevice device = TorchDevice.Cpu)
    {
        ArgumentNullException.ThrowIfNull(graph);
        if (device == TorchDevice.Cuda && !torch.cuda.is_available())
            throw new InvalidOperationException("TorchSharp finds no CUDA device.");
        this.graph = graph;
        this.device = torch.device(device == TorchDevice.Cuda ? "cuda" : "cpu");
        foreach (var input in graph.Inputs.Where(IsKept))
            Keep(input, new float[input.Shape.Size.Bind(1)]);
    }

    /// <summary>Sets a parameter or state input, in row-major order.</summary>
    /// <exception cref="KeyNotFoundException">There is no such input.</exception>
    /// <exception cref="ArgumentException">The numbers do not fill it.</exception>
    public void Write(string name, ReadOnlySpan<float> values)
    {
        var input = graph.Inputs.FirstOrDefault(found => IsKept(found) && found.Name == name)
            ?? throw new KeyNotFoundException($"There is no parameter or state '{name}'.");
        if (values.Length != input.Shape.Size.Bind(1))
            throw new ArgumentException($"{values.Length} numbers do not fill '{name}' of shape {input.Shape}.", nameof(values));
        Keep(input, values.ToArray());
    }

    /// <summary>A copy of a parameter or state input.</summary>
    /// <exception cref="KeyNotFoundException">There is no such input.</exception>
    public float[] Read(string name) => Numbers(kept[name]);

    /// <summary>Computes every output, and replaces the parameters and state that outputs replace, all as if at once.</summary>
    /// <param name="batch">The number of observations.</param>
    /// <param name="inputs">The elements of each data, noise and scalar input, in row-major order.</param>
    /// <returns>The elements of each output.</returns>
    /// <exception cref="KeyNotFoundException">An input is missing.</exception>
    public IReadOnlyDictionary<string, float[]> Step(int batch, IReadOnlyDictionary<string, float[]> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        using var gradients = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var values = new torch.Tensor[graph.Nodes.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var node = graph.Nodes[i];
            values[i] = node.Op is Op.Input input
                ? IsKept(input) ? kept[input.Name] : Create(inputs[input.Name], input.Shape.Bind(batch))
                : TorchRules.Apply(node, [.. node.Operands.Select(operand => values[operand])], batch, device);
        }

        var results = graph.Outputs.ToDictionary(output => output.Name, output => Numbers(values[output.Node]), StringComparer.Ordinal);
        var next = graph.Outputs.SelectMany(output => output.Replaces.Map(name => (Name: name, Value: values[output.Node].clone().MoveToOuterDisposeScope()))).ToArray();
        foreach (var (name, value) in next)
            Keep(name, value);
        return results;
    }

    /// <summary>Frees parameters and state.</summary>
    public void Dispose()
    {
        foreach (var tensor in kept.Values)
            tensor.Dispose();
        kept.Clear();
    }

    private static bool IsKept(Op.Input input) => input.Role is InputRole.Parameter or InputRole.State;

    private void Keep(Op.Input input, float[] values)
    {
        using var scope = torch.NewDisposeScope();
        Keep(input.Name, Create(values, input.Shape.Bind(1)).MoveToOuterDisposeScope());
    }

    private void Keep(string name, torch.Tensor tensor)
    {
        if (kept.Remove(name, out var old))
            old.Dispose();
        kept.Add(name, tensor);
    }

    private torch.Tensor Create(float[] values, int[] dimensions) => TorchRules.Create(values, dimensions, device);

    private static float[] Numbers(torch.Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        return tensor.cpu().contiguous().data<float>().ToArray();
    }
}
