using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GmmVae.Engine;

/// <summary>A range of elements that a <see cref="FusedInstruction"/> takes through all its steps before the next range.</summary>
/// <param name="scratch">Slots of <paramref name="width"/> floats for values that live only within the tile.</param>
/// <param name="width">The largest number of elements of a tile.</param>
/// <param name="start">The first element.</param>
/// <param name="count">The number of elements.</param>
/// <param name="offset">Which place of a slot the first element has.</param>
internal readonly unsafe ref struct Tile(Span<float> scratch, int width, int start, int count, int offset = 0)
{
    private readonly Span<float> scratch = scratch;

    /// <summary>The first element.</summary>
    public int Start { get; } = start;

    /// <summary>The number of elements.</summary>
    public int Count { get; } = count;

    /// <summary>The elements of a value that this tile covers.</summary>
    public Span<float> this[TileValue value] => value.Region is { } region
        ? region.Span.Slice(Start, Count)
        : scratch.Slice((value.Slot * width) + offset, Count);

    /// <summary>The first of these elements, which lie in native memory.</summary>
    public float* Pointer(TileValue value) => value.Region is { } region
        ? region.Pointer + Start
        : (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(scratch)) + (value.Slot * width) + offset;

    /// <summary>The elements from one on.</summary>
    public Tile From(int element) => new(scratch, width, Start + element, Count - element, offset + element);
}
