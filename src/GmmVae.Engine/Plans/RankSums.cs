using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>Binds the sums over all ranks, and says when they are to be awaited.</summary>
internal sealed class RankSums
{
    private readonly IRankGroup ranks;
    private readonly Dictionary<int, int> received;
    private readonly SortedDictionary<int, RankSumInstruction> begun = [];
    private int slots;

    private RankSums(IRankGroup ranks, Dictionary<int, int> received) => (this.ranks, this.received) = (ranks, received);

    /// <summary>Gives each sum of a graph room for what other ranks send.</summary>
    public static RankSums Of(BoundGraph graph, IRankGroup ranks, BufferLayout layout) => new(
        ranks,
        Enumerable.Range(0, graph.Count)
            .Where(node => graph.OpOf(node) is Op.RankSum && graph.Phase(node) != Phase.Unused)
            .ToDictionary(node => node, node => layout.Append(graph.Size(node))));

    /// <summary>What begins a sum.</summary>
    public RankSumInstruction Bind(int node, Region operand, Storage storage)
    {
        var output = storage.Of(node);
        return begun[node] = new RankSumInstruction(node, operand, output, storage.OfAppended(received[node], output.Length), slots++, ranks);
    }

    /// <summary>What awaits the sums that are about to be read.</summary>
    public AwaitInstruction[] Take(IEnumerable<Read> reads) => Take(begun.Keys.Intersect(reads.Select(read => read.Root)));

    /// <summary>What awaits all sums that are under way.</summary>
    public AwaitInstruction[] TakeAll() => Take(begun.Keys);

    private AwaitInstruction[] Take(IEnumerable<int> nodes) => [.. nodes.Order().ToArray().Select(node =>
    {
        var sum = begun[node];
        begun.Remove(node);
        return new AwaitInstruction(sum);
    })];
}
