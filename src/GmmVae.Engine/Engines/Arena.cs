using System.Runtime.InteropServices;

namespace GmmVae.Engine.Engines;

/// <summary>
/// One block of native memory, 64-byte aligned, that a plan's buffers are laid out in; other processes may share it. It starts as zeros and
/// never moves. Not thread-safe in itself: disjoint spans may be used by different threads at once.
/// </summary>
/// <remarks>The owner disposes it, and no span of it may be used after that.</remarks>
internal sealed unsafe class Arena : IDisposable
{
    private const nuint Alignment = 64;

    private readonly IDisposable? mapping;
    private float* memory;

    /// <summary>Reserves and clears the block.</summary>
    /// <param name="length">Floats, ≥ 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    /// <exception cref="OutOfMemoryException">The machine cannot provide it.</exception>
    public Arena(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        nuint bytes = checked((nuint)Math.Max(length, 1) * sizeof(float));
        memory = (float*)NativeMemory.AlignedAlloc(bytes, Alignment);
        NativeMemory.Clear(memory, bytes);
        Length = length;
    }

    /// <summary>A block that is there already.</summary>
    /// <param name="memory">Where it is, 64-byte aligned.</param>
    /// <param name="length">Floats.</param>
    /// <param name="mapping">What keeps it; disposed of with the arena.</param>
    internal Arena(nint memory, long length, IDisposable mapping)
    {
        this.memory = (float*)memory;
        this.mapping = mapping;
        Length = length;
    }

    /// <summary>Floats in the block.</summary>
    public long Length { get; }

    /// <summary>The floats [offset, offset + length).</summary>
    /// <param name="offset">First float; a multiple of 16 gives a 64-byte aligned span.</param>
    /// <param name="length">Number of floats.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the block.</exception>
    /// <exception cref="ObjectDisposedException">The block is gone.</exception>
    public Span<float> Span(long offset, int length)
    {
        ObjectDisposedException.ThrowIf(memory == null, this);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - length);
        return new Span<float>(memory + offset, length);
    }

    /// <summary>Where a float is, for code that has checked its range.</summary>
    internal nint AddressOf(long offset)
    {
        ObjectDisposedException.ThrowIf(memory == null, this);
        return (nint)(memory + offset);
    }

    /// <summary>Returns the memory; doing so again does nothing.</summary>
    public void Dispose()
    {
        if (mapping is null)
            NativeMemory.AlignedFree(memory);
        else
            mapping.Dispose();
        memory = null;
    }
}

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
