using System.Diagnostics;
using GmmVae.Domain.Graphs;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Managed.Kernels;
using GmmVae.Engine.Managed.Runtime;

namespace GmmVae.Engine.Managed.Compiler;

/// <summary>Turns the units of a plan into its instructions: neighbouring steps of Adam into one, any other unit by itself.</summary>
internal sealed class UnitBinder(ScheduledPlan schedule, Storage storage, InstructionBinder others)
{
    private readonly PlanUnit[] units = schedule.Units;
    private readonly RankPlan ranks = schedule.Ranks;
    private readonly AdamUnit?[] steps = schedule.Ranks.Steps;

    /// <summary>
    /// The instructions in running order. Sums over ranks are awaited before their first reader, or where the part that begins them
    /// ends.
    /// </summary>
    public IEnumerable<(PlanPart Part, Instruction Instruction)> Bind()
    {
        for (var position = 0; position < units.Length;)
        {
            var part = units[position].Part;
            foreach (var sum in position > 0 && units[position - 1].Part != part ? ranks.TakeAll() : ranks.Take(units[position].Reads))
                yield return (units[Math.Max(0, position - 1)].Part, sum);
            if (steps[position] is null)
                foreach (var instruction in others.Bind(units[position], position++))
                    yield return (part, instruction);
            else
            {
                var run = RunFrom(position);
                position += run.Length;
                yield return (part, Adam(run, units[position - 1].Last));
            }
        }

        foreach (var sum in ranks.TakeAll())
            yield return (units[^1].Part, sum);
    }

    /// <summary>The steps from a position on that have the same scalars, and none of which reads or replaces what another
    /// replaces.</summary>
    private AdamUnit[] RunFrom(int position)
    {
        var run = new List<AdamUnit>();
        var roots = steps[position]!.Factors.Where(node => node >= 0).Select(Root).ToHashSet();
        for (; position < units.Length && steps[position] is { } step
            && step.Factors.SequenceEqual(steps[position - run.Count]!.Factors); position++)
        {
            if (!step.Replaced.Append(step.Gradient).Select(Root).All(roots.Add))
                break;
            run.Add(step);
        }

        return [.. run];
    }

    private AdamInstruction Adam(AdamUnit[] run, int node) => new(
        node,
        [.. run.Select(step => new AdamSegment(
            Mine(step.Gradient), Mine(step.Replaced[0]), Mine(step.Replaced[1]), Mine(step.Replaced[2]),
            step.Replaced.Length > 3 ? Mine(step.Replaced[3]) : null))],
        [.. run[0].Factors.Select(factor => factor < 0 ? null : storage.Of(factor))]);

    private Region Mine(int node) => ranks.Mine(storage.Of(node));

    private int Root(int node) => schedule.Graph.View(node).Root;
}

/// <summary>Turns units into instructions over their storage.</summary>
internal sealed class InstructionBinder(BoundGraph graph, Storage storage, Workspace workspace, WorkerPool workers, RankPlan ranks)
{
    /// <summary>The instructions of a unit in running order.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="position">Its place among all units.</param>
    public IEnumerable<Instruction> Bind(PlanUnit unit, int position)
    {
        var node = unit.Last;
        return unit.IsTiled ? [new FusedBinder(graph, storage, workspace, workers, unit).Bind()] : graph.OpOf(node) switch
        {
            Op.MatMul product => [MatMul(node, product)],
            Op.Reduce reduce => Reduce(node, reduce, position),
            Op.LogSumExp => [LogSpace(node, false)],
            Op.LogSoftmax => [LogSpace(node, true)],
            Op.Slice slice => [Slice(node, slice)],
            Op.Concatenate concatenate => Concatenate(node, concatenate.Axis),
            Op.Unfold unfold => [new PatchInstruction(node, isFold: false, unfold.Grid, Operand(node), storage.Of(node))],
            Op.Fold fold => [new PatchInstruction(node, isFold: true, fold.Grid, Operand(node), storage.Of(node))],
            Op.RankSum => [ranks.Bind(node, Operand(node), storage)],
            _ => throw new UnreachableException(),
        };
    }

    private Region Operand(int node) => storage.Of(graph.Operands[node][0]);

    private MatMulInstruction MatMul(int node, Op.MatMul product)
    {
        var (left, right) = (graph.Operands[node][0], graph.Operands[node][1]);
        var (rows, columns) = (graph.Dimensions(node)[0], graph.Dimensions(node)[1]);
        var inner = graph.Dimensions(left)[product.TransposeLeft ? 0 : 1];
        workspace.Reserve(Gemm.WorkspaceLength(rows, inner, workers.Threads));
        return new MatMulInstruction(
            node, product, rows, columns, inner, storage.Of(left), storage.Of(right), storage.Of(node), workspace);
    }

    private IEnumerable<Instruction> Reduce(int node, Op.Reduce reduce, int unit)
    {
        var passes = ReducePass.Of(graph.Dimensions(graph.Operands[node][0]), reduce);
        var source = Operand(node);
        var start = 0;
        for (var i = 0; i < passes.Length; i++)
        {
            var pass = passes[i];
            var isLast = i == passes.Length - 1;
            var target = isLast ? storage.Of(node) : storage.OfTemporary(unit, start, pass.Size);
            start += ParameterStore.RoundUp(pass.Size);
            yield return new ReduceInstruction(node, reduce.Kind, pass, source, target);
            source = target;
        }
    }

    private LogSpaceInstruction LogSpace(int node, bool isSoftmax)
    {
        var operand = Operand(node);
        var inner = graph.Dimensions(graph.Operands[node][0])[^1];
        return new LogSpaceInstruction(
            node, isSoftmax, inner == 0 ? 0 : operand.Length / inner, inner, operand, storage.Of(node));
    }

    private CopyInstruction Slice(int node, Op.Slice slice)
    {
        var operand = graph.Operands[node][0];
        var dimensions = graph.Dimensions(node);
        var blocks = BoundGraph.Product(dimensions.AsSpan(0, slice.Axis));
        var inner = BoundGraph.Product(dimensions.AsSpan(slice.Axis + 1));
        var source = storage.Of(operand);
        var skipped = slice.Start * inner;
        return new CopyInstruction(
            node, blocks, slice.Count * inner, source.Slice(skipped, source.Length - skipped),
            graph.Dimensions(operand)[slice.Axis] * inner, storage.Of(node), slice.Count * inner);
    }

    private IEnumerable<Instruction> Concatenate(int node, int axis)
    {
        var dimensions = graph.Dimensions(node);
        var blocks = BoundGraph.Product(dimensions.AsSpan(0, axis));
        var inner = BoundGraph.Product(dimensions.AsSpan(axis + 1));
        var target = storage.Of(node);
        var start = 0;
        foreach (var operand in graph.Operands[node])
        {
            var length = graph.Dimensions(operand)[axis] * inner;
            yield return new CopyInstruction(
                node, blocks, length, storage.Of(operand), length,
                target.Slice(start, target.Length - start), dimensions[axis] * inner);
            start += length;
        }
    }
}
