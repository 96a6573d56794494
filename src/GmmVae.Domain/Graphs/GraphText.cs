using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace GmmVae.Domain.Graphs;

/// <summary>A stable, readable text form of a graph: a line a node, then a line an output.</summary>
public static class GraphText
{
    /// <summary>The text; equal graphs give equal text on every machine.</summary>
    public static string Write(Graph graph)
    {
        var text = new StringBuilder();
        for (var i = 0; i < graph.Nodes.Count; i++)
        {
            var node = graph.Nodes[i];
            text.Append(CultureInfo.InvariantCulture,
                $"%{i} = {Describe(node.Op)}({string.Join(", ", node.Operands.Select(Position))}) : {node.Shape}");
            if (node.Provenance.Length > 0)
                text.Append("  # ").Append(node.Provenance);
            text.Append('\n');
        }

        foreach (var output in graph.Outputs)
            text.Append(output.Name).Append(" = ").Append(Position(output.Node))
                .Append(output.Replaces.Match(name => $" -> {name}", () => "")).Append('\n');
        return text.ToString();
    }

    /// <summary>One operation without its operands: <c>matmul[right transposed]</c>.</summary>
    public static string Describe(Op op) => op switch
    {
        Op.Input input => $"{Word(input.Role)} \"{input.Name}\"",
        Op.Constant constant =>
            $"constant [{string.Join(", ", constant.Values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)))}]",
        Op.Length length => $"length {length.Extent}",
        Op.Unary unary => Word(unary.Kind),
        Op.Binary binary => Word(binary.Kind),
        Op.Select => "select",
        Op.MatMul(var left, var right) => (left, right) switch
        {
            (false, false) => "matmul",
            (true, false) => "matmul[left transposed]",
            (false, true) => "matmul[right transposed]",
            (true, true) => "matmul[both transposed]",
        },
        Op.Reduce reduce => $"{Word(reduce.Kind)} over {Axes(reduce.Axes)}",
        Op.LogSumExp => "logsumexp",
        Op.LogSoftmax => "logsoftmax",
        Op.Broadcast broadcast => $"broadcast along {Axes(broadcast.Axes)}",
        Op.Reshape => "reshape",
        Op.Slice slice => FormattableString.Invariant($"slice axis {slice.Axis} from {slice.Start}"),
        Op.Concatenate concatenate => FormattableString.Invariant($"concatenate axis {concatenate.Axis}"),
        Op.Unfold unfold => $"unfold {unfold.Grid}",
        Op.Fold fold => $"fold {fold.Grid} into {fold.Grid.Image}",
        Op.StopGradient => "stopgradient",
        Op.RankSum => "ranksum",
        _ => throw new UnreachableException(),
    };

    private static string Position(int position) => FormattableString.Invariant($"%{position}");

    private static string Word<T>(T kind)
        where T : struct, Enum => kind.ToString().ToLowerInvariant();

    private static string Axes(IEnumerable<int> axes) => string.Join(",", axes.Select(axis => axis.ToString(CultureInfo.InvariantCulture)));
}
