namespace GmmVae.Engine;

/// <summary>
/// Several elementwise operations over the same elements, tile by tile: between two operations a value stays in scratch
/// that fits the first-level cache, so memory is read and written once for all of them. Fusing changes no bits.
/// </summary>
internal sealed class FusedInstruction : Instruction
{
    /// <summary>The longest period of a repeated value that is filled in only once, a whole number of times in each tile.</summary>
    public const int LongestPeriod = 512;

    /// <summary>Floats of scratch that one worker should use: half of a first-level cache of 48 KiB.</summary>
    private const int Scratch = 6144;

    private readonly TileStep[] once;
    private readonly TileStep[] steps;
    private readonly int size;
    private readonly int width;
    private readonly int slots;
    private readonly Workspace workspace;

    /// <param name="node">The last node that it computes.</param>
    /// <param name="size">The number of elements of every value.</param>
    /// <param name="once">Steps whose result is the same for all tiles.</param>
    /// <param name="steps">The steps of each tile.</param>
    /// <param name="period">What a tile's width is a multiple of.</param>
    /// <param name="slots">The number of scratch slots that the steps use.</param>
    /// <param name="work">What the steps cost for one element, in additions.</param>
    /// <param name="workspace">Scratch of at least <see cref="WorkspaceLength"/> floats once allocated.</param>
    public FusedInstruction(
        int node, int size, TileStep[] once, TileStep[] steps, int period, int slots, int work, Workspace workspace)
        : base(node, (long)size * work)
    {
        (this.once, this.steps, this.size, this.slots, this.workspace) = (once, steps, size, slots, workspace);
        width = Width(period, slots);
    }

    protected override ReadOnlySpan<float> Result => [];

    /// <summary>The scratch that an instruction with that many slots needs for some workers together.</summary>
    public static int WorkspaceLength(int period, int slots, int parts) => checked(slots * Width(period, slots) * parts);

    public override void Run(int part, int parts)
    {
        var (start, end) = Share.Of(size, width, part, parts);
        if (start >= end)
            return;
        var scratch = ScratchOf(part);
        RunOnce(scratch);
        for (; start < end; start += width)
        {
            var tile = new Tile(scratch, width, start, Math.Min(width, end - start));
            foreach (var step in steps)
                step.Run(tile);
        }
    }

    /// <summary>Also finds numbers that are not finite inside the tile and that later steps hide.</summary>
    public override int RunChecked()
    {
        var scratch = ScratchOf(0);
        var first = steps.Length;
        RunOnce(scratch);
        for (var start = 0; start < size; start += width)
        {
            var tile = new Tile(scratch, width, start, Math.Min(width, size - start));
            for (var i = 0; i < steps.Length; i++)
            {
                steps[i].Run(tile);
                if (i < first && !NumericGuard.IsSound(tile[steps[i].Target]))
                    first = i;
            }
        }

        return first == steps.Length ? -1 : steps[first].Node;
    }

    private void RunOnce(Span<float> scratch)
    {
        foreach (var step in once)
            step.Run(new Tile(scratch, width, 0, Math.Min(width, size)));
    }

    private static int Width(int period, int slots) =>
        Math.Clamp(Scratch / Math.Max(slots, 1) / 64 * 64, LongestPeriod, 2048) / period * period;

    private Span<float> ScratchOf(int part) => workspace.Span.Slice(part * slots * width, slots * width);
}
