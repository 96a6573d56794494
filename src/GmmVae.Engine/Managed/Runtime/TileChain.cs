using GmmVae.Engine.Engines;
using GmmVae.Engine.Managed.Kernels;

namespace GmmVae.Engine.Managed.Runtime;

/// <summary>
/// Consecutive elementwise steps of a <see cref="FusedInstruction"/> as one loop whose values stay in registers, compiled while the
/// plan is (<see cref="ChainCompiler"/>). Each element goes through the same operations as step by step, so the bits are the same.
/// </summary>
internal sealed class TileChain : ITileWork
{
    private readonly TileStep[] steps;
    private readonly ChainOperand[] operands;
    private readonly ChainKernel kernel;
    private readonly int lanes;

    private TileChain(TileStep[] steps, TileProgram program, ChainCompiler compiler, VectorPath path) =>
        (this.steps, operands, kernel, lanes) = (steps, program.Operands, compiler.Compile(program.Code, path), VectorPaths.LanesOf(path));

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
            while (end < steps.Length && TileProgram.CanHold(steps[end]))
                end++;
            if (end - start >= 2)
            {
                TileStep[] chain = steps[start..end];
                work.Add(new TileChain(chain, TileProgram.Of(chain, steps[end..], scalars), compiler, path));
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
        Span<nint> addresses = stackalloc nint[operands.Length];
        for (var i = 0; i < operands.Length; i++)
            addresses[i] = operands[i] is { Scalar: { } scalar } ? scalar.Address : tile.AddressOf(operands[i].Value);
        kernel(addresses, whole);
        if (whole == tile.Count)
            return;
        var rest = tile.From(whole);
        foreach (var step in steps)
            step.Run(rest);
    }
}

/// <summary>What a <see cref="TileChain"/> computes, and where its operands are.</summary>
/// <param name="Code">What it computes.</param>
/// <param name="Operands">What it reads or writes outside of registers.</param>
internal sealed record TileProgram(ChainProgram Code, ChainOperand[] Operands)
{
    /// <summary>Whether a step acts on each element by itself.</summary>
    public static bool CanHold(TileStep step) => step is TileStep.Unary or TileStep.Binary or TileStep.Select or TileStep.Store;

    /// <summary>The program of some steps.</summary>
    /// <param name="steps">The steps.</param>
    /// <param name="later">Steps that follow in the same tile; what they read of slots is written there.</param>
    /// <param name="scalars">Slots that hold one number.</param>
    public static TileProgram Of(TileStep[] steps, TileStep[] later, TileStep.Fill[] scalars)
    {
        var builder = new Builder(scalars);
        foreach (var step in steps)
            builder.Add(step);
        foreach (var slot in later.SelectMany(step => step.Read).Where(value => value.Region is null).Distinct())
            builder.Keep(slot);
        return new TileProgram(new ChainProgram(builder.Operands.Count, [.. builder.Lines]), [.. builder.Operands]);
    }

    private sealed class Builder(TileStep.Fill[] scalars)
    {
        private readonly Dictionary<TileValue, int> lineOf = [];
        private readonly HashSet<TileValue> written = [];

        public List<ChainOperand> Operands { get; } = [];

        public List<ChainLine> Lines { get; } = [];

        public void Add(TileStep step)
        {
            var line = step is TileStep.Store store
                ? LineOf(store.X)
                : Append(new ChainLine(step.Operation!, [.. step.Read.Select(LineOf)]));
            lineOf[step.Target] = line;
            written.Add(step.Target);
            if (step.Target.Region is not null)
                Store(step.Target, line);
        }

        public void Keep(TileValue slot)
        {
            if (written.Contains(slot))
                Store(slot, lineOf[slot]);
        }

        private int LineOf(TileValue value)
        {
            if (lineOf.TryGetValue(value, out var line))
                return line;
            var scalar = System.Array.Find(scalars, fill => fill.Target == value);
            Operands.Add(new ChainOperand(value, scalar?.Source));
            return lineOf[value] = Append(new ChainLine(
                scalar is null ? typeof(ChainLine.Load) : typeof(ChainLine.Repeat), [Operands.Count - 1]));
        }

        private void Store(TileValue target, int line)
        {
            Operands.Add(new ChainOperand(target, null));
            Append(new ChainLine(typeof(ChainLine.Store), [Operands.Count - 1, line]));
        }

        private int Append(ChainLine line)
        {
            Lines.Add(line);
            return Lines.Count - 1;
        }
    }
}

/// <summary>Where a chain reads or writes.</summary>
/// <param name="Value">The elements of the tile.</param>
/// <param name="Scalar">The one number that all of them are, if so.</param>
internal readonly record struct ChainOperand(TileValue Value, Region? Scalar);
