namespace GmmVae.Engine;

/// <summary>
/// Several elementwise operations over the same elements, and reductions of their results, tile by tile: between two operations
/// a value stays in scratch near the processor, so memory is read and written once for all of them. Fusing changes no bits.
/// </summary>
internal sealed class FusedInstruction : Instruction
{
    /// <summary>The most elements of a tile, and so the longest row or period that a tile can hold a whole number of times.</summary>
    public const int LongestTile = 2048;

    /// <summary>Shorter tiles would cost more in calls than in work.</summary>
    private const int ShortestTile = 512;

    /// <summary>Floats of scratch that one worker should use: 64 KiB, not far from the first-level cache.</summary>
    private const int Scratch = 16384;

    /// <summary>Elements times steps from which compiling takes less time than it saves in a few hundred runs.</summary>
    private const int LeastCompiled = 1 << 15;

    private readonly TileStep[] once;
    private readonly TileStep[] steps;
    private readonly ITileWork[] tileWork;
    private readonly int size;
    private readonly int width;
    private readonly int block;
    private readonly int slots;
    private readonly Workspace workspace;

    /// <param name="node">The last node that it computes.</param>
    /// <param name="size">The number of elements that it goes through.</param>
    /// <param name="once">Steps whose result is the same for all tiles.</param>
    /// <param name="steps">The steps of each tile.</param>
    /// <param name="grid">Where the elements may be cut.</param>
    /// <param name="slots">The number of scratch slots that the steps use.</param>
    /// <param name="work">What the steps cost for one element, in additions.</param>
    /// <param name="workspace">Scratch of at least <see cref="WorkspaceLength"/> floats once allocated.</param>
    /// <param name="compiler">Compiles the steps where that pays.</param>
    public FusedInstruction(
        int node, int size, TileStep[] once, TileStep[] steps, TileGrid grid, int slots, int work, Workspace workspace, ChainCompiler compiler)
        : base(node, (long)size * work)
    {
        tileWork = (long)size * steps.Length < LeastCompiled
            ? steps
            : TileChain.Compile(steps, [.. once.OfType<TileStep.Fill>().Where(fill => fill.Repetition.IsOfScalar)], compiler, VectorPaths.Best);
        (this.once, this.steps, this.size, this.slots, this.workspace) = (once, steps, size, slots, workspace);
        width = Width(grid, slots);
        block = TileGrid.LeastCommonMultiple(width, grid.Block);
    }

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
