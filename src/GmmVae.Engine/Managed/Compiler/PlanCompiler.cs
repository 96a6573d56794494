using System.Globalization;
using GmmVae.Domain.Graphs;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Managed.Runtime;

namespace GmmVae.Engine.Managed.Compiler;

/// <summary>
/// From graph to plan in fixed passes, each with a value of its own: check; bind the batch and repeat what is cheaper than to store
/// (<see cref="BoundGraph"/>); fuse and schedule (<see cref="ScheduledPlan"/>); lay out (<see cref="PlacedPlan"/>); bind instructions
/// (<see cref="BoundPlan"/>); put together (<see cref="ManagedPlan"/>).
/// </summary>
internal static class PlanCompiler
{
    public static ManagedPlan Compile(Graph graph, int batch, ParameterStore store, WorkerPool workers, IRankGroup ranks)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(workers);
        Check(graph, store);
        var schedule = Schedule(Recomputation.Bind(graph, batch), ranks);
        var placement = Place(schedule);
        var bound = Bind(placement, store, workers);
        return new ManagedPlan(PartsOf(bound, workers, ranks));
    }

    private static ScheduledPlan Schedule(BoundGraph graph, IRankGroup ranks)
    {
        var units = PlanSchedule.Of(graph, Fusion.Groups(graph));
        var replacements = new Replacements(graph, units);
        var steps = Array.ConvertAll(units, unit => AdamPattern.Match(graph, replacements, unit));
        return new ScheduledPlan(graph, units, replacements, new RankPlan(graph, units, steps, ranks));
    }

    private static PlacedPlan Place(ScheduledPlan schedule)
    {
        var graph = schedule.Graph;
        var layout = new BufferLayout(schedule);
        PlacedOutput[] results =
            [.. graph.Graph.Outputs.Where(output => output.Replaces.IsNone).Select(output => PlaceOf(output, output.Name))];
        PlacedOutput[] copied = [.. schedule.Replacements.Copied.Select(pair => PlaceOf(pair.Output, pair.Input))];
        schedule.Ranks.Reserve(layout);
        return new PlacedPlan(schedule, layout, results, copied);

        PlacedOutput PlaceOf(Output output, string name) => new(
            output.Node, name, graph.OpOf(graph.View(output.Node).Root) is Op.Input ? layout.Append(graph.Size(output.Node)) : null);
    }

    private static BoundPlan Bind(PlacedPlan placement, ParameterStore store, WorkerPool workers)
    {
        var schedule = placement.Schedule;
        var arena = new Arena(Math.Max(placement.Layout.Length, 1));
        var workspace = new Workspace();
        var storage = new Storage(schedule, placement.Layout, store, arena);
        var binder = new InstructionBinder(schedule.Graph, storage, workspace, workers, schedule.Ranks);
        var instructions = new UnitBinder(schedule, storage, binder).Bind().ToLookup(pair => pair.Part, pair => pair.Instruction);
        workspace.Allocate();
        WriteNumbers(schedule.Graph, storage);
        return new BoundPlan(placement, store, arena, workspace, storage, instructions);
    }

    private static PlanParts PartsOf(BoundPlan bound, WorkerPool workers, IRankGroup ranks)
    {
        var (placement, graph, storage) = (bound.Placement, bound.Placement.Schedule.Graph, bound.Storage);
        return new PlanParts
        {
            Graph = graph.Graph,
            Batch = graph.Batch,
            Workers = workers,
            Arena = bound.Arena,
            Shared = placement.Schedule.Ranks.Shared,
            Ranks = ranks,
            ArenaLength = placement.Layout.Length,
            Workspace = bound.Workspace,
            Inputs = Inputs(graph, op => op.Role is InputRole.Data or InputRole.Noise or InputRole.Scalar)
                .ToDictionary(node => ((Op.Input)graph.OpOf(node)).Name, storage.Of, StringComparer.Ordinal),
            Outputs = placement.Results.ToDictionary(output => output.Name, bound.Of, StringComparer.Ordinal),
            Check = FiniteCheckOf(bound, workers),
            Read = [.. Inputs(graph, _ => true).Where(node => graph.PartOf(node) == PlanPart.Compute && !graph.IsMasked(node))
                .Select(node => (node, storage.Of(node)))],
            Compute = [.. bound.Compute()],
            Update = [.. bound.Update()],
        };
    }

    /// <summary>Of all results: products keep their largest magnitude, others are looked at.</summary>
    private static FiniteCheck FiniteCheckOf(BoundPlan bound, WorkerPool workers)
    {
        var (results, schedule) = (bound.Placement.Results, bound.Placement.Schedule);
        var products = bound.Instructions.SelectMany(part => part).OfType<MatMulInstruction>().ToDictionary(product => product.Node);
        var made = results.ToLookup(output => schedule.Graph.IsWhole(output.Node) && products.ContainsKey(Root(output)));
        return new FiniteCheck(
            [.. made[false].Select(output => schedule.Ranks.Needed(output.Node, bound.Of(output)))],
            [.. made[true].Select(output => products[Root(output)]).Distinct()],
            workers.Threads);

        int Root(PlacedOutput output) => schedule.Graph.View(output.Node).Root;
    }

    private static IEnumerable<int> Inputs(BoundGraph graph, Func<Op.Input, bool> isWanted) =>
        Enumerable.Range(0, graph.Count).Where(node => graph.OpOf(node) is Op.Input input && isWanted(input));

    /// <summary>Numbers that are known now: constants, rounded to single precision, and lengths.</summary>
    private static void WriteNumbers(BoundGraph graph, Storage storage)
    {
        for (var node = 0; node < graph.Count; node++)
            if (graph.OpOf(node) is Op.Constant constant)
                for (var i = 0; i < constant.Values.Count; i++)
                    storage.Of(node).Span[i] = (float)constant.Values[i];
            else if (graph.OpOf(node) is Op.Length length)
                storage.Of(node).Span[0] = length.Extent.Bind(graph.Batch);
    }

    /// <exception cref="ArgumentException">The graph is malformed or the store lacks inputs; the message names all errors.</exception>
    internal static void Check(Graph graph, ParameterStore store)
    {
        var errors = GraphCheck.Check(graph).Match(
            _ => [],
            found => found.Select(error => $"{error.Where}: {error.Message}").ToArray());
        var missing = graph.Inputs
            .Where(input => input.Role is InputRole.Parameter or InputRole.State && !store.Holds(input))
            .Select(input => string.Create(
                CultureInfo.InvariantCulture, $"{input.Name}: the store has no {input.Role} of shape {input.Shape} and that name"));
        string[] all = [.. errors, .. missing];
        if (all.Length > 0)
            throw new ArgumentException($"The graph cannot be compiled: {string.Join("; ", all)}.", nameof(graph));
    }
}
