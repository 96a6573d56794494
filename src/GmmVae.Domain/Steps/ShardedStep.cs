using GmmVae.Domain.Graphs;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain.Steps;

/// <summary>
/// A training step cut into shards, equal runs of the batch's rows: whatever adds up over the batch (gradients of weights, batch
/// statistics, means of terms) is summed for each shard by itself, and these sums in a binary tree. A rank has neighbouring
/// shards, so its part of the tree is its own, and <see cref="Op.RankSum"/> is the rest of it. So the bits depend on the number of
/// shards and not on the number of ranks.
/// </summary>
internal static class ShardedStep
{
    /// <summary>What one rank computes of a step. The plan of the result binds the rows of a shard as its batch; data and noise have the
    /// rows of all the rank's shards.</summary>
    /// <param name="graph">The step on a whole batch.</param>
    /// <param name="shards">Shards of the batch, a power of two.</param>
    /// <param name="ranks">Ranks, a power of two that is at most <paramref name="shards"/>.</param>
    /// <exception cref="NotSupportedException">Something couples rows in another way than by a sum over the first axis.</exception>
    public static Graph Of(Graph graph, int shards, int ranks)
    {
        if (shards == 1)
            return graph;
        var local = shards / ranks;
        var builder = new GraphBuilder();
        var moved = new Sym[graph.Nodes.Count];
        for (var i = 0; i < moved.Length; i++)
        {
            var node = graph.Nodes[i];
            Sym[] operands = [.. node.Operands.Map(operand => moved[operand])];
            moved[i] = builder.Within(node.Provenance, () => Couples(graph, node)
                ? OverRanks(Tree(node.Op, operands, local), ranks)
                : builder.Add(Widened(node.Op, shards, local), operands));
        }

        foreach (var output in graph.Outputs)
            builder.Output(output.Name, moved[output.Node], output.Replaces);
        return builder.Build();
    }

    /// <summary>Whether a node leaves the batch's axis behind.</summary>
    private static bool Couples(Graph graph, Node node) =>
        !HasRows(node.Shape) && node.Operands.Exists(operand => HasRows(graph.Nodes[operand].Shape));

    private static bool HasRows(Shape shape) => shape.Extents.Exists(extent => extent.IsBatch);

    /// <summary>The operation with the rows of all the rank's shards; a length counts the whole batch.</summary>
    private static Op Widened(Op op, int shards, int local) => op switch
    {
        Op.Input input => input with { Shape = Widened(input.Shape, local) },
        Op.Length length => new Op.Length(Widened(length.Extent, shards)),
        Op.Broadcast broadcast => broadcast with { Shape = Widened(broadcast.Shape, local) },
        Op.Reshape reshape => new Op.Reshape(Widened(reshape.Shape, local)),
        _ => op,
    };

    private static Shape Widened(Shape shape, int times) => new(shape.Extents.Map(extent => Widened(extent, times)));

    private static Extent Widened(Extent extent, int times) => extent.IsBatch ? extent * times : extent;

    private static Sym Tree(Op op, Sym[] operands, int local)
    {
        var sums = op is Op.Reduce { Kind: ReductionKind.Sum } or Op.MatMul { TransposeLeft: true, TransposeRight: false }
            ? toArray(Enumerable.Range(0, local).Select(shard =>
                operands[0].Builder.Add(op, [.. operands.Select(operand => Rows(operand, shard, local))])))
            : throw new NotSupportedException($"{GraphText.Describe(op)} couples the rows of a batch; only sums can be cut into shards.");
        while (sums.Count > 1)
            sums = toArray(Enumerable.Range(0, sums.Count / 2).Select(pair => sums[2 * pair] + sums[(2 * pair) + 1]));
        return sums[0];
    }

    /// <summary>The rows of one shard.</summary>
    private static Sym Rows(Sym all, int shard, int local)
    {
        var rows = all.Shape[0];
        if (!rows.IsBatch)
            throw new NotSupportedException($"The batch is not the first axis of {all.Shape}; only sums over the first axis can be cut into shards.");
        var part = new Extent(rows.Factor / local, true);
        Extent[] others = [.. all.Shape.Extents.Skip(1)];
        return local == 1 ? all : all.Reshape([local, part, .. others]).Slice(0, shard, 1).Reshape([part, .. others]);
    }

    private static Sym OverRanks(Sym sum, int ranks) => ranks == 1 ? sum : sum.Builder.Add(new Op.RankSum(), sum);
}
