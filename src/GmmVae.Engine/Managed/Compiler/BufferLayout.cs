using GmmVae.Domain.Graphs;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Managed.Runtime;

namespace GmmVae.Engine.Managed.Compiler;

/// <summary>
/// Gives every stored value a place in one arena. Values whose lives do not meet share it. Inputs and constants stay
/// from plan to plan run; outputs stay once computed.
/// </summary>
internal sealed class BufferLayout
{
    private readonly int[] offsets;
    private readonly int[] temporaries;
    private readonly FreeList free = new();

    public BufferLayout(ScheduledPlan schedule)
    {
        var (graph, units, replacements, ranks) = schedule;
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
            foreach (var node in units[unit].Stored.Where(node => replacements.InputOf(node) is null && !ranks.Holds(node)))
                offsets[node] = Inherit(graph, units[unit], node, dying) ?? free.Take(graph.Size(node));
            var temporary = TemporaryLength(graph, units[unit]);
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

    /// <summary>The room that a unit needs for results between the passes of a reduction.</summary>
    private static int TemporaryLength(BoundGraph graph, PlanUnit unit) => graph.OpOf(unit.Last) is Op.Reduce reduce
        ? ReducePass.Of(graph.Dimensions(graph.Operands[unit.Last][0]), reduce).SkipLast(1).Sum(pass => ParameterStore.RoundUp(pass.Size))
        : 0;

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

    /// <summary>The place of an operand that dies here and whose elements are read only just before they would be overwritten, or are a
    /// rank's part of the sum that replaces them.</summary>
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

/// <summary>Hands out stretches of an arena that is as long as it turns out to be needed; the same requests, the same answers.</summary>
internal sealed class FreeList
{
    /// <summary>Free stretches in ascending order, never touching each other.</summary>
    private readonly List<(int Offset, int Length)> free = [];

    /// <summary>The length of the arena so far.</summary>
    public int Length { get; private set; }

    /// <summary>The smallest free stretch that is long enough, the first of equals; else new floats at the end.</summary>
    public int Take(int length)
    {
        length = ParameterStore.RoundUp(length);
        var best = -1;
        for (var i = 0; i < free.Count; i++)
            if (free[i].Length >= length && (best < 0 || free[i].Length < free[best].Length))
                best = i;
        if (best < 0)
            return Extend(length);
        var (offset, available) = free[best];
        if (available == length)
            free.RemoveAt(best);
        else
            free[best] = (offset + length, available - length);
        return offset;
    }

    /// <summary>New floats at the end, which nobody had before.</summary>
    public int TakeAtEnd(int length)
    {
        var offset = Length;
        Length = checked(Length + ParameterStore.RoundUp(length));
        return offset;
    }

    /// <summary>Gives a stretch back.</summary>
    public void Return(int offset, int length)
    {
        length = ParameterStore.RoundUp(length);
        if (length == 0)
            return;
        var at = free.FindIndex(stretch => stretch.Offset > offset);
        at = at < 0 ? free.Count : at;
        free.Insert(at, (offset, length));
        Join(at);
        Join(at - 1);
    }

    private int Extend(int length)
    {
        var offset = Length;
        if (free.Count > 0 && free[^1].Offset + free[^1].Length == Length)
        {
            offset = free[^1].Offset;
            free.RemoveAt(free.Count - 1);
        }

        Length = checked(offset + length);
        return offset;
    }

    private void Join(int at)
    {
        if (at < 0 || at + 1 >= free.Count || free[at].Offset + free[at].Length != free[at + 1].Offset)
            return;
        free[at] = (free[at].Offset, free[at].Length + free[at + 1].Length);
        free.RemoveAt(at + 1);
    }
}

/// <summary>Where the elements of each node are, in the plan's arena, in memory that neighbours share, or in the parameter store.</summary>
internal sealed class Storage(ScheduledPlan schedule, BufferLayout layout, ParameterStore store, Arena arena)
{
    /// <summary>The elements of a node, through views.</summary>
    public Region Of(int node)
    {
        var view = schedule.Graph.View(node);
        return OfRoot(view.Root).Slice(view.Offset, schedule.Graph.Size(node));
    }

    /// <summary>Room between the passes of a unit.</summary>
    public Region OfTemporary(int unit, int start, int length) => new(arena, layout.Temporary(unit) + start, length);

    /// <summary>Room that was appended to the layout (<see cref="BufferLayout.Append"/>).</summary>
    public Region OfAppended(int offset, int length) => new(arena, offset, length);

    private Region OfRoot(int root) => schedule.Graph.OpOf(root) is Op.Input { Role: InputRole.Parameter or InputRole.State } input
        ? store.RegionOf(input.Name)
        : schedule.Replacements.InputOf(root) is { } replaced ? store.RegionOf(replaced)
        : schedule.Ranks.Find(root) ?? new Region(arena, layout.Offset(root), schedule.Graph.Size(root));
}
