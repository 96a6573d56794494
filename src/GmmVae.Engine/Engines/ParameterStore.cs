using GmmVae.Domain.Graphs;

namespace GmmVae.Engine.Engines;

/// <summary>
/// The storage of parameters and state, shared by all plans that read or replace them, and by neighbouring ranks. Zeros at first. Not
/// thread-safe:
/// read and write it only while no plan runs.
/// </summary>
internal sealed class ParameterStore : IDisposable
{
    /// <summary>Every input starts on a cache line of its own.</summary>
    public const int Alignment = 16;

    private readonly Arena[] arenas;
    private readonly IDeviceStore? device;
    private readonly Dictionary<string, (Op.Input Input, Region Region)> byName = new(StringComparer.Ordinal);

    /// <summary>Storage for inputs of role <see cref="InputRole.Parameter"/> and <see cref="InputRole.State"/>.</summary>
    /// <param name="inputs">The inputs, with shapes that do not depend on the batch.</param>
    /// <param name="engine">Whose plans read and replace them.</param>
    /// <param name="ranks">Ranks that train together: neighbours have one storage. By default this one alone.</param>
    /// <exception cref="ArgumentException">An input has another role or a batch axis, or a name occurs twice.</exception>
    public ParameterStore(IEnumerable<Op.Input> inputs, IEngine engine, IRankGroup? ranks = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ranks ??= SingleRank.Instance;
        ArgumentNullException.ThrowIfNull(inputs);
        Inputs = [.. inputs];
        var offset = 0;
        var offsets = new int[Inputs.Count];
        for (var i = 0; i < offsets.Length; i++)
        {
            Check(Inputs[i]);
            offsets[i] = offset;
            offset = checked(offset + RoundUp(Inputs[i].Shape.Size.Factor));
        }

        arenas = ranks.Share(ranks.Place() == 0 ? offset : 0);
        for (var i = 0; i < offsets.Length; i++)
            if (!byName.TryAdd(Inputs[i].Name, (Inputs[i], new Region(arenas[0], offsets[i], Inputs[i].Shape.Size.Factor))))
                throw new ArgumentException($"The input '{Inputs[i].Name}' is named twice.", nameof(inputs));
        Engine = engine;
        device = engine.Hold(this);
    }

    /// <summary>Storage for the parameters and the state of a graph.</summary>
    public static ParameterStore Of(Graph graph, IEngine engine) =>
        new(graph.Inputs.Where(input => input.Role is InputRole.Parameter or InputRole.State), engine);

    /// <summary>Whose plans read and replace what is stored.</summary>
    public IEngine Engine { get; }

    /// <summary>Where the engine keeps the tensors; null where that is the store's own memory.</summary>
    public IDeviceStore? Device => device;

    /// <summary>The inputs in the order given.</summary>
    public IReadOnlyList<Op.Input> Inputs { get; }

    /// <summary>The elements of an input in row-major order, to read or write until a plan runs.</summary>
    /// <exception cref="KeyNotFoundException">There is no input of that name.</exception>
    public Span<float> this[string name]
    {
        get
        {
            var own = Fetched(name);
            device?.Invalidate(name);
            return own;
        }
    }

    /// <summary>The same only to read, which spares an engine that keeps them elsewhere from taking them back.</summary>
    /// <exception cref="KeyNotFoundException">There is no input of that name.</exception>
    public ReadOnlySpan<float> Read(string name) => Fetched(name);

    /// <summary>Whether there is an input of that name.</summary>
    public bool Contains(string name) => byName.ContainsKey(name);

    /// <summary>Compiles a graph: the only way to a plan.</summary>
    /// <param name="graph">The graph, whose parameters and state are stored here.</param>
    /// <param name="batch">The number of observations, at least 1.</param>
    /// <param name="workers">Run the plan.</param>
    /// <param name="ranks">Who computes the parts of an <see cref="Op.RankSum"/>; by default this process alone.</param>
    /// <exception cref="ArgumentException">The graph is malformed or the store lacks inputs; the message names all errors.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batch"/> is below 1.</exception>
    /// <exception cref="NotSupportedException">The engine does not run on several ranks.</exception>
    public IPlan Compile(Graph graph, int batch, WorkerPool workers, IRankGroup? ranks = null) =>
        Engine.Compile(graph, batch, this, workers, ranks ?? SingleRank.Instance);

    /// <summary>Frees the storage; plans over it must not run any more.</summary>
    public void Dispose()
    {
        device?.Dispose();
        foreach (var arena in arenas)
            arena.Dispose();
    }

    public static int RoundUp(int length) => checked(length + Alignment - 1) / Alignment * Alignment;

    /// <summary>The store's own memory of an input, whatever it holds where the engine keeps the numbers elsewhere.</summary>
    public Region RegionOf(string name) => byName.TryGetValue(name, out var found)
        ? found.Region
        : throw new KeyNotFoundException($"There is no parameter or state '{name}'.");

    /// <summary>Whether it stores this very input.</summary>
    public bool Holds(Op.Input input) => byName.TryGetValue(input.Name, out var found) && found.Input == input;

    private Span<float> Fetched(string name)
    {
        var own = RegionOf(name).Span;
        device?.Fetch(name, own);
        return own;
    }

    private static void Check(Op.Input input)
    {
        if (input.Role is not (InputRole.Parameter or InputRole.State))
            throw new ArgumentException($"'{input.Name}' is neither parameter nor state but {input.Role}.", nameof(input));
        if (input.Shape.Size.IsBatch)
            throw new ArgumentException($"'{input.Name}' of shape {input.Shape} depends on the batch.", nameof(input));
    }
}
