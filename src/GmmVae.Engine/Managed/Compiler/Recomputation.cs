using GmmVae.Domain.Graphs;
using GmmVae.Engine.Managed.Kernels;
using static LanguageExt.Prelude;

namespace GmmVae.Engine.Managed.Compiler;

/// <summary>
/// Computes elementwise values again where another unit reads them, if that costs less than to write them to memory and read
/// them back: the backward pass repeats a few operations of the forward pass on what is stored anyway, in tiles that stay in
/// the cache. A repeated operation gives the same bits.
/// </summary>
internal sealed class Recomputation
{
    /// <summary>What a value that is not stored may cost to compute again, in the units of <see cref="ElementwiseKernels.Work"/>.</summary>
    private const int WorkPerValue = 4;

    private readonly BoundGraph graph;
    private readonly PlanUnit[] units;

    /// <summary>The nodes to repeat.</summary>
    private readonly bool[] isRepeated;

    private readonly int[] unitOf;

    /// <summary>The units that read each value.</summary>
    private readonly ILookup<int, PlanUnit> readers;

    /// <summary>The values that outputs are.</summary>
    private readonly System.Collections.Generic.HashSet<int> results;

    private Recomputation(BoundGraph graph)
    {
        this.graph = graph;
        units = PlanSchedule.Of(graph, Fusion.Groups(graph));
        isRepeated = new bool[graph.Count];
        unitOf = new int[graph.Count];
        unitOf.AsSpan().Fill(-1);
        for (var unit = 0; unit < units.Length; unit++)
            foreach (var node in units[unit].Nodes)
                unitOf[node] = unit;
        readers = units.SelectMany(unit => unit.Reads.Select(read => (read.Root, unit))).ToLookup(pair => pair.Root, pair => pair.unit);
        results = [.. graph.Graph.Outputs.Select(output => graph.View(output.Node).Root)];
    }

    /// <summary>The graph for a batch, with such operations repeated where there are any.</summary>
    public static BoundGraph Bind(Graph graph, int batch)
    {
        var pass = new Recomputation(new BoundGraph(graph, batch));
        foreach (var unit in pass.units)
            pass.Mark(unit);
        return pass.Rewritten();
    }

    /// <summary>Repeats what a unit stores only for other elementwise work, if it costs little on what is stored in any case.</summary>
    private void Mark(PlanUnit unit)
    {
        if (!unit.IsTiled || unit.Part != PlanPart.Compute)
            return;
        var avoided = unit.Stored.Where(node => graph.IsElementwise(node) && IsReadInPlaceOnly(node)).ToHashSet();
        var kept = unit.Stored.Where(node => !avoided.Contains(node)).ToHashSet();
        var needed = new HashSet<int>(avoided);
        for (var i = unit.Nodes.Length - 1; i >= 0; i--)
            if (needed.Contains(unit.Nodes[i]))
                foreach (var operand in graph.Operands[unit.Nodes[i]])
                    if (graph.View(operand).Root is var root && unitOf[root] == unitOf[unit.Nodes[i]] && !kept.Contains(root))
                        needed.Add(root);
        if (needed.Sum(node => ElementwiseKernels.Work(graph.OpOf(node))) > WorkPerValue * avoided.Count)
            return;
        foreach (var node in needed)
            isRepeated[node] = true;
    }

    /// <summary>Whether all other units read a value to compute element by element, and in the same part of the plan.</summary>
    private bool IsReadInPlaceOnly(int node) =>
        readers[node].Any() && readers[node].All(unit => unit.Part == PlanPart.Compute && unit.ReadsInPlace(node))
        && !results.Contains(node);

    /// <summary>Each repeated operation, and each view of one, stands twice: the second is what other units read.</summary>
    private BoundGraph Rewritten()
    {
        if (!isRepeated.Contains(true))
            return graph;
        var repeated = new HashSet<int>();
        var nodes = new List<Node>();
        var moved = new int[graph.Count];
        var again = new int[graph.Count];
        for (var node = 0; node < graph.Count; node++)
        {
            var root = graph.View(node).Root;
            var unit = unitOf[root];
            moved[node] = nodes.Count;
            nodes.Add(graph.Nodes[node] with
            {
                Operands = graph.Nodes[node].Operands.Map(operand => IsElsewhere(operand, unit) ? again[operand] : moved[operand]),
            });
            if (!isRepeated[root])
                continue;
            again[node] = nodes.Count;
            repeated.Add(nodes.Count);
            nodes.Add(graph.Nodes[node] with
            {
                Operands = graph.Nodes[node].Operands.Map(operand => isRepeated[graph.View(operand).Root] ? again[operand]
                    : moved[operand]),
            });
        }

        return new BoundGraph(
            new Graph(toArray(nodes), graph.Graph.Outputs.Map(output => output with { Node = moved[output.Node] })), graph.Batch, repeated);

        bool IsElsewhere(int operand, int unit) => graph.View(operand).Root is var root && isRepeated[root] && unitOf[root] != unit;
    }
}
