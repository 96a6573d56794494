using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>
/// Where the parts of sums over ranks lie in memory that neighbours share. A gradient that nothing but Adam reads is needed by each rank in part only, since each
/// changes a part of the parameters: its sum takes the place of this rank's part.
/// </summary>
internal sealed class SharedPlaces
{
    private readonly IRankGroup ranks;
    private readonly Dictionary<int, int> offsets = [];
    private readonly HashSet<int> inParts = [];
    private readonly Dictionary<int, int> roots = [];

    public SharedPlaces(BoundGraph graph, PlanUnit[] units, AdamUnit?[] steps, IRankGroup ranks)
    {
        this.ranks = ranks;
        if (ranks.Neighbours == 1)
            return;
        var readers = units.SelectMany((unit, position) => unit.Reads.Select(read => (read.Root, Position: position))).ToLookup(pair => pair.Root, pair => pair.Position);
        foreach (var node in units.Select(unit => unit.Last).Where(node => graph.OpOf(node) is Op.RankSum))
        {
            offsets[node] = Length;
            Length = checked(Length + ParameterStore.RoundUp(graph.Size(node)));
            if (!readers[node].Any() || !readers[node].All(position => steps[position] is { } step && graph.View(step.Gradient).Root == node))
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
