namespace GmmVae.Engine;

/// <summary>
/// Scratch that every instruction of a plan may use while it runs; instructions run one after the other, so all share it.
/// </summary>
internal sealed class Workspace : IDisposable
{
    private Arena? arena;

    /// <summary>The number of floats.</summary>
    public int Length { get; private set; }

    /// <summary>The floats.</summary>
    /// <exception cref="InvalidOperationException">Not allocated yet.</exception>
    public Span<float> Span => Arena.Span(0, Length);

    /// <summary>The memory of the floats.</summary>
    /// <exception cref="InvalidOperationException">Not allocated yet.</exception>
    public Arena Arena => arena ?? throw new InvalidOperationException("The workspace is not allocated yet.");

    /// <summary>Asks for at least so many floats, before they are allocated.</summary>
    public void Reserve(int length) => Length = Math.Max(Length, length);

    /// <summary>Allocates what was asked for.</summary>
    public void Allocate() => arena = new Arena(Math.Max(Length, 1));

    /// <summary>Frees the floats.</summary>
    public void Dispose() => arena?.Dispose();
}
