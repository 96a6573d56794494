using System.Buffers.Binary;

namespace GmmVae.Engine.Data;

/// <summary>The type of the numbers in a binary file, in NumPy's terms.</summary>
/// <param name="Kind">b, u, i or f.</param>
/// <param name="Size">Bytes.</param>
/// <param name="IsBig">Whether the most significant byte comes first.</param>
internal readonly record struct ElementType(char Kind, int Size, bool IsBig)
{
    /// <summary>The types that <see cref="Parse"/> knows.</summary>
    public const string Known = "u1, i1, u2, i2, u4, i4, u8, i8, f2, f4, f8 or b1, of either byte order";

    /// <summary>Whether raw values are used as bytes.</summary>
    public bool IsByte => this is { Kind: 'u', Size: 1 };

    /// <summary>Whether values are whole numbers.</summary>
    public bool IsInteger => Kind != 'f';

    /// <summary>Whether values may have more digits than single precision holds.</summary>
    public bool IsWide => this is { Size: 8 } or { Kind: 'u' or 'i', Size: 4 };

    /// <summary>Reads a type such as <c>&lt;f4</c>.</summary>
    public static ElementType? Parse(string text)
    {
        if (text.Length != 3 || !"<>|=".Contains(text[0], StringComparison.Ordinal)) return null;
        var type = new ElementType(text[1], text[2] - '0', text[0] == '>');
        return type switch
        {
            { Kind: 'b', Size: 1 } or { Kind: 'u' or 'i', Size: 1 or 2 or 4 or 8 } or { Kind: 'f', Size: 2 or 4 or 8 } => type,
            _ => null,
        };
    }

    /// <summary>Reads numbers. Reverses the bytes of <paramref name="source"/> where it must.</summary>
    public void Read(Span<byte> source, Span<double> target)
    {
        var read = Reader();
        for (var i = 0; i < target.Length; i++) target[i] = read(Element(source, i));
    }

    /// <summary>Reads whole numbers; those beyond the range wrap.</summary>
    public void Read(Span<byte> source, Span<long> target)
    {
        for (var i = 0; i < target.Length; i++)
        {
            var element = Element(source, i);
            target[i] = (Kind, Size) switch
            {
                ('i', 1) => (sbyte)element[0],
                (_, 1) => element[0],
                ('i', 2) => BinaryPrimitives.ReadInt16LittleEndian(element),
                (_, 2) => BinaryPrimitives.ReadUInt16LittleEndian(element),
                ('i', 4) => BinaryPrimitives.ReadInt32LittleEndian(element),
                (_, 4) => BinaryPrimitives.ReadUInt32LittleEndian(element),
                _ => BinaryPrimitives.ReadInt64LittleEndian(element),
            };
        }
    }

    private Span<byte> Element(Span<byte> source, int index)
    {
        var element = source.Slice(index * Size, Size);
        if (IsBig) element.Reverse();
        return element;
    }

    private Func<ReadOnlySpan<byte>, double> Reader() => (Kind, Size) switch
    {
        ('i', 1) => element => (sbyte)element[0],
        (_, 1) => element => element[0],
        ('i', 2) => element => BinaryPrimitives.ReadInt16LittleEndian(element),
        ('u', 2) => element => BinaryPrimitives.ReadUInt16LittleEndian(element),
        ('i', 4) => element => BinaryPrimitives.ReadInt32LittleEndian(element),
        ('u', 4) => element => BinaryPrimitives.ReadUInt32LittleEndian(element),
        ('i', _) => element => BinaryPrimitives.ReadInt64LittleEndian(element),
        ('u', _) => element => BinaryPrimitives.ReadUInt64LittleEndian(element),
        ('f', 2) => element => (double)BinaryPrimitives.ReadHalfLittleEndian(element),
        ('f', 4) => element => BinaryPrimitives.ReadSingleLittleEndian(element),
        _ => BinaryPrimitives.ReadDoubleLittleEndian,
    };
}
