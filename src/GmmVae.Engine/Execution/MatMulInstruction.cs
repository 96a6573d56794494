using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>A matrix product.</summary>
internal sealed class MatMulInstruction(
    int node, Op.MatMul product, int rows, int columns, int inner, Region left, Region right, Region output, Workspace workspace)
    : Instruction(node, (long)rows * columns * inner / OperationsPerFloat)
{
    /// <summary>Multiply-adds in the time that an elementwise step takes for one float.</summary>
    private const int OperationsPerFloat = 8;

    protected override ReadOnlySpan<float> Result => output.Span;

    public override void Run(int part, int parts) => Gemm.Multiply(
        product.TransposeLeft, product.TransposeRight, rows, columns, inner,
        left.Span, right.Span, output.Span, workspace.Span, part, parts);
}
