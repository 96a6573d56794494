using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>
/// Gives every stored value a place in one arena. Values whose lives do not meet share it. Inputs and constants stay
/// from plan to plan run; outputs stay once computed.
/// </summary>
internal sealed class BufferLayout
{
    private readonly int[] offsets;
    private readonly int[] temporaries;
    private readonly FreeList free = new();

    public BufferLayout(BoundGraph graph, PlanUnit[] units, Replacements replacements, SharedPlaces places)
    {
        offsets = new int[graph.Count];
        Array.Fill(offsets, -1);
        temporaries = new int[units.Length];
        for (var node = 0; node < graph.Count; node++)
            if (IsKept(graph.OpOf(node)))
                offsets[node] = free.Take(graph.Size(node));

        var lastRead = LastReads(graph, units);
        for (var unit = 0; unit < units.Length; unit++)
        {
            var dying = units[unit].Reads.Select(read => read.Root).Distinct()
                .Where(root => lastRead[root] == unit && offsets[root] >= 0 && !graph.IsGiven(root)).ToList();
            foreach (var node in units[unit].Stored.Where(node => replacements.InputOf(node) is null && places.Find(node) is null))
                offsets[node] = Inherit(graph, units[unit], node, dying) ?? free.Take(graph.Size(node));
            var temporary = ReducePass.TemporaryLength(graph, units[unit]);
            temporaries[unit] = free.Take(temporary);
            free.Return(temporaries[unit], temporary);
            foreach (var root in dying)
                free.Return(offsets[root], graph.Size(root));
        }
    }

    /// <summary>The length of the arena.</summary>
    public int Length => free.Length;

    /// <summary>Where a node's value starts; −1 if it has no place in the arena.</summary>
    public int Offset(int node) => offsets[node];

    /// <summary>Where a unit's intermediate results start.</summary>
    public int Temporary(int unit) => temporaries[unit];

    /// <summary>Adds a place that nothing else ever uses.</summary>
    public int Append(int length) => free.TakeAtEnd(length);

    private static bool IsKept(Op op) =>
        op is Op.Constant or Op.Length or Op.Input { Role: InputRole.Data or InputRole.Noise or InputRole.Scalar };

    private static int[] LastReads(BoundGraph graph, PlanUnit[] units)
    {
        var last = new int[graph.Count];
        Array.Fill(last, -1);
        for (var unit = 0; unit < units.Length; unit++)
            foreach (var read in units[unit].Reads)
                last[read.Root] = unit;
        foreach (var output in graph.Graph.Outputs)
            last[graph.View(output.Node).Root] = int.MaxValue;
        return last;
    }

    /// <summary>The place of an operand that dies here and whose elements are read only just before they would be overwritten, or are a rank's part of the sum that replaces them.</summary>
    private int? Inherit(BoundGraph graph, PlanUnit unit, int node, List<int> dying)
    {
        var isRankSum = graph.OpOf(node) is Op.RankSum;
        var heir = unit.IsTiled || isRankSum
            ? dying.FindIndex(root => (isRankSum || unit.ReadsInPlace(root)) && graph.Size(root) == graph.Size(node))
            : -1;
        if (heir < 0)
            return null;
        var offset = offsets[dying[heir]];
        dying.RemoveAt(heir);
        return offset;
    }
}
