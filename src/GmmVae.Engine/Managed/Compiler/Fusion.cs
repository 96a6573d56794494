using GmmVae.Domain.Graphs;
using GmmVae.Engine.Managed.Runtime;

namespace GmmVae.Engine.Managed.Compiler;

/// <summary>
/// Groups connected elementwise nodes that can run as one instruction: of one size and one part of the plan, and such that no
/// path of operands leaves the group and comes back, which would make the group wait for itself. Reductions of what a group
/// computes belong to it where they can be made tile by tile.
/// </summary>
internal sealed class Fusion
{
    private const int BitsOfWord = 64;

    private readonly BoundGraph graph;
    private readonly int[] group;
    private readonly List<int>[] members;

    /// <summary>What each group's tiles must be multiples of.</summary>
    private readonly int[] grains;

    /// <summary>For each group, by its first node's number, those that it waits for, directly or not. Numbers of groups that have been
    /// merged into others may be among them, and are not looked at.</summary>
    private readonly ulong[][] ancestors;

    /// <summary>The nodes that read each node.</summary>
    private readonly List<int>[] readers;

    private Fusion(BoundGraph graph)
    {
        this.graph = graph;
        group = [.. Enumerable.Range(0, graph.Count)];
        members = [.. group.Select(node => new List<int> { node })];
        grains = [.. group.Select(node => graph.TiledReduction(node) is { } reduction ? reduction.Grain : 1)];
        ancestors = new ulong[graph.Count][];
        readers = [.. group.Select(_ => new List<int>())];
    }

    /// <summary>The nodes of each group in ascending order; a node that cannot run tile by tile is alone.</summary>
    public static IEnumerable<int[]> Groups(BoundGraph graph)
    {
        var fusion = new Fusion(graph);
        for (var node = 0; node < graph.Count; node++)
            if (graph.PartOf(node) != PlanPart.Unused)
                fusion.Add(node);
        return Enumerable.Range(0, graph.Count)
            .Where(node => graph.PartOf(node) != PlanPart.Unused && fusion.group[node] == node)
            .Select(node => fusion.members[node].Order().ToArray());
    }

    private void Add(int node)
    {
        var waits = new ulong[(graph.Count + BitsOfWord - 1) / BitsOfWord];
        foreach (var source in Sources(node))
        {
            Include(waits, group[source]);
            readers[source].Add(node);
        }

        ancestors[node] = waits;
        if (!graph.IsElementwise(node) && graph.TiledReduction(node) is null)
            return;
        foreach (var source in Sources(node))
            if (graph.IsElementwise(source) && graph.PartOf(source) == graph.PartOf(node)
                && (!graph.Repeated.Contains(node) || graph.Repeated.Contains(source))
                && group[source] != group[node]
                && TileGrid.LeastCommonMultiple(grains[group[source]], grains[group[node]]) <= FusedInstruction.LongestTile
                && !HasDetour(group[source], group[node]) && !HasDetour(group[node], group[source]))
                Merge(group[source], group[node]);
    }

    /// <summary>
    /// What a node reads: an elementwise value, if it reads each of its elements in place; else the operand, which then
    /// stands between the two as a node of its own.
    /// </summary>
    private IEnumerable<int> Sources(int node)
    {
        foreach (var operand in graph.Operands[node])
        {
            var root = graph.View(operand).Root;
            yield return graph.IsElementwise(root) && graph.IsWhole(operand) ? root : operand;
        }
    }

    private bool HasDetour(int from, int to)
    {
        foreach (var member in members[to])
            foreach (var source in Sources(member))
                if (group[source] != from && group[source] != to && Has(ancestors[group[source]], from))
                    return true;
        return false;
    }

    private void Merge(int kept, int merged)
    {
        grains[kept] = TileGrid.LeastCommonMultiple(grains[kept], grains[merged]);
        foreach (var member in members[merged])
            group[member] = kept;
        members[kept].AddRange(members[merged]);
        Or(ancestors[kept], ancestors[merged]);
        Clear(ancestors[kept], kept);
        Clear(ancestors[kept], merged);
        Spread(kept);
    }

    /// <summary>Tells those that wait for a group what that waits for; who knows it already has told others.</summary>
    private void Spread(int changed)
    {
        var told = new Stack<int>([changed]);
        while (told.TryPop(out var source))
            foreach (var reader in members[source].SelectMany(member => readers[member]))
                if (group[reader] is var other && other != source && Include(ancestors[other], source))
                    told.Push(other);
    }

    /// <summary>Adds a group and all that it waits for; whether that is news.</summary>
    private bool Include(ulong[] waits, int source)
    {
        var isNews = Or(waits, ancestors[source]) || !Has(waits, source);
        waits[source / BitsOfWord] |= 1UL << (source % BitsOfWord);
        return isNews;
    }

    private static bool Has(ulong[] waits, int node) => (waits[node / BitsOfWord] & (1UL << (node % BitsOfWord))) != 0;

    private static void Clear(ulong[] waits, int node) => waits[node / BitsOfWord] &= ~(1UL << (node % BitsOfWord));

    private static bool Or(ulong[] waits, ulong[] more)
    {
        var added = 0UL;
        for (var word = 0; word < waits.Length; word++)
        {
            added |= more[word] & ~waits[word];
            waits[word] |= more[word];
        }

        return added != 0;
    }
}
