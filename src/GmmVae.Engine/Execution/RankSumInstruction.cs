namespace GmmVae.Engine;

/// <summary>Begins the sum of a value over all ranks; <see cref="AwaitInstruction"/> ends it.</summary>
internal sealed class RankSumInstruction(int node, Region operand, Region output, Region received, int slot, IRankGroup ranks)
    : Instruction(node, 0)
{
    /// <summary>This rank's part: what is awaited is checked with what reads it.</summary>
    protected override ReadOnlySpan<float> Result => operand.Span;

    public override void Run(int part, int parts)
    {
        if (operand != output)
            operand.Span.CopyTo(output.Span);
        ranks.BeginSum(output.Span, received.Span, slot);
    }

    /// <summary>Waits for the sum.</summary>
    public void Await() => ranks.EndSum(output.Span, received.Span, slot);

    /// <summary>Checks this rank's part only, since ranks may find different numbers wrong and then no longer meet.</summary>
    public override int RunChecked()
    {
        operand.Span.CopyTo(output.Span);
        return NumericGuard.IsSound(Result) ? -1 : Node;
    }
}
