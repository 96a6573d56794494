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
    private readonly BoundGraph graph;
    private readonly int[] group;
    private readonly List<int>[] members;

    /// <summary>What each group's tiles must be multiples of.</summary>
    private readonly int[] grains;

    /// <summary>For each node what it reads.</summary>
    private readonly int[][] sources;

    /// <summary>For each node the nodes that read it so far.</summary>
    private readonly List<int>[] readers;

    /// <summary>For each group the last node of it and of all groups that it waits for, directly or not.</summary>
    private readonly int[] latest;

    /// <summary>For each group the search that has come to it last.</summary>
    private readonly int[] searched;

    private int searches;

    private Fusion(BoundGraph graph)
    {
        this.graph = graph;
        group = [.. Enumerable.Range(0, graph.Count)];
        members = [.. group.Select(node => new List<int> { node })];
        grains = [.. group.Select(node => graph.TiledReduction(node) is { } reduction ? reduction.Grain : 1)];
        sources = new int[graph.Count][];
        readers = [.. group.Select(_ => new List<int>())];
        latest = [.. group];
        searched = new int[graph.Count];
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
        sources[node] = [.. Sources(node)];
        foreach (var source in sources[node])
            readers[source].Add(node);
        if (!graph.IsElementwise(node) && graph.TiledReduction(node) is null)
            return;
        foreach (var source in sources[node])
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

    /// <summary>Whether a group waits for another by way of a third.</summary>
    private bool HasDetour(int from, int to)
    {
        searches++;
        var least = latest[from];
        var waiting = new Stack<int>([to]);
        while (waiting.TryPop(out var through))
            foreach (var member in members[through])
                foreach (var source in sources[member])
                {
                    var next = group[source];
                    if (next == from && through != to)
                        return true;

                    // What waits for a group is, with what it waits for, at least as late.
                    if (next == from || next == to || latest[next] < least || searched[next] == searches)
                        continue;
                    searched[next] = searches;
                    waiting.Push(next);
                }

        return false;
    }

    private void Merge(int kept, int merged)
    {
        grains[kept] = TileGrid.LeastCommonMultiple(grains[kept], grains[merged]);
        foreach (var member in members[merged])
            group[member] = kept;
        members[kept].AddRange(members[merged]);
        Raise(kept, Math.Max(latest[kept], latest[merged]));
    }

    /// <summary>Notes that a group has got a later node, and so has what waits for it.</summary>
    private void Raise(int raised, int node)
    {
        var rising = new Stack<int>([raised]);
        latest[raised] = node;
        while (rising.TryPop(out var next))
            foreach (var reader in members[next].SelectMany(member => readers[member]))
                if (latest[group[reader]] < node)
                {
                    latest[group[reader]] = node;
                    rising.Push(group[reader]);
                }
    }
}
