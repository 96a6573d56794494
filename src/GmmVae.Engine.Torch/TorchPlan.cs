using GmmVae.Domain.Graphs;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Managed.Compiler;
using LanguageExt;
using TorchSharp;

namespace GmmVae.Engine.Torch;

/// <summary>A graph compiled to calls of TorchSharp. Outputs are read back from the device when they are asked for, once.</summary>
internal sealed class TorchPlan : IPlan
{
    private readonly BoundGraph graph;
    private readonly TorchStore store;
    private readonly WorkerPool workers;
    private readonly TorchProgram program;
    private readonly TorchInputs inputs;
    private readonly Dictionary<string, int> outputs;
    private readonly string[] replaced;
    private readonly Dictionary<string, float[]> read = new(StringComparer.Ordinal);
    private readonly System.Collections.Generic.HashSet<string> fresh = new(StringComparer.Ordinal);

    private TorchPlan(BoundGraph graph, TorchStore store, WorkerPool workers)
    {
        (this.graph, this.store, this.workers) = (graph, store, workers);
        inputs = new TorchInputs(graph, store.Device);
        (program, outputs) = TorchCompiler.Compile(graph, store, inputs);
        replaced = [.. graph.Graph.Outputs.SelectMany(output => output.Replaces)];
    }

    public int Batch => graph.Batch;

    /// <summary>Compiles a graph over a store that the engine holds.</summary>
    /// <exception cref="ArgumentException">The graph is malformed or the store lacks inputs; the message names all errors.</exception>
    internal static TorchPlan Compile(Graph graph, int batch, TorchStore held, ParameterStore store, WorkerPool workers)
    {
        PlanCompiler.Check(graph, store);
        using var mode = torch.no_grad();
        return new TorchPlan(new BoundGraph(graph, batch), held, workers);
    }

    public bool HasInput(string name) => inputs.Has(name);

    public Span<float> Input(string name) => inputs[name];

    public ReadOnlySpan<float> Output(string name)
    {
        if (!outputs.TryGetValue(name, out var value))
            throw new KeyNotFoundException($"The plan has no output '{name}' that replaces nothing.");
        if (program.Has(value) && store.IsNear && program[value] is var near && near.is_contiguous())
            return TorchStore.Span(near);
        if (!read.TryGetValue(name, out var numbers))
            read.Add(name, numbers = new float[graph.Size(graph.Graph.NodeOf(name))]);
        if (program.Has(value) && fresh.Add(name))
            TorchStore.Copy(program[value], numbers);
        return numbers;
    }

    public void Compute()
    {
        fresh.Clear();
        if (torch.get_num_threads() != workers.Threads)
            torch.set_num_threads(workers.Threads);
        using var mode = torch.no_grad();
        store.Bring();
        inputs.Bring();
        program.Compute();
    }

    public void Update()
    {
        using var mode = torch.no_grad();
        program.Update();
        foreach (var name in replaced)
            store.Replaced(name);
    }

    public Option<NonFinite> FirstNonFinite()
    {
        using var mode = torch.no_grad();
        foreach (var (name, value) in outputs)
            if (!IsSound(program[value]))
                return FirstUnsound() || Describe(graph.Graph.NodeOf(name));
        return Option<NonFinite>.None;
    }

    public void Dispose()
    {
        program.Dispose();
        inputs.Dispose();
    }

    /// <summary>Computes again, operation by operation, what outputs that replace nothing need: inputs first, then in order.</summary>
    private Option<NonFinite> FirstUnsound()
    {
        using var scope = torch.NewDisposeScope();
        var values = new torch.Tensor[graph.Count];
        var needed = Enumerable.Range(0, graph.Count).Where(node => graph.PartOf(node) == PlanPart.Compute).ToArray();
        foreach (var node in needed)
            if (graph.OpOf(node) is Op.Input input)
            {
                values[node] = input.Role is InputRole.Parameter or InputRole.State ? store.TensorOf(input) : inputs.TensorOf(input.Name);
                if (!graph.IsMasked(node) && !IsSound(values[node]))
                    return Describe(node);
            }

        foreach (var node in needed.Where(node => graph.OpOf(node) is not Op.Input))
        {
            values[node] = TorchRules.Apply(
                graph.Nodes[node], [.. graph.Operands[node].Select(operand => values[operand])], Batch, store.Device);
            if (!graph.IsMasked(node) && !IsSound(values[node]))
                return Describe(node);
        }

        return Option<NonFinite>.None;
    }

    private NonFinite Describe(int node) => new(graph.Nodes[node].Provenance, GraphText.Describe(graph.OpOf(node)));

    private bool IsSound(torch.Tensor value)
    {
        if (store.IsNear && value.is_contiguous())
            return NumericGuard.IsSound(TorchStore.Span(value));
        using var magnitudes = value.abs();
        using var largest = magnitudes.amax([]);
        return value.numel() == 0 || largest.item<float>() < NumericGuard.Limit;
    }
}

/// <summary>
/// The data, noise and scalar inputs of a plan. In the memory of the processor the tensor itself is written; a GPU gets a copy before each
/// run.
/// </summary>
internal sealed class TorchInputs : IDisposable
{
    private readonly Dictionary<string, (torch.Tensor Near, torch.Tensor Tensor)> byName = new(StringComparer.Ordinal);

    internal TorchInputs(BoundGraph graph, torch.Device device)
    {
        for (var node = 0; node < graph.Count; node++)
            if (graph.OpOf(node) is Op.Input { Role: not (InputRole.Parameter or InputRole.State) } input)
            {
                var near = torch.zeros(TorchRules.Longs(graph.Dimensions(node))).DetachFromDisposeScope();
                byName.Add(input.Name, (near, device.type == DeviceType.CPU ? near : near.to(device).DetachFromDisposeScope()));
            }
    }

    /// <summary>The numbers to write.</summary>
    /// <exception cref="KeyNotFoundException">There is no such input.</exception>
    internal Span<float> this[string name] => byName.TryGetValue(name, out var found)
        ? TorchStore.Span(found.Near)
        : throw new KeyNotFoundException($"The plan has no data, noise or scalar input '{name}'.");

    internal bool Has(string name) => byName.ContainsKey(name);

    internal torch.Tensor TensorOf(string name) => byName[name].Tensor;

    /// <summary>Brings what was written to the device.</summary>
    internal void Bring()
    {
        foreach (var (near, tensor) in byName.Values)
            if (!ReferenceEquals(near, tensor))
                tensor.copy_(near);
    }

    public void Dispose()
    {
        foreach (var (near, tensor) in byName.Values)
        {
            near.Dispose();
            if (!ReferenceEquals(near, tensor))
                tensor.Dispose();
        }
    }
}
