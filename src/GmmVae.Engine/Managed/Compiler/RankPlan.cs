using GmmVae.Domain.Graphs;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Managed.Runtime;

namespace GmmVae.Engine.Managed.Compiler;

/// <summary>
/// What a plan owes to ranks. Neighbours bring their parts of sums to memory that they share, and share out Adam. A gradient that nothing
/// but Adam reads is needed by each of them in part only, since each changes a part of the parameters: its sum takes the place of this
/// rank's part. A rank without neighbours shares nothing and needs all.
/// </summary>
internal sealed class RankPlan
{
    private readonly BoundGraph graph;
    private readonly IRankGroup ranks;

    /// <summary>The sums over ranks in running order, and where each has its room for what other machines send.</summary>
    private readonly int[] sums;
    private readonly int[] received;

    /// <summary>Where a sum's parts are in shared memory, which sums are needed in part only, and which roots are there.</summary>
    private readonly Dictionary<int, int> offsets = [];
    private readonly HashSet<int> inParts = [];
    private readonly Dictionary<int, int> roots = [];
    private readonly SortedDictionary<int, RankSumInstruction> begun = [];
    private int length;

    /// <summary>For units in running order, some of which are steps of Adam.</summary>
    public RankPlan(BoundGraph graph, PlanUnit[] units, AdamUnit?[] steps, IRankGroup ranks)
    {
        (this.graph, this.ranks) = (graph, ranks);
        Steps = Array.ConvertAll(steps, step => step is not null && CanShare(step) ? step : null);
        sums = [.. units.Select(unit => unit.Last).Where(node => graph.OpOf(node) is Op.RankSum)];
        received = new int[sums.Length];
        if (ranks.Neighbours > 1)
            Place(units);
    }

    /// <summary>The steps of Adam that can run as such; null for other units.</summary>
    public AdamUnit?[] Steps { get; }

    /// <summary>What neighbours share, in order of rank, after <see cref="Reserve"/>; empty where they share nothing.</summary>
    public Arena[] Shared { get; private set; } = [];

    /// <summary>Whether a root has its place in shared memory.</summary>
    public bool Holds(int root) => roots.ContainsKey(root);

    /// <summary>Where such a root is; null for others.</summary>
    public Region? Find(int root) =>
        roots.TryGetValue(root, out var offset) ? new Region(Shared[ranks.Place()], offset, graph.Size(root)) : null;

    /// <summary>Gives sums room: for what other machines send at the end of a layout, for parts in shared memory.</summary>
    public void Reserve(BufferLayout layout)
    {
        if (length > 0)
            Shared = ranks.Share(length);
        for (var sum = 0; sum < sums.Length; sum++)
        {
            var (start, end) = Needed(sums[sum], graph.Size(sums[sum]));
            received[sum] = layout.Append(ranks.Count > ranks.Neighbours ? end - start : 0);
        }
    }

    /// <summary>What this rank needs of an output: all, unless it is a sum that neighbours share out.</summary>
    public Region Needed(int node, Region all) => Slice(all, Needed(graph.View(node).Root, all.Length));

    /// <summary>What this rank changes of a parameter.</summary>
    public Region Mine(Region all) => Slice(all, Mine(all.Length));

    /// <summary>What begins a sum.</summary>
    public RankSumInstruction Bind(int node, Region operand, Storage storage)
    {
        var (output, slot) = (storage.Of(node), Array.IndexOf(sums, node));
        var (start, end) = Needed(node, output.Length);
        Region[] parts = Shared.Length == 0 ? [output] : Array.ConvertAll(Shared, arena => new Region(arena, offsets[node], output.Length));
        var sum = new SharedSum(parts, Shared.Length == 0 ? 0 : ranks.Place(), output.Slice(start, end - start), start);
        return begun[node] = new RankSumInstruction(
            node, operand, output, sum, storage.OfAppended(received[slot], end - start), slot, ranks);
    }

    /// <summary>What awaits the sums that are about to be read.</summary>
    public IEnumerable<Instruction> Take(IEnumerable<ValueRead> reads) => Take(begun.Keys.Intersect(reads.Select(read => read.Root)));

    /// <summary>What awaits all sums that are under way.</summary>
    public IEnumerable<Instruction> TakeAll() => Take(begun.Keys);

    /// <summary>What ends the part <see cref="PlanPart.Compute"/>: parts of sums may then be written again.</summary>
    public IEnumerable<Instruction> EndOfCompute() => Shared.Length > 0 ? [new BarrierInstruction(ranks)] : [];

    /// <summary>
    /// This rank's part of <see cref="PlanPart.Update"/>. Adam is shared out among neighbours; whatever else changes the store the first
    /// of them does alone. They meet where one gives way to the other, and at the end.
    /// </summary>
    public IEnumerable<Instruction> Update(IReadOnlyList<Instruction> all)
    {
        if (ranks.Neighbours == 1)
            return all;
        if (all.OfType<RankSumInstruction>().Any())
            throw new NotSupportedException("A sum over ranks that nothing but an update reads cannot be made by ranks that share a store.");
        return all.SelectMany((instruction, i) => Mine(instruction).Concat(
            i == all.Count - 1 || IsShared(instruction) != IsShared(all[i + 1]) ? [new BarrierInstruction(ranks)]
                : Array.Empty<Instruction>()));

        IEnumerable<Instruction> Mine(Instruction instruction) => IsShared(instruction) || ranks.Place() == 0 ? [instruction] : [];

        static bool IsShared(Instruction instruction) => instruction is AdamInstruction;
    }

    /// <summary>Whether neighbours can share out a step of Adam: they all have what it reads besides the store.</summary>
    private bool CanShare(AdamUnit step) => ranks.Neighbours == 1
        || step.Factors.Where(factor => factor >= 0).Append(step.Gradient).Select(node => graph.View(node).Root)
            .All(root => graph.IsGiven(root) || graph.PartOf(root) == PlanPart.Compute);

    private void Place(PlanUnit[] units)
    {
        var readers = units.SelectMany((unit, position) => unit.Reads.Select(read => (read.Root, Position: position))).ToLookup(pair =>
            pair.Root, pair => pair.Position);
        foreach (var sum in sums)
        {
            offsets[sum] = length;
            length = checked(length + ParameterStore.RoundUp(graph.Size(sum)));
            if (!readers[sum].Any() || !readers[sum].All(position => Steps[position] is { } step && graph.View(step.Gradient).Root == sum))
                continue;
            inParts.Add(sum);
            roots[sum] = offsets[sum];
            var operand = graph.Operands[sum][0];
            var part = graph.View(operand).Root;
            if (graph.IsWhole(operand) && !graph.IsGiven(part) && readers[part].Count() == 1 && !IsOutput(part))
                roots[part] = offsets[sum];
        }

        bool IsOutput(int root) => graph.Graph.Outputs.Exists(output => graph.View(output.Node).Root == root);
    }

    private (int Start, int End) Needed(int sum, int all) => inParts.Contains(sum) ? Mine(all) : (0, all);

    private (int Start, int End) Mine(int all) => Share.Of(all, ParameterStore.Alignment, ranks.Place(), ranks.Neighbours);

    private static Region Slice(Region all, (int Start, int End) range) => all.Slice(range.Start, range.End - range.Start);

    private AwaitInstruction[] Take(IEnumerable<int> nodes)
    {
        RankSumInstruction[] taken = [.. nodes.Order().Select(node => begun[node])];
        foreach (var sum in taken)
            begun.Remove(sum.Node);
        return taken.Length == 0 ? [] : [new AwaitInstruction(taken, ranks)];
    }
}
