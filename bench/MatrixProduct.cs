namespace GmmVae.Bench;

/// <summary>The shape of a matrix product.</summary>
internal sealed record MatrixProduct(int Rows, int Columns, int Inner, bool TransposeLeft, bool TransposeRight)
{
    /// <summary>Multiplications and additions.</summary>
    public double Flop => 2.0 * Rows * Columns * Inner;

    /// <summary>The shape of a product in a graph.</summary>
    public static MatrixProduct Of(Graph graph, Node node, int batch)
    {
        var op = (Op.MatMul)node.Op;
        var left = graph.Nodes[node.Operands[0]].Shape.Bind(batch);
        var result = node.Shape.Bind(batch);
        return new(result[0], result[1], op.TransposeLeft ? left[0] : left[1], op.TransposeLeft, op.TransposeRight);
    }

    public override string ToString() => FormattableString.Invariant(
        $"[{Rows}, {Inner}]{(TransposeLeft ? " transposed" : "")} · [{Inner}, {Columns}]{(TransposeRight ? " transposed" : "")}");
}
