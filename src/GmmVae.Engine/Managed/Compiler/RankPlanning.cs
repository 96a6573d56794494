using GmmVae.Domain.Graphs;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Managed.Runtime;

namespace GmmVae.Engine.Managed.Compiler;

/// <summary>
/// Where the parts of sums over ranks lie in memory that neighbours share. A gradient that nothing but Adam reads is needed by each rank in
/// part only, since each changes a part of the parameters: its sum takes the place of this rank's part.
/// </summary>
internal sealed class SharedSums
{
    private readonly IRankGroup ranks;
    private readonly Dictionary<int, int> offsets = [];
    private readonly HashSet<int> inParts = [];
    private readonly Dictionary<int, int> roots = [];

    public SharedSums(BoundGraph graph, PlanUnit[] units, AdamUnit?[] steps, IRankGroup ranks)
    {
        this.ranks = ranks;
        if (ranks.Neighbours == 1)
            return;
        var readers = units.SelectMany((unit, position) => unit.Reads.Select(read => (read.Root, Position: position))).ToLookup(pair =>
            pair.Root, pair => pair.Position);
        foreach (var node in units.Select(unit => unit.Last).Where(node => graph.OpOf(node) is Op.RankSum))
        {
            offsets[node] = Length;
            Length = checked(Length + ParameterStore.RoundUp(graph.Size(node)));
            if (!readers[node].Any() || !readers[node].All(position => steps[position] is { } step && graph.View(step.Gradient).Root ==
                node))
                continue;
            inParts.Add(node);
            roots[node] = offsets[node];
            var operand = graph.Operands[node][0];
            var part = graph.View(operand).Root;
            if (graph.IsWhole(operand) && !graph.IsGiven(part) && readers[part].Count() == 1 && !IsOutput(part))
                roots[part] = offsets[node];
        }

        bool IsOutput(int root) => graph.Graph.Outputs.Exists(output => graph.View(output.Node).Root == root);
    }

    /// <summary>Floats of each neighbour.</summary>
    public int Length { get; private set; }

    /// <summary>Where a root is that has its place here; null for others.</summary>
    public int? Find(int root) => roots.TryGetValue(root, out var offset) ? offset : null;

    /// <summary>Where a rank's part of a sum is.</summary>
    public int Offset(int sum) => offsets[sum];

    /// <summary>The elements of a sum that this rank needs: all, where neighbours do not share them out.</summary>
    public (int Start, int End) Needed(int sum, int length) =>
        inParts.Contains(sum) ? Needed(length) : (0, length);

    /// <summary>The elements of a parameter that this rank changes.</summary>
    public (int Start, int End) Needed(int length) => Share.Of(length, ParameterStore.Alignment, ranks.Place(), ranks.Neighbours);
}

/// <summary>
/// The part <see cref="PlanPart.Update"/> of ranks that share a store. Adam is shared out among neighbours; whatever else changes the
/// store the first of them does alone. They meet where one gives way to the other, and at the end.
/// </summary>
internal static class LocalRankUpdate
{
    /// <summary>This rank's part.</summary>
    public static IEnumerable<Instruction> Of(IReadOnlyList<Instruction> all, IRankGroup ranks)
    {
        if (ranks.Neighbours == 1)
            return all;
        if (all.OfType<RankSumInstruction>().Any())
            throw new NotSupportedException("A sum over ranks that nothing but an update reads cannot be made by ranks that share a store.");
        return all.SelectMany((instruction, i) => Mine(instruction).Concat(
            i == all.Count - 1 || IsShared(instruction) != IsShared(all[i + 1]) ? [new BarrierInstruction(ranks)]
                : Array.Empty<Instruction>()));

        IEnumerable<Instruction> Mine(Instruction instruction) => IsShared(instruction) || ranks.Place() == 0 ? [instruction] : [];
    }

    /// <summary>Whether ranks can share out a step of Adam: they all have what it reads besides the store.</summary>
    public static bool CanShare(BoundGraph graph, AdamUnit step, IRankGroup ranks) => ranks.Neighbours == 1
        || step.Factors.Where(factor => factor >= 0).Append(step.Gradient).Select(node => graph.View(node).Root)
            .All(root => graph.IsGiven(root) || graph.PartOf(root) == PlanPart.Compute);

    private static bool IsShared(Instruction instruction) => instruction is AdamInstruction;
}

/// <summary>Binds the sums over all ranks, and says when they are to be awaited.</summary>
internal sealed class RankSums(IRankGroup ranks, SharedSums places, Arena[] shared)
{
    private readonly Dictionary<int, int> received = [];
    private readonly SortedDictionary<int, RankSumInstruction> begun = [];
    private int slots;

    /// <summary>Gives each sum of a graph room for what other machines send.</summary>
    public void Reserve(BoundGraph graph, PlanUnit[] units, BufferLayout layout)
    {
        foreach (var node in units.Select(unit => unit.Last).Where(node => graph.OpOf(node) is Op.RankSum))
        {
            var (start, end) = places.Needed(node, graph.Size(node));
            received[node] = layout.Append(ranks.Count > ranks.Neighbours ? end - start : 0);
        }
    }

    /// <summary>What begins a sum.</summary>
    public RankSumInstruction Bind(int node, Region operand, Storage storage)
    {
        var output = storage.Of(node);
        var (start, end) = places.Needed(node, output.Length);
        Region[] parts = shared.Length == 0 ? [output]
            : Array.ConvertAll(shared, arena => new Region(arena, places.Offset(node), output.Length));
        var sum = new SharedSum(parts, shared.Length == 0 ? 0 : ranks.Place(), output.Slice(start, end - start), start);
        return begun[node] = new RankSumInstruction(node, operand, output, sum, storage.OfAppended(received[node], end - start), slots++,
            ranks);
    }

    /// <summary>What awaits the sums that are about to be read.</summary>
    public IEnumerable<Instruction> Take(IEnumerable<ValueRead> reads) => Take(begun.Keys.Intersect(reads.Select(read => read.Root)));

    /// <summary>What awaits all sums that are under way.</summary>
    public IEnumerable<Instruction> TakeAll() => Take(begun.Keys);

    private AwaitInstruction[] Take(IEnumerable<int> nodes)
    {
        RankSumInstruction[] sums = [.. nodes.Order().Select(node => begun[node])];
        foreach (var sum in sums)
            begun.Remove(sum.Node);
        return sums.Length == 0 ? [] : [new AwaitInstruction(sums, ranks)];
    }
}
