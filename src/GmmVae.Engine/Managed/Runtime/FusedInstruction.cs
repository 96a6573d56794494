using GmmVae.Domain.Graphs;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Managed.Kernels;

namespace GmmVae.Engine.Managed.Runtime;

/// <summary>
/// Several elementwise operations over the same elements, and reductions of their results, tile by tile: between two operations
/// a value stays in scratch near the processor, so memory is read and written once for all of them. Fusing changes no bits.
/// </summary>
/// <param name="node">The last node that it computes.</param>
/// <param name="size">The number of elements that it goes through.</param>
/// <param name="once">Steps whose result is the same for all tiles.</param>
/// <param name="steps">The steps of each tile.</param>
/// <param name="grid">Where the elements may be cut.</param>
/// <param name="slots">The number of scratch slots that the steps use.</param>
/// <param name="work">What the steps cost for one element, in additions.</param>
/// <param name="workspace">Scratch of at least <see cref="WorkspaceLength"/> floats once allocated.</param>
/// <param name="compiler">Compiles the steps where that pays.</param>
internal sealed class FusedInstruction(
    int node, int size, TileStep[] once, TileStep[] steps, TileGrid grid, int slots, int work, Workspace workspace, ChainCompiler compiler)
    : Instruction(node, (long)size * work)
{
    /// <summary>The most elements of a tile, and so the longest row or period that a tile can hold a whole number of times.</summary>
    public const int LongestTile = 2048;

    /// <summary>Shorter tiles would cost more in calls than in work.</summary>
    private const int ShortestTile = 512;

    /// <summary>Floats of scratch that one worker should use: 64 KiB, not far from the first-level cache.</summary>
    private const int Scratch = 16384;

    /// <summary>Elements times steps from which compiling takes less time than it saves in a few hundred runs.</summary>
    private const int LeastCompiled = 1 << 15;

    private readonly int width = Width(grid, slots);
    private readonly int block = TileGrid.LeastCommonMultiple(Width(grid, slots), grid.Block);
    private readonly ITileWork[] tileWork = (long)size * steps.Length < LeastCompiled
        ? steps
        : TileChain.Compile(
            steps, [.. once.OfType<TileStep.Fill>().Where(fill => fill.Repetition.IsOfScalar)], compiler, VectorPaths.Best);

    protected override ReadOnlySpan<float> Result => [];

    /// <summary>The scratch that an instruction with that many slots needs for some workers together.</summary>
    public static int WorkspaceLength(TileGrid grid, int slots, int parts) => checked(slots * Width(grid, slots) * parts);

    public override void Run(int part, int parts)
    {
        var (start, end) = Share.Of(size, block, part, parts);
        if (start >= end)
            return;
        var first = part * slots * width;
        RunOnce(first);
        for (; start < end; start += width)
        {
            var tile = new Tile(workspace.Arena, first, width, start, Math.Min(width, end - start));
            foreach (var step in tileWork)
                step.Run(tile);
        }
    }

    /// <summary>Also finds numbers that are not finite inside the tile and that later steps hide.</summary>
    public override int RunChecked()
    {
        var first = steps.Length;
        RunOnce(0);
        for (var start = 0; start < size; start += width)
        {
            var tile = new Tile(workspace.Arena, 0, width, start, Math.Min(width, size - start));
            for (var i = 0; i < steps.Length; i++)
            {
                steps[i].Run(tile);
                if (i < first && !NumericGuard.IsSound(steps[i].Written(tile)))
                    first = i;
            }
        }

        return first == steps.Length ? -1 : steps[first].Node;
    }

    private void RunOnce(int slot)
    {
        foreach (var step in once)
            step.Run(new Tile(workspace.Arena, slot, width, 0, Math.Min(width, size)));
    }

    private static int Width(TileGrid grid, int slots) =>
        Math.Max(Math.Clamp(Scratch / Math.Max(slots, 1) / 64 * 64, ShortestTile, LongestTile) / grid.Grain, 1) * grid.Grain;
}

/// <summary>Something to do with each tile of a <see cref="FusedInstruction"/>.</summary>
internal interface ITileWork
{
    /// <summary>Computes the elements of one tile.</summary>
    void Run(Tile tile);
}

