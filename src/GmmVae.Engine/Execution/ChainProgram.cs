namespace GmmVae.Engine;

/// <summary>What a <see cref="TileChain"/> computes, apart from where its operands are.</summary>
/// <param name="Operands">What it reads or writes outside of registers.</param>
/// <param name="Lines">Its operations in running order.</param>
internal sealed record ChainProgram(ChainOperand[] Operands, ChainLine[] Lines)
{
    /// <summary>Programs of equal text are the same code.</summary>
    public string Text => string.Join(';', Lines.Select(line => $"{line.Operation.Name} {string.Join(',', line.Arguments)}"));

    /// <summary>Whether a step acts on each element by itself.</summary>
    public static bool CanHold(TileStep step) => step is TileStep.Unary or TileStep.Binary or TileStep.Select or TileStep.Store;

    /// <summary>The program of some steps.</summary>
    /// <param name="steps">The steps.</param>
    /// <param name="later">Steps that follow in the same tile; what they read of slots is written there.</param>
    /// <param name="scalars">Slots that hold one number.</param>
    public static ChainProgram Of(TileStep[] steps, TileStep[] later, TileStep.Fill[] scalars)
    {
        var builder = new Builder(scalars);
        foreach (var step in steps)
            builder.Add(step);
        foreach (var slot in later.SelectMany(step => step.Read).Where(value => value.Region is null).Distinct())
            builder.Keep(slot);
        return new ChainProgram([.. builder.Operands], [.. builder.Lines]);
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

/// <summary>One operation of a chain; its result is named by its index.</summary>
/// <param name="Operation">The function, or one of the nested types.</param>
/// <param name="Arguments">The lines whose results it takes; of an operand, its index, and what is stored there.</param>
internal sealed record ChainLine(Type Operation, int[] Arguments)
{
    /// <summary>Reads an operand's elements.</summary>
    internal static class Load;

    /// <summary>Repeats an operand's one number.</summary>
    internal static class Repeat;

    /// <summary>Writes to an operand's elements.</summary>
    internal static class Store;
}
