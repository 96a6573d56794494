namespace GmmVae.Engine;

/// <summary>
/// Begins the sum of a value over all ranks; <see cref="AwaitInstruction"/> ends it. Neighbours read each other's parts where they are, so that each adds up only
/// what it needs; then one of each machine exchanges sums with the others.
/// </summary>
/// <param name="node">The node that it computes.</param>
/// <param name="operand">This rank's part.</param>
/// <param name="output">The sum.</param>
/// <param name="shared">Where neighbours find the parts.</param>
/// <param name="received">Room for what other machines send.</param>
/// <param name="slot">The number of the sum.</param>
/// <param name="ranks">Who compute the parts.</param>
internal sealed class RankSumInstruction(
    int node, Region operand, Region output, SharedSum shared, Region received, int slot, IRankGroup ranks)
    : Instruction(node, 0)
{
    /// <summary>This rank's part: what is awaited is checked with what reads it.</summary>
    protected override ReadOnlySpan<float> Result => operand.Span;

    private bool HasOtherMachines => ranks.Count > ranks.Neighbours;

    public override void Run(int part, int parts)
    {
        shared.Bring(operand);
        if (!HasOtherMachines)
            return;
        ranks.Meet();
        shared.AddUp();
        ranks.BeginSum(shared.Sum, received.Span, slot, ranks.Neighbours);
    }

    /// <summary>Waits for the sum; neighbours have met.</summary>
    public void Await()
    {
        if (HasOtherMachines)
            ranks.EndSum(shared.Sum, received.Span, slot, ranks.Neighbours);
        else
            shared.AddUp();
    }

    /// <summary>Checks this rank's part only, since ranks may find different numbers wrong and then no longer meet.</summary>
    public override int RunChecked()
    {
        operand.Span.CopyTo(output.Span);
        return NumericGuard.IsSound(Result) ? -1 : Node;
    }
}