/// <summary>A range of elements that a <see cref="FusedInstruction"/> takes through all its steps before the next range.</summary>
/// <param name="scratch">Where slots for values that live only within the tile are.</param>
/// <param name="slots">The first float of the first slot.</param>
/// <param name="width">The floats of a slot: the largest number of elements of a tile.</param>
/// <param name="start">The first element.</param>
/// <param name="count">The number of elements.</param>
/// <param name="offset">Which place of a slot the first element has.</param>
internal readonly ref struct Tile(Arena scratch, int slots, int width, int start, int count, int offset = 0)
{
    /// <summary>The first element.</summary>
    public int Start { get; } = start;

    /// <summary>The number of elements.</summary>
    public int Count { get; } = count;

    /// <summary>The elements of a value that this tile covers.</summary>
    public Span<float> this[TileValue value] => value.Region is { } region
        ? region.Span.Slice(Start, Count)
        : scratch.Span(FirstOf(value), Count);

    /// <summary>Where the first of these elements is.</summary>
    public nint AddressOf(TileValue value) => value.Region is { } region
        ? region.Address + (Start * sizeof(float))
        : scratch.AddressOf(FirstOf(value));

    /// <summary>The elements from one on.</summary>
    public Tile From(int element) => new(scratch, slots, width, Start + element, Count - element, offset + element);

    private int FirstOf(TileValue value) => slots + (value.Slot * width) + offset;
}

/// <summary>One operation of a <see cref="FusedInstruction"/>.</summary>
/// <param name="Node">The node of the graph that it computes.</param>
/// <param name="Target">Where the result goes.</param>
internal abstract record TileStep(int Node, TileValue Target) : ITileWork
{
    /// <summary>The values of the tile that it reads, as arguments of <see cref="Operation"/>.</summary>
    public virtual TileValue[] Read => [];

    /// <summary>The function of one element, if it is one.</summary>
    public virtual Type? Operation => null;

    public abstract void Run(Tile tile);

    /// <summary>What it wrote of one tile.</summary>
    public virtual ReadOnlySpan<float> Written(Tile tile) => tile[Target];

    /// <summary>A function of one operand.</summary>
    internal sealed record Unary(int Node, TileValue Target, UnaryFunction Function, TileValue X) : TileStep(Node, Target)
    {
        public override TileValue[] Read => [X];

        public override Type Operation => Function.Operation;

        public override void Run(Tile tile) => Function.Kernel(tile[X], tile[Target]);
    }

    /// <summary>A function of two operands.</summary>
    internal sealed record Binary(int Node, TileValue Target, BinaryFunction Function, TileValue A, TileValue B)
        : TileStep(Node, Target)
    {
        public override TileValue[] Read => [A, B];

        public override Type Operation => Function.Operation;

        public override void Run(Tile tile) => Function.Kernel(tile[A], tile[B], tile[Target]);
    }

    /// <summary>One operand or the other.</summary>
    internal sealed record Select(int Node, TileValue Target, TileValue Condition, TileValue A, TileValue B)
        : TileStep(Node, Target)
    {
        public override TileValue[] Read => [Condition, A, B];

        public override Type Operation => typeof(SelectOperation);

        public override void Run(Tile tile) => Elementwise.Select(tile[Condition], tile[A], tile[B], tile[Target]);
    }

    /// <summary>A repeated value.</summary>
    internal sealed record Fill(int Node, TileValue Target, Repetition Repetition, Region Source, int Offset)
        : TileStep(Node, Target)
    {
        public override void Run(Tile tile) => Repetition.Fill(Source.Span, Offset + tile.Start, tile[Target]);
    }

    /// <summary>Sums or maxima of the tile's elements.</summary>
    internal sealed record Reduce(int Node, Region Result, ReductionKind Kind, TiledReduction Shape, TileValue X)
        : TileStep(Node, new TileValue(Result, -1))
    {
        public override TileValue[] Read => [X];

        public override void Run(Tile tile)
        {
            if (Kind == ReductionKind.Sum)
                Reductions.SumRange(tile[X], tile.Start, Shape.Middle, Shape.Inner, Result.Span);
            else
                Reductions.MaxRange(tile[X], tile.Start, Shape.Middle, Shape.Inner, Result.Span);
        }

        public override ReadOnlySpan<float> Written(Tile tile)
        {
            var (first, last) = (tile.Start / Shape.Block, (tile.Start + tile.Count - 1) / Shape.Block);
            return Result.Span[(first * Shape.Inner)..((last + 1) * Shape.Inner)];
        }
    }

    /// <summary>Moves a value out of the tile once nothing in the tile reads the old one any more.</summary>
    internal sealed record Store(int Node, TileValue Target, TileValue X) : TileStep(Node, Target)
    {
        public override TileValue[] Read => [X];

        public override void Run(Tile tile) => tile[X].CopyTo(tile[Target]);
    }
}

/// <summary>Where a step of a <see cref="FusedInstruction"/> finds or leaves numbers: a region, or a slot of scratch.</summary>
/// <param name="Region">The whole value, if it lives outside the tile.</param>
/// <param name="Slot">Else the slot.</param>
internal readonly record struct TileValue(Region? Region, int Slot);
