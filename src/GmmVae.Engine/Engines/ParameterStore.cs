using GmmVae.Domain.Graphs;

namespace GmmVae.Engine.Engines;

/// <summary>
/// The storage of parameters and state, shared by all plans that read or replace them, and by neighbouring ranks. Zeros at first. Not thread-safe:
/// read and write it only while no plan runs.
/// </summary>
internal sealed class ParameterStore : IDisposable
{
    /// <summary>Every input starts on a cache line of its own.</summary>
    internal const int Alignment = 16;

    private readonly Arena[] arenas;
    private readonly Dictionary<string, (Op.Input Input, Region Region)> byName = new(StringComparer.Ordinal);

    /// <summary>Storage for inputs of role <see cref="InputRole.Parameter"/> and <see cref="InputRole.State"/>.</summary>
    /// <param name="inputs">The inputs, with shapes that do not depend on the batch.</param>
    /// <param name="ranks">Ranks that train together: neighbours have one storage. By default this one alone.</param>
    /// <exception cref="ArgumentException">An input has another role or a batch axis, or a name occurs twice.</exception>
    public ParameterStore(IEnumerable<Op.Input> inputs, IRankGroup? ranks = null)
    {
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
    }

    /// <summary>The inputs in the order given.</summary>
    public IReadOnlyList<Op.Input> Inputs { get; }

    /// <summary>The elements of an input in row-major order, to read or write.</summary>
    /// <exception cref="KeyNotFoundException">There is no input of that name.</exception>
    public Span<float> this[string name] => RegionOf(name).Span;

    /// <summary>Whether there is an input of that name.</summary>
    public bool Contains(string name) => byName.ContainsKey(name);

    /// <summary>Frees the storage; plans over it must not run any more.</summary>
    public void Dispose()
    {
        foreach (var arena in arenas)
            arena.Dispose();
    }

    internal static int RoundUp(int length) => checked(length + Alignment - 1) / Alignment * Alignment;

    internal Region RegionOf(string name) => byName.TryGetValue(name, out var found)
        ? found.Region
        : throw new KeyNotFoundException($"There is no parameter or state '{name}'.");

    internal bool Holds(Op.Input input) => byName.TryGetValue(input.Name, out var found) && found.Input == input;

    private static void Check(Op.Input input)
    {
        if (input.Role is not (InputRole.Parameter or InputRole.State))
            throw new ArgumentException($"'{input.Name}' is neither parameter nor state but {input.Role}.", nameof(input));
        if (input.Shape.Size.IsBatch)
            throw new ArgumentException($"'{input.Name}' of shape {input.Shape} depends on the batch.", nameof(input));
    }
}
