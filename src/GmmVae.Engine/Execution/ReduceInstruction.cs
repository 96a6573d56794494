using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>A sum or maximum over the middle axis of [outer, middle, inner].</summary>
internal sealed class ReduceInstruction(
    int node, ReductionKind kind, ReducePass pass, Region operand, Region output)
    : Instruction(node, pass.Size == 1 ? 0 : (long)pass.Size * pass.Middle)
{
    protected override ReadOnlySpan<float> Result => output.Span;

    public override void Run(int part, int parts)
    {
        if (kind == ReductionKind.Sum)
            Reductions.Sum(operand.Span, pass.Outer, pass.Middle, pass.Inner, output.Span, part, parts);
        else
            Reductions.Max(operand.Span, pass.Outer, pass.Middle, pass.Inner, output.Span, part, parts);
    }
}
