namespace GmmVae.Engine;

/// <summary>
/// The processes (ranks) that train one model, or the runs of a study, together. Each calls the same operations in the same order; a call returns when the
/// others have made theirs. Not thread-safe.
/// </summary>
public interface IRankGroup
{
    /// <summary>The number of this process, from 0.</summary>
    int Rank { get; }

    /// <summary>How many there are: a power of two where they train one model.</summary>
    int Count { get; }

    /// <summary>Whether any rank says so.</summary>
    bool Any(bool mine);

    /// <summary>Each rank's bytes in order of rank; all give as many.</summary>
    byte[][] Gather(ReadOnlySpan<byte> mine);

    /// <summary>
    /// Begins to add up numbers over all ranks in a binary tree, pairs of neighbours first; the same bits on every rank. Needs a power of two of them. Allocates nothing.
    /// </summary>
    /// <param name="sum">This rank's numbers; the sum once <see cref="EndSum"/> has returned.</param>
    /// <param name="received">Room for as many. Both must stay where they are, in memory that nothing moves.</param>
    /// <param name="slot">A number of this sum among those that are under way, the same on all ranks, from 0.</param>
    void BeginSum(Span<float> sum, Span<float> received, int slot);

    /// <summary>Waits for a sum that was begun.</summary>
    void EndSum(Span<float> sum, Span<float> received, int slot);
}
