using GmmVae.Domain.Graphs;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Managed.Compiler;

namespace GmmVae.Engine.Managed;

/// <summary>
/// The library's own engine, on the processor, with vector kernels and no native dependency. Results have the same bits whatever the
/// number of threads and ranks and whatever the machine.
/// </summary>
public sealed class ManagedEngine : IEngine
{
    private ManagedEngine()
    {
    }

    /// <summary>The engine; it has no state.</summary>
    public static ManagedEngine Instance { get; } = new();

    /// <summary><c>managed</c>.</summary>
    public string Name => "managed";

    /// <summary><c>cpu</c>.</summary>
    public string Device => "cpu";

    IPlan IEngine.Compile(Graph graph, int batch, ParameterStore store, WorkerPool workers, IRankGroup ranks) =>
        PlanCompiler.Compile(graph, batch, store, workers, ranks);

    IDeviceStore? IEngine.Hold(ParameterStore store) => null;
}
