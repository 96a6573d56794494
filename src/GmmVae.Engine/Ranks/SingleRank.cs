namespace GmmVae.Engine;

/// <summary>One process by itself: every sum is its own.</summary>
public sealed class SingleRank : IRankGroup
{
    private SingleRank()
    {
    }

    /// <summary>The one instance; it has no state.</summary>
    public static SingleRank Instance { get; } = new();

    /// <inheritdoc/>
    public int Rank => 0;

    /// <inheritdoc/>
    public int Count => 1;

    /// <inheritdoc/>
    public bool Any(bool mine) => mine;

    /// <inheritdoc/>
    public byte[][] Gather(ReadOnlySpan<byte> mine) => [mine.ToArray()];

    /// <inheritdoc/>
    public void BeginSum(Span<float> sum, Span<float> received, int slot, int stride = 1)
    {
    }

    /// <inheritdoc/>
    public void EndSum(Span<float> sum, Span<float> received, int slot, int stride = 1)
    {
    }
}
