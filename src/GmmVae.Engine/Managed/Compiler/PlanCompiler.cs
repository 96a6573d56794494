using System.Globalization;
using GmmVae.Domain.Graphs;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Managed.Runtime;

namespace GmmVae.Engine.Managed.Compiler;

/// <summary>
/// From graph to plan in fixed passes: check, bind the batch and tell what each part of the plan computes, repeat what is cheaper than
/// to store, fuse, schedule, place replacements, lay out, bind instructions.
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

        var bound = Recomputation.Bind(graph, batch);
        graph = bound.Graph;
        var units = PlanSchedule.Of(bound, Fusion.Groups(bound));
        var replacements = new Replacements(bound, units);
        var steps = Array.ConvertAll(units, unit => AdamPattern.Match(bound, replacements, unit) is { } step
            && LocalRankUpdate.CanShare(bound, step, ranks) ? step : null);
        var places = new SharedSums(bound, units, steps, ranks);
        var layout = new BufferLayout(bound, units, replacements, places);
        var results = graph.Outputs.Where(output => output.Replaces.IsNone).ToArray();
        var kept = results.Where(output => bound.OpOf(bound.View(output.Node).Root) is Op.Input)
            .Select(output => (output.Name, output.Node, Offset: layout.Append(bound.Size(output.Node)))).ToArray();
        var staged = replacements.Copied.Where(pair => bound.OpOf(bound.View(pair.Output.Node).Root) is Op.Input)
            .ToDictionary(pair => pair.Input, pair => layout.Append(bound.Size(pair.Output.Node)));

        var shared = places.Length > 0 ? ranks.Share(places.Length) : [];
        var sums = new RankSums(ranks, places, shared);
        sums.Reserve(bound, units, layout);
        var arena = new Arena(Math.Max(layout.Length, 1));
        var workspace = new Workspace();
        var storage = new Storage(bound, layout, replacements, places, store, arena, shared.Length > 0 ? shared[ranks.Place()] : null);
        var binder = new InstructionBinder(bound, storage, workspace, workers, sums);
        var instructions = new UnitBinder(bound, storage, places, binder, units, steps, sums).Bind().ToArray();
        workspace.Allocate();
        WriteNumbers(bound, storage);

        var outputs = results.ToDictionary(output => output.Name, output => storage.Of(output.Node), StringComparer.Ordinal);
        foreach (var (name, node, offset) in kept)
            outputs[name] = Copied(node, offset);
        return new ManagedPlan(new PlanParts
        {
            Graph = graph,
            Batch = batch,
            Workers = workers,
            Arena = arena,
            Shared = shared,
            Ranks = ranks,
            ArenaLength = layout.Length,
            Workspace = workspace,
            Inputs = Inputs(bound, op => op.Role is InputRole.Data or InputRole.Noise or InputRole.Scalar)
                .ToDictionary(node => ((Op.Input)bound.OpOf(node)).Name, storage.Of, StringComparer.Ordinal),
            Outputs = outputs,
            Check = FiniteCheckOf(),
            Read =
            [
                .. Inputs(bound, _ => true).Where(node => bound.PartOf(node) == PlanPart.Compute && !bound.IsMasked(node))
                    .Select(node => (node, storage.Of(node))),
            ],
            Compute =
            [
                .. Of(PlanPart.Compute),
                .. kept.Select(copy => new CopyInstruction(copy.Node, storage.Of(copy.Node), Copied(copy.Node, copy.Offset))),
                .. MeetingAtEnd(),
            ],
            Update = [.. LocalRankUpdate.Of([.. Of(PlanPart.Update), .. CopiesAtEnd()], ranks)],
        });

        FiniteCheck FiniteCheckOf()
        {
            var products = instructions.Select(pair => pair.Instruction).OfType<MatMulInstruction>().ToDictionary(product => product.Node);
            var made = results.ToLookup(output => bound.IsWhole(output.Node) && products.ContainsKey(bound.View(output.Node).Root));
            return new FiniteCheck(
                [.. made[false].Select(output => Needed(output.Node, outputs[output.Name]))],
                [.. made[true].Select(output => products[bound.View(output.Node).Root]).Distinct()],
                workers.Threads);
        }

        Region Needed(int node, Region all)
        {
            var (start, end) = places.Needed(bound.View(node).Root, all.Length);
            return all.Slice(start, end - start);
        }

        // Parts of sums may then be written again.
        BarrierInstruction[] MeetingAtEnd() => shared.Length > 0 ? [new BarrierInstruction(ranks)] : [];

        Region Copied(int node, int offset) => new(arena, offset, bound.Size(node));

        IEnumerable<Instruction> Of(PlanPart part) => instructions.Where(pair => pair.Part == part).Select(pair => pair.Instruction);

        // What is itself an input may be replaced too, so it is put aside before anything is overwritten.
        IEnumerable<Instruction> CopiesAtEnd() => replacements.Copied
            .Where(pair => staged.ContainsKey(pair.Input))
            .Select(pair => new CopyInstruction(
                pair.Output.Node, storage.Of(pair.Output.Node), Copied(pair.Output.Node, staged[pair.Input])))
            .Concat(replacements.Copied.Select(pair => new CopyInstruction(
                pair.Output.Node,
                staged.TryGetValue(pair.Input, out var offset) ? Copied(pair.Output.Node, offset) : storage.Of(pair.Output.Node),
                store.RegionOf(pair.Input))));
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
