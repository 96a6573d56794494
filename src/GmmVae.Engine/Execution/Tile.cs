namespace GmmVae.Engine;

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
