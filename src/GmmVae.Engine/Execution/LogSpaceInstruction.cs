namespace GmmVae.Engine;

/// <summary>ln Σ eˣ over the last axis of [outer, inner], or x less it.</summary>
internal sealed class LogSpaceInstruction(int node, bool isSoftmax, int outer, int inner, Region operand, Region output)
    : Instruction(node, (long)outer * inner * TranscendentalWork)
{
    /// <summary>What an exponential costs, in elementwise steps.</summary>
    public const int TranscendentalWork = 4;

    protected override ReadOnlySpan<float> Result => output.Span;

    public override void Run(int part, int parts)
    {
        if (isSoftmax)
            LogSpace.LogSoftmax(operand.Span, outer, inner, output.Span, part, parts);
        else
            LogSpace.LogSumExp(operand.Span, outer, inner, output.Span, part, parts);
    }
}
