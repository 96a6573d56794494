namespace GmmVae.Engine;

/// <summary>A range of elements that a <see cref="FusedInstruction"/> takes through all its steps before the next range.</summary>
/// <param name="scratch">Slots of <paramref name="width"/> floats for values that live only within the tile.</param>
/// <param name="width">The largest number of elements of a tile.</param>
/// <param name="start">The first element.</param>
/// <param name="count">The number of elements.</param>
internal readonly ref struct Tile(Span<float> scratch, int width, int start, int count)
{
    private readonly Span<float> scratch = scratch;

    /// <summary>The first element.</summary>
    public int Start { get; } = start;

    /// <summary>The number of elements.</summary>
    public int Count { get; } = count;

    /// <summary>The elements of a value that this tile covers.</summary>
    public Span<float> this[TileValue value] => value.Region is { } region
        ? region.Span.Slice(Start, Count)
        : scratch.Slice(value.Slot * width, Count);
}
