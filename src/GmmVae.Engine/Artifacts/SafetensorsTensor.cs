using System.Diagnostics;
using System.Runtime.InteropServices;
using LanguageExt;

namespace GmmVae.Engine;

/// <summary>A named tensor to write with <see cref="SafetensorsWriter"/>.</summary>
/// <remarks>The values are not copied: they are read when the file is written.</remarks>
public sealed class SafetensorsTensor
{
    private readonly object elements;

    private SafetensorsTensor(string name, SafetensorsType type, Arr<int> shape, object values, int length)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name == "__metadata__") throw new ArgumentException("The name is reserved by the format.", nameof(name));
        var needed = shape.Fold(1L, (product, extent) => extent >= 0
            ? checked(product * extent)
            : throw new ArgumentException("Extents must not be negative.", nameof(shape)));
        if (needed != length) throw new ArgumentException("The shape must hold exactly the values.", nameof(shape));
        (Name, Type, Shape, elements, Length) = (name, type, shape, values, length);
    }

    /// <summary>The name: not empty, unique in a file.</summary>
    public string Name { get; }

    /// <summary>The element type.</summary>
    public SafetensorsType Type { get; }

    /// <summary>The extents, the last varying fastest; empty for a single number.</summary>
    public Arr<int> Shape { get; }

    /// <summary>The number of elements.</summary>
    public int Length { get; }

    /// <summary>A single-precision tensor.</summary>
    /// <exception cref="ArgumentException">The shape does not hold the values, or the name is empty or reserved.</exception>
    public static SafetensorsTensor Of(string name, Arr<int> shape, ReadOnlyMemory<float> values) =>
        new(name, SafetensorsType.F32, shape, values, values.Length);

    /// <summary>A double-precision tensor.</summary>
    /// <exception cref="ArgumentException">The shape does not hold the values, or the name is empty or reserved.</exception>
    public static SafetensorsTensor Of(string name, Arr<int> shape, ReadOnlyMemory<double> values) =>
        new(name, SafetensorsType.F64, shape, values, values.Length);

    /// <summary>A tensor of 64-bit integers.</summary>
    /// <exception cref="ArgumentException">The shape does not hold the values, or the name is empty or reserved.</exception>
    public static SafetensorsTensor Of(string name, Arr<int> shape, ReadOnlyMemory<long> values) =>
        new(name, SafetensorsType.I64, shape, values, values.Length);

    /// <summary>A tensor of bytes.</summary>
    /// <exception cref="ArgumentException">The shape does not hold the values, or the name is empty or reserved.</exception>
    public static SafetensorsTensor Of(string name, Arr<int> shape, ReadOnlyMemory<byte> values) =>
        new(name, SafetensorsType.U8, shape, values, values.Length);

    /// <summary>The values' bytes, little-endian as the machine (see <see cref="SafetensorsWriter"/>).</summary>
    internal ReadOnlySpan<byte> Piece(int first, int count) => elements switch
    {
        ReadOnlyMemory<float> v => MemoryMarshal.AsBytes(v.Span.Slice(first, count)),
        ReadOnlyMemory<double> v => MemoryMarshal.AsBytes(v.Span.Slice(first, count)),
        ReadOnlyMemory<long> v => MemoryMarshal.AsBytes(v.Span.Slice(first, count)),
        ReadOnlyMemory<byte> v => v.Span.Slice(first, count),
        _ => throw new UnreachableException(),
    };
}
