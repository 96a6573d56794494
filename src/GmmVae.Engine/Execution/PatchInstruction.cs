using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>Images to their patches, or patches summed into images.</summary>
internal sealed class PatchInstruction(int node, bool isFold, PatchGrid grid, Region operand, Region output)
    : Instruction(node, isFold ? operand.Length : output.Length)
{
    private readonly int rows = (isFold ? output.Length : operand.Length) / grid.Image.Features;

    protected override ReadOnlySpan<float> Result => output.Span;

    public override void Run(int part, int parts)
    {
        if (isFold)
            Patches.Fold(grid, rows, operand.Span, output.Span, part, parts);
        else
            Patches.Unfold(grid, rows, operand.Span, output.Span, part, parts);
    }
}
