using System.Diagnostics;
using GmmVae.Domain.Graphs;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Managed.Kernels;
using GmmVae.Engine.Managed.Runtime;

namespace GmmVae.Engine.Managed.Compiler;

/// <summary>
/// Lays out the steps of one tiled unit: which values live in scratch slots and which in storage, where repeated operands
/// are filled in, and which results must wait until the tile has read the old value in their place.
/// </summary>
internal sealed class FusedBinder(BoundGraph graph, Storage storage, Workspace workspace, WorkerPool workers, PlanUnit unit)
{
    private readonly List<TileStep> once = [];
    private readonly List<TileStep> steps = [];
    private readonly List<TileStep> stores = [];
    private readonly Dictionary<View, TileValue> values = [];

    /// <summary>The last of the unit's nodes that reads a value of the tile (a result, or a broadcast from some element on).</summary>
    private readonly Dictionary<View, int> lastUse = [];

    /// <summary>The same of regions.</summary>
    private readonly Dictionary<Region, int> lastRead = [];
    private readonly Stack<int> freeSlots = [];
    private int slots;

    /// <summary>The period of the values filled in once.</summary>
    private int period = 1;

    /// <summary>Where reductions let the elements be cut.</summary>
    private readonly TileGrid reductions = unit.Nodes.Select(graph.TiledReduction)
        .Aggregate(TileGrid.Free, (grid, found) => found is { } reduction ? grid.With(reduction.Grain, reduction.Block) : grid);

    /// <summary>The instruction.</summary>
    public FusedInstruction Bind()
    {
        // What is filled in comes first and sums come last, so that all operations between can be compiled as one.
        var sums = unit.Nodes.Where(node => graph.OpOf(node) is Op.Reduce).ToArray();
        var operations = unit.Nodes.Except(sums).ToArray();
        foreach (var node in operations.Concat(sums))
            foreach (var operand in TiledOperands(node))
                if (IsInTile(operand))
                    lastUse[graph.View(operand)] = node;
                else
                    lastRead[storage.Of(operand)] = node;
        foreach (var operand in operations.SelectMany(TiledOperands).Where(IsBroadcastOfOthers))
            Read(operand);
        foreach (var node in operations)
            Add(node);
        steps.AddRange(stores);
        foreach (var node in sums)
            Add(node);
        var grid = reductions.With(period, 1);
        workspace.Reserve(FusedInstruction.WorkspaceLength(grid, slots, workers.Threads));
        return new FusedInstruction(
            unit.Last, graph.Size(unit.Nodes[0]), [.. once], [.. steps], grid, slots,
            unit.Nodes.Sum(node => ElementwiseKernels.Work(graph.OpOf(node))), workspace, workers.Common<ChainCompiler>());
    }

    private int[] TiledOperands(int node) => graph.OpOf(node) is Op.Broadcast ? [] : graph.Operands[node];

    private bool IsInTile(int operand)
    {
        var root = graph.View(operand).Root;
        return graph.OpOf(root) is Op.Broadcast || Array.BinarySearch(unit.Nodes, root) >= 0;
    }

    private bool IsBroadcastOfOthers(int operand) =>
        graph.OpOf(graph.View(operand).Root) is Op.Broadcast && Array.BinarySearch(unit.Nodes, graph.View(operand).Root) < 0;

    private void Add(int node)
    {
        var operands = Array.ConvertAll(TiledOperands(node), Read);
        foreach (var key in TiledOperands(node).Where(IsInTile).Select(graph.View).Distinct())
            if (lastUse[key] == node && values[key] is { Region: null } value && !IsFixed(key))
                freeSlots.Push(value.Slot);
        if (graph.OpOf(node) is Op.Reduce reduce)
        {
            steps.Add(new TileStep.Reduce(node, storage.Of(node), reduce.Kind, graph.TiledReduction(node)!.Value, operands[0]));
            return;
        }

        var target = TargetOf(node);
        steps.Add(graph.OpOf(node) switch
        {
            Op.Unary unary => new TileStep.Unary(node, target, ElementwiseKernels.Of(unary.Kind), operands[0]),
            Op.Binary binary => new TileStep.Binary(node, target, ElementwiseKernels.Of(binary.Kind), operands[0], operands[1]),
            Op.Select => new TileStep.Select(node, target, operands[0], operands[1], operands[2]),
            Op.Broadcast => FillOf(node, 0, target),
            _ => throw new UnreachableException(),
        });
    }

    private TileValue Read(int operand)
    {
        if (!IsInTile(operand))
            return new TileValue(storage.Of(operand), -1);
        var key = graph.View(operand);
        if (values.TryGetValue(key, out var value))
            return value;
        // A slot filled once must not be one that an earlier step of the next tile writes.
        var isOnce = IsFilledOnce(key);
        value = isOnce ? new TileValue(null, slots++) : NewSlot();
        values.Add(key, value);
        (isOnce ? once : steps).Add(FillOf(key.Root, key.Offset, value));
        return value;
    }

    /// <summary>Whether a slot keeps its numbers from tile to tile, or until its value is stored at the end of the tile.</summary>
    private bool IsFixed(View key) => once.Exists(fill => fill.Target == values[key]) || stores.Exists(store => store.Node == key.Root);

    /// <summary>
    /// Whether all tiles see the same numbers of a broadcast, since it repeats itself in each of them a whole number of times. Tiles
    /// have one period and stay aligned.
    /// </summary>
    private bool IsFilledOnce(View broadcast)
    {
        var found = graph.Repetition(broadcast.Root).Period;
        if (found <= 1)
            return found == 1;
        if (found % ParameterStore.Alignment != 0 || (period != 1 && period != found)
            || reductions.With(found, 1).Grain > FusedInstruction.LongestTile)
            return false;
        period = found;
        return true;
    }

    private TileStep.Fill FillOf(int broadcast, int offset, TileValue target) => new(
        broadcast, target, graph.Repetition(broadcast), storage.Of(graph.Operands[broadcast][0]), offset);

    private TileValue TargetOf(int node)
    {
        TileValue target;
        if (!unit.Stored.Contains(node))
            target = NewSlot();
        else if (!lastRead.TryGetValue(storage.Of(node), out var last) || last <= node)
            target = new TileValue(storage.Of(node), -1);
        else
        {
            target = NewSlot();
            stores.Add(new TileStep.Store(node, new TileValue(storage.Of(node), -1), target));
        }

        values[new View(node, 0)] = target;
        return target;
    }

    private TileValue NewSlot() => new(null, freeSlots.TryPop(out var slot) ? slot : slots++);
}
