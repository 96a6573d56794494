using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>Binds the sums over all ranks, and says when they are to be awaited.</summary>
internal sealed class RankSums(IRankGroup ranks, SharedPlaces places, Arena[] shared)
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
        Region[] parts = shared.Length == 0 ? [output] : Array.ConvertAll(shared, arena => new Region(arena, places.Offset(node), output.Length));
        var sum = new SharedSum(parts, shared.Length == 0 ? 0 : ranks.Place(), output.Slice(start, end - start), start);
        return begun[node] = new RankSumInstruction(node, operand, output, sum, storage.OfAppended(received[node], end - start), slots++, ranks);
    }

    /// <summary>What awaits the sums that are about to be read.</summary>
    public IEnumerable<Instruction> Take(IEnumerable<Read> reads) => Take(begun.Keys.Intersect(reads.Select(read => read.Root)));

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
