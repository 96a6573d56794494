namespace GmmVae.Engine;

/// <summary>Waits for all neighbours: what follows may change what they have read before, or read what they have changed.</summary>
internal sealed class MeetInstruction(IRankGroup ranks) : Instruction(-1, 0)
{
    protected override ReadOnlySpan<float> Result => [];

    public override void Run(int part, int parts) => ranks.Meet();

    public override int RunChecked() => -1;
}
