using GmmVae.Domain.Graphs;

namespace GmmVae.Engine.Managed.Compiler;

/// <summary>Makes units of groups and puts them in an order in which each comes after all that it reads.</summary>
internal static class PlanSchedule
{
    /// <summary>The units in running order: first the part <see cref="PlanPart.Compute"/>, then <see cref="PlanPart.Update"/>.</summary>
    public static PlanUnit[] Of(BoundGraph graph, IEnumerable<int[]> groups)
    {
        var repeated = StoredBroadcasts(graph);
        var units = groups
            .Where(nodes => !graph.IsGiven(nodes[0]) && !graph.IsView(nodes[0]))
            .Where(nodes => graph.OpOf(nodes[0]) is not Op.Broadcast || repeated[nodes[0]])
            .Select(nodes => Create(graph, nodes))
            .ToArray();
        var outside = new bool[graph.Count];
        foreach (var read in units.SelectMany(unit => unit.Reads))
            outside[read.Root] = true;
        foreach (var output in graph.Graph.Outputs)
            outside[graph.View(output.Node).Root] = true;
        return Order([.. units.Select(unit => unit with { Stored = [.. unit.Nodes.Where(node => outside[node])] })]);
    }

    private static PlanUnit Create(BoundGraph graph, int[] nodes)
    {
        var isElementwise = graph.IsElementwise(nodes[0]);
        var reads = nodes
            .SelectMany(node => graph.Operands[node].Select(operand => ReadOf(graph, operand, isElementwise)))
            .Where(read => Array.BinarySearch(nodes, read.Root) < 0)
            .Distinct();
        return new PlanUnit(
            nodes, graph.PartOf(nodes[0]), isElementwise || graph.OpOf(nodes[0]) is Op.Broadcast, [.. reads]);
    }

    /// <summary>An elementwise node repeats a broadcast's operand itself, tile by tile.</summary>
    private static ValueRead ReadOf(BoundGraph graph, int operand, bool isElementwise)
    {
        var root = graph.View(operand).Root;
        return isElementwise && graph.OpOf(root) is Op.Broadcast
            ? new ValueRead(graph.View(graph.Operands[root][0]).Root, false)
            : new ValueRead(root, isElementwise && graph.IsWhole(operand));
    }

    /// <summary>The broadcasts that something other than an elementwise node reads.</summary>
    private static bool[] StoredBroadcasts(BoundGraph graph)
    {
        var stored = new bool[graph.Count];
        for (var node = 0; node < graph.Count; node++)
            if (graph.PartOf(node) != PlanPart.Unused && !graph.IsElementwise(node) && !graph.IsView(node))
                foreach (var operand in graph.Operands[node])
                    stored[graph.View(operand).Root] = true;
        foreach (var output in graph.Graph.Outputs)
            stored[graph.View(output.Node).Root] = true;
        return stored;
    }

    private static PlanUnit[] Order(PlanUnit[] units)
    {
        var producer = new Dictionary<int, int>();
        for (var unit = 0; unit < units.Length; unit++)
            foreach (var node in units[unit].Nodes)
                producer[node] = unit;

        var waiting = new int[units.Length];
        var users = units.Select(_ => new List<int>()).ToArray();
        for (var unit = 0; unit < units.Length; unit++)
            foreach (var source in units[unit].Reads.Where(read => producer.ContainsKey(read.Root)).Select(read =>
                producer[read.Root]).Distinct())
            {
                users[source].Add(unit);
                waiting[unit]++;
            }

        var ready = new PriorityQueue<int, (PlanPart, int)>();
        var order = new List<PlanUnit>();
        for (var unit = 0; unit < units.Length; unit++)
            Enqueue(unit);
        while (ready.TryDequeue(out var unit, out _))
        {
            order.Add(units[unit]);
            foreach (var user in users[unit])
            {
                waiting[user]--;
                Enqueue(user);
            }
        }

        return order.Count == units.Length
            ? [.. order]
            : throw new InvalidOperationException("Units wait for each other: fusion made a cycle.");

        void Enqueue(int unit)
        {
            if (waiting[unit] == 0)
                ready.Enqueue(unit, (units[unit].Part, units[unit].Last));
        }
    }
}

/// <summary>What is scheduled as a whole: a group of elementwise nodes, or one other node.</summary>
/// <param name="Nodes">The nodes in ascending order.</param>
/// <param name="Part">When they are computed.</param>
/// <param name="IsTiled">Whether it goes through its elements tile by tile.</param>
/// <param name="Reads">The storage of other units that it reads.</param>
internal sealed record PlanUnit(int[] Nodes, PlanPart Part, bool IsTiled, ValueRead[] Reads)
{
    /// <summary>Its last node, which gives it its place among other units.</summary>
    public int Last => Nodes[^1];

    /// <summary>The values that something outside of it reads, and that are therefore stored.</summary>
    public int[] Stored { get; init; } = [];

    /// <summary>Whether all it reads of a value are the elements that it is about to compute, or that it does not read it.</summary>
    public bool ReadsInPlace(int root) => Array.TrueForAll(Reads, read => read.Root != root || read.IsInPlace);
}

/// <summary>That a unit reads a value.</summary>
/// <param name="Root">The value.</param>
/// <param name="IsInPlace">Whether it reads element i only to compute element i.</param>
internal readonly record struct ValueRead(int Root, bool IsInPlace);
