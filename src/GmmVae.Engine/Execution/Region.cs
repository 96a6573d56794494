namespace GmmVae.Engine;

/// <summary>A run of floats in an arena: where a value lives while a plan runs.</summary>
/// <param name="Arena">The memory.</param>
/// <param name="Offset">The first float.</param>
/// <param name="Length">The number of floats.</param>
internal sealed record Region(Arena Arena, int Offset, int Length)
{
    /// <summary>The floats.</summary>
    public Span<float> Span => Arena.Span(Offset, Length);

    /// <summary>Where the first float is.</summary>
    public nint Address => Arena.AddressOf(Offset);

    /// <summary>Some of the floats.</summary>
    public Region Slice(int start, int length) => this with { Offset = Offset + start, Length = length };
}
