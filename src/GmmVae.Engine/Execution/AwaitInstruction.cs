namespace GmmVae.Engine;

/// <summary>Waits for sums over all ranks, just before something reads one of them.</summary>
internal sealed class AwaitInstruction(RankSumInstruction[] sums, IRankGroup ranks) : Instruction(sums[^1].Node, 0)
{
    protected override ReadOnlySpan<float> Result => [];

    public override void Run(int part, int parts)
    {
        ranks.Meet();
        foreach (var sum in sums)
            sum.Await();
    }

    public override int RunChecked() => -1;
}
