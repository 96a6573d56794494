using GmmVae.Domain.Distributions;
using GmmVae.Domain.Graphs;
using GmmVae.Engine.Managed.Runtime;

namespace GmmVae.Engine.Managed.Compiler;

/// <summary>
/// A checked graph for one batch: with lengths instead of extents, the part of the plan that computes each node, and views resolved.
/// </summary>
internal sealed class BoundGraph
{
    private readonly int[][] dimensions;
    private readonly int[] sizes;
    private readonly View[] views;
    private readonly PlanPart[] parts;
    private readonly ILookup<int, int> readers;

    /// <param name="graph">The graph.</param>
    /// <param name="batch">The number of observations.</param>
    /// <param name="repeated">The nodes that repeat others, if there are any.</param>
    public BoundGraph(Graph graph, int batch, IReadOnlySet<int>? repeated = null)
    {
        Repeated = repeated ?? new HashSet<int>();
        Graph = graph;
        Batch = batch;
        Nodes = [.. graph.Nodes];
        Operands = [.. Nodes.Select(node => node.Operands.ToArray())];
        dimensions = [.. Nodes.Select(node => node.Shape.Bind(batch))];
        sizes = [.. dimensions.Select(axes => Product(axes))];
        parts = PartsOf(graph);
        readers = Enumerable.Range(0, Count).SelectMany(reader => Operands[reader].Select(node => (node, reader)))
            .ToLookup(pair => pair.node, pair => pair.reader);
        views = new View[Nodes.Length];
        for (var node = 0; node < views.Length; node++)
            views[node] = Resolve(node);
    }

    public Graph Graph { get; }

    public int Batch { get; }

    public Node[] Nodes { get; }

    public int[][] Operands { get; }

    /// <summary>Nodes that repeat others for those that read them, and so are of no use in a unit with what they read.</summary>
    public IReadOnlySet<int> Repeated { get; }

    public int Count => Nodes.Length;

    public Op OpOf(int node) => Nodes[node].Op;

    public int[] Dimensions(int node) => dimensions[node];

    public int Size(int node) => sizes[node];

    public View View(int node) => views[node];

    public PlanPart PartOf(int node) => parts[node];

    /// <summary>Whether it maps elements to elements, so that it can run tile by tile.</summary>
    public bool IsElementwise(int node) => OpOf(node) is Op.Unary or Op.Binary or Op.Select;

    public bool IsView(int node) => views[node].Root != node;

    /// <summary>Whether element i of the node is element i of all there is of its root.</summary>
    public bool IsWhole(int node) => views[node].Offset == 0 && sizes[node] == sizes[views[node].Root];

    /// <summary>Whether it is an input or a number known from the start, so that no instruction computes it.</summary>
    public bool IsGiven(int node) => OpOf(node) is Op.Input or Op.Constant or Op.Length;

    /// <summary>Whether what reads a node tells NaN from numbers first, so that NaN in it is no fault: see
    /// <see cref="Observations"/>.</summary>
    public bool IsMasked(int node)
    {
        return readers[node].Any() && readers[node].All(reader =>
            OpOf(reader) is Op.Binary { Kind: BinaryKind.Greater } || (OpOf(reader) is Op.Select && Operands[reader][0] != node));
    }

    /// <summary>How a broadcast repeats its operand.</summary>
    public Repetition Repetition(int node)
    {
        var broadcast = (Op.Broadcast)OpOf(node);
        return new Repetition(dimensions[node], axis => broadcast.Axes.Contains(axis));
    }

    /// <summary>How a node can follow the elementwise operation that it reduces tile by tile, if it is such a reduction.</summary>
    public TiledReduction? TiledReduction(int node)
    {
        if (OpOf(node) is not Op.Reduce reduce)
            return null;
        var operand = Operands[node][0];
        return IsElementwise(views[operand].Root) && IsWhole(operand) && ReducePass.Of(dimensions[operand], reduce) is [var pass]
            ? Runtime.TiledReduction.Of(pass)
            : null;
    }

    public static int Product(ReadOnlySpan<int> lengths)
    {
        var product = 1;
        foreach (var length in lengths)
            product = checked(product * length);
        return product;
    }

    private View Resolve(int node)
    {
        switch (OpOf(node))
        {
            case Op.Reshape or Op.StopGradient:
                return views[Operands[node][0]];
            case Op.Slice slice when Product(dimensions[node].AsSpan(0, slice.Axis)) == 1:
                var whole = views[Operands[node][0]];
                return whole with { Offset = whole.Offset + (slice.Start * Product(dimensions[node].AsSpan(slice.Axis + 1))) };
            default:
                return new View(node, 0);
        }
    }

    private static PlanPart[] PartsOf(Graph graph)
    {
        var parts = new PlanPart[graph.Nodes.Count];
        foreach (var output in graph.Outputs.OrderBy(output => output.Replaces.IsNone))
            parts[output.Node] = output.Replaces.IsNone ? PlanPart.Compute : PlanPart.Update;
        for (var node = parts.Length - 1; node >= 0; node--)
            foreach (var operand in graph.Nodes[node].Operands)
                if (parts[operand] == PlanPart.Unused || parts[node] == PlanPart.Compute)
                    parts[operand] = parts[node];
        return parts;
    }
}

/// <summary>Where the elements of a node are: in the storage of <paramref name="Root"/>, in order, from an element on.</summary>
/// <param name="Root">A node with storage of its own; the node itself, if it is no view.</param>
/// <param name="Offset">The first element.</param>
internal readonly record struct View(int Root, int Offset);

/// <summary>When a plan computes a node.</summary>
internal enum PlanPart
{
    /// <summary>Never: no output needs it.</summary>
    Unused,

    /// <summary>In <see cref="ManagedPlan.Compute"/>: an output that replaces nothing needs it.</summary>
    Compute,

    /// <summary>In <see cref="ManagedPlan.Update"/>: only outputs that replace an input need it.</summary>
    Update,
}
