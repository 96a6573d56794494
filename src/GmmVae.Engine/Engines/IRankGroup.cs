namespace GmmVae.Engine.Engines;

/// <summary>
/// The processes (ranks) that train one model, or the runs of a study, together. Each calls the same operations in the same order; a call
/// returns when the others have made theirs. Not thread-safe.
/// </summary>
public interface IRankGroup
{
    /// <summary>The number of this process, from 0.</summary>
    int Rank { get; }

    /// <summary>How many there are: a power of two where they train one model.</summary>
    int Count { get; }

    /// <summary>
    /// How many ranks share memory, this one and those with the numbers next to it: a power of two that divides <see cref="Count"/>, the
    /// same on all ranks; 1 where none do. The first of them has a number that it divides.
    /// </summary>
    int Neighbours => 1;

    /// <summary>Whether any rank says so.</summary>
    bool Any(bool mine);

    /// <summary>Each rank's bytes in order of rank; all give as many.</summary>
    byte[][] Gather(ReadOnlySpan<byte> mine);

    /// <summary>Waits until all neighbours have called it as often. What they wrote to shared memory before is to be seen after.</summary>
    void Meet()
    {
    }

    /// <summary>Memory of each neighbour that all of them see, in order of rank; zeros at first. Each disposes of what it was
    /// given.</summary>
    /// <param name="length">Floats of this rank's own, ≥ 0; others may ask for another number.</param>
    /// <exception cref="OutOfMemoryException">The machine cannot provide it.</exception>
    internal Arena[] Share(long length) => [new Arena(length)];

    /// <summary>
    /// Begins to add up numbers over ranks in a binary tree, pairs of neighbours first; the same bits on every rank. Needs a power of two
    /// of them. Allocates nothing.
    /// </summary>
    /// <param name="sum">This rank's numbers; the sum once <see cref="EndSum"/> has returned.</param>
    /// <param name="received">Room for as many. Both must stay where they are, in memory that nothing moves.</param>
    /// <param name="slot">A number of this sum among those that are under way, the same on all ranks, from 0.</param>
    /// <param name="stride">1 to add up over all ranks; or <see cref="Neighbours"/>, to add up over one rank of each machine, those that
    /// have as many neighbours before them.</param>
    void BeginSum(Span<float> sum, Span<float> received, int slot, int stride = 1);

    /// <summary>Waits for a sum that was begun.</summary>
    void EndSum(Span<float> sum, Span<float> received, int slot, int stride = 1);
}

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

/// <summary>What neighbours (<see cref="IRankGroup.Neighbours"/>) do with the memory that they share.</summary>
internal static class RankGroups
{
    /// <summary>The number of this rank among its neighbours, from 0.</summary>
    public static int Place(this IRankGroup ranks) => ranks.Rank % ranks.Neighbours;

    /// <summary>Changes what neighbours share: the first of them does, while the others wait.</summary>
    public static void Once(this IRankGroup ranks, Action change)
    {
        ranks.Meet();
        if (ranks.Place() == 0)
            change();
        ranks.Meet();
    }
}
