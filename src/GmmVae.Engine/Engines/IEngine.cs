using GmmVae.Domain.Graphs;
using LanguageExt;

namespace GmmVae.Engine.Engines;

/// <summary>
/// What computes: it compiles a graph into a plan, and runs it. All training, evaluation and inference goes through the engine of the
/// store that holds the parameters. An engine holds no state of its own and may be used by several threads at once.
/// </summary>
public interface IEngine
{
    /// <summary>The name of the engine in files and on the command line, such as <c>managed</c> or <c>torch</c>.</summary>
    string Name { get; }

    /// <summary>Where it computes: <c>cpu</c> or <c>cuda</c>.</summary>
    string Device { get; }

    /// <summary>Compiles a graph; called by <see cref="ParameterStore.Compile"/>, which says what it is given.</summary>
    internal IPlan Compile(Graph graph, int batch, ParameterStore store, WorkerPool workers, IRankGroup ranks);

    /// <summary>
    /// Where the engine keeps the tensors of a store that is being made and will dispose of it; null where that is the store's own
    /// memory. All are zeros at first.
    /// </summary>
    internal IDeviceStore? Hold(ParameterStore store);
}

/// <summary>What computed something, as files name it (<see cref="IEngine.Name"/>, <see cref="IEngine.Device"/>).</summary>
/// <param name="Engine">The engine, such as <c>managed</c>.</param>
/// <param name="Device">Where it computes, such as <c>cpu</c>.</param>
internal readonly record struct EngineName(string Engine, string Device)
{
    /// <summary>What files that name no engine are of.</summary>
    internal static EngineName Managed => new("managed", "cpu");
}

/// <summary>
/// A graph ready to run for one batch in single precision. Not thread-safe; plans that share a <see cref="ParameterStore"/> or a
/// <see cref="WorkerPool"/> run one at a time.
/// </summary>
internal interface IPlan : IDisposable
{
    /// <summary>The number of observations.</summary>
    int Batch { get; }

    /// <summary>Whether there is a data, noise or scalar input of that name.</summary>
    bool HasInput(string name);

    /// <summary>
    /// The elements of a data, noise or scalar input in row-major order, to write before <see cref="Compute"/>; they stay until
    /// written again.
    /// </summary>
    /// <exception cref="KeyNotFoundException">There is no such input.</exception>
    Span<float> Input(string name);

    /// <summary>
    /// The elements of an output that replaces nothing, in row-major order; valid after <see cref="Compute"/> until the next one.
    /// </summary>
    /// <exception cref="KeyNotFoundException">There is no such output.</exception>
    ReadOnlySpan<float> Output(string name);

    /// <summary>Computes every output that replaces nothing. Changes no parameter or state.</summary>
    void Compute();

    /// <summary>
    /// Computes the outputs that replace parameters or state, and replaces them, all as if at once. Follows a <see cref="Compute"/>, once.
    /// </summary>
    void Update();

    /// <summary>
    /// None if every output of the last <see cref="Compute"/> that replaces nothing is finite and below
    /// <see cref="NumericGuard.Limit"/>. Else where the first input or result that is not came from, in running order, even if a later
    /// operation turns it into such a number; found by computing again, so call it before <see cref="Update"/>, while the parameters
    /// are what they were.
    /// </summary>
    Option<NonFinite> FirstNonFinite();
}

/// <summary>
/// A store's tensors where an engine keeps them between steps. The store's own memory counts until a plan runs that reads it, and
/// again wherever it may have been written since.
/// </summary>
internal interface IDeviceStore : IDisposable
{
    /// <summary>Brings the store's own memory of an input up to date.</summary>
    /// <param name="name">The input.</param>
    /// <param name="host">The store's own memory of it.</param>
    void Fetch(string name, Span<float> host);

    /// <summary>
    /// Takes the store's own memory of an input, which is up to date, as changed: plans read it from there when they run next.
    /// </summary>
    void Invalidate(string name);
}

/// <summary>Where a number that is not finite appeared first.</summary>
/// <param name="Provenance">What the operation is part of, in the user's words ("conditional prior").</param>
/// <param name="Operation">The operation, such as <c>exp</c> or <c>data "observations"</c>.</param>
internal sealed record NonFinite(string Provenance, string Operation);
