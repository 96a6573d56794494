using GmmVae.Engine.Managed.Kernels;

namespace GmmVae.Engine.Managed.Runtime;

/// <summary>
/// Consecutive elementwise steps of a <see cref="FusedInstruction"/> as one loop whose values stay in registers, compiled while the
/// plan is (<see cref="ChainCompiler"/>). Each element goes through the same operations as step by step, so the bits are the same.
/// </summary>
internal sealed class TileChain : ITileWork
{
    private readonly TileStep[] steps;
    private readonly ChainProgram program;
    private readonly ChainKernel kernel;
    private readonly int lanes;

    private TileChain(TileStep[] steps, ChainProgram program, ChainCompiler compiler, VectorPath path) =>
        (this.steps, this.program, kernel, lanes) = (steps, program, compiler.Compile(program, path), VectorPaths.LanesOf(path));

    /// <summary>The same work with each run of at least two elementwise steps compiled.</summary>
    /// <param name="steps">The steps of a tile.</param>
    /// <param name="scalars">Steps run once whose slots hold one number.</param>
    /// <param name="compiler">Makes the code.</param>
    /// <param name="path">The instruction set.</param>
    public static ITileWork[] Compile(TileStep[] steps, TileStep.Fill[] scalars, ChainCompiler compiler, VectorPath path)
    {
        var work = new List<ITileWork>();
        for (var start = 0; start < steps.Length;)
        {
            var end = start;
            while (end < steps.Length && ChainProgram.CanHold(steps[end]))
                end++;
            if (end - start >= 2)
            {
                TileStep[] chain = steps[start..end];
                work.Add(new TileChain(chain, ChainProgram.Of(chain, steps[end..], scalars), compiler, path));
                start = end;
            }
            else
                work.Add(steps[start++]);
        }

        return [.. work];
    }

    public void Run(Tile tile)
    {
        var whole = tile.Count / lanes * lanes;
        Span<nint> operands = stackalloc nint[program.Operands.Length];
        for (var i = 0; i < program.Operands.Length; i++)
            operands[i] = program.Operands[i] is { Scalar: { } scalar } ? scalar.Address : tile.AddressOf(program.Operands[i].Value);
        kernel(operands, whole);
        if (whole == tile.Count)
            return;
        var rest = tile.From(whole);
        foreach (var step in steps)
            step.Run(rest);
    }
}
