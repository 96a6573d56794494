using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>A matrix product.</summary>
internal sealed class MatMulInstruction(
    int node, Op.MatMul product, int rows, int columns, int inner, Region left, Region right, Region output, Workspace workspace)
    : Instruction(node, (long)rows * columns * inner / OperationsPerFloat)
{
    /// <summary>Multiply-adds in the time that an elementwise step takes for one float.</summary>
    private const int OperationsPerFloat = 8;

    private float[] largest = [];

    /// <summary>Among these numbers is the largest magnitude of the last result, NaN above infinity, once it is kept.</summary>
    public ReadOnlySpan<float> Largest => largest;

    protected override ReadOnlySpan<float> Result => output.Span;

    /// <summary>Keeps the largest magnitude from now on, of up to so many parts: cheaper than to look at the result later.</summary>
    public void KeepLargest(int parts) => largest = new float[parts * Gemm.LargestLength];

    public override void Run(int part, int parts) => Gemm.Multiply(
        VectorPaths.Best, product.TransposeLeft, product.TransposeRight, rows, columns, inner,
        left.Span, right.Span, output.Span, workspace.Span, largest, part, parts);
}
