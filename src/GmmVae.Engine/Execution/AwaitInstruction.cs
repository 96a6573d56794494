namespace GmmVae.Engine;

/// <summary>Waits for a sum over all ranks, just before something reads it.</summary>
internal sealed class AwaitInstruction(RankSumInstruction sum) : Instruction(sum.Node, 0)
{
    protected override ReadOnlySpan<float> Result => [];

    public override void Run(int part, int parts) => sum.Await();

    public override int RunChecked() => -1;
}
