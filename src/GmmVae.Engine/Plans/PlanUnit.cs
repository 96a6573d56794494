namespace GmmVae.Engine;

/// <summary>What is scheduled as a whole: a group of elementwise nodes, or one other node.</summary>
/// <param name="Nodes">The nodes in ascending order.</param>
/// <param name="Phase">When they are computed.</param>
/// <param name="IsTiled">Whether it goes through its elements tile by tile.</param>
/// <param name="Reads">The storage of other units that it reads.</param>
internal sealed record PlanUnit(int[] Nodes, Phase Phase, bool IsTiled, Read[] Reads)
{
    /// <summary>Its last node, which gives it its place among other units.</summary>
    public int Last => Nodes[^1];

    /// <summary>The values that something outside of it reads, and that are therefore stored.</summary>
    public int[] Stored { get; init; } = [];

    /// <summary>Whether all it reads of a value are the elements that it is about to compute, or that it does not read it.</summary>
    public bool ReadsInPlace(int root) => Array.TrueForAll(Reads, read => read.Root != root || read.IsInPlace);
}
