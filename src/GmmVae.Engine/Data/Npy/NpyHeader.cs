using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using GmmVae.Domain.Graphs;
using LanguageExt;

namespace GmmVae.Engine.Data.Npy;

/// <summary>What the head of an NPY file announces (versions 1 to 3), checked for use as rows.</summary>
/// <param name="Type">The elements.</param>
/// <param name="IsFortran">Whether the first index runs fastest.</param>
/// <param name="Shape">[rows], [rows, features], [rows, height, width] or [rows, height, width, channels]; none is 0.</param>
/// <param name="Length">The bytes of the head.</param>
/// <param name="End">The bytes of the whole array.</param>
internal sealed record NpyHeader(ElementType Type, bool IsFortran, Arr<long> Shape, int Length, UInt128 End)
{
    private const int LongestHeader = 1 << 16;

    /// <summary>Rows.</summary>
    public long Rows => Shape[0];

    /// <summary>Values in a row.</summary>
    public int Features => (int)Shape.Skip(1).Fold(1L, (product, extent) => product * extent);

    /// <summary>Bytes as pictures where there are two or three axes besides the rows.</summary>
    public ImageShape? Image => Type.IsByte && Shape.Count >= 3
        ? new ImageShape((int)Shape[1], (int)Shape[2], Shape.Count == 4 ? (int)Shape[3] : 1)
        : null;

    /// <summary>Reads the head, from the start of <paramref name="stream"/> to its end and no further.</summary>
    public static Either<DataError, NpyHeader> Read(Stream stream, string path)
    {
        var start = new byte[12];
        var got = stream.ReadAtLeast(start.AsSpan(0, 8), 8, throwOnEndOfStream: false);
        for (var i = 0; i < Math.Min(got, 6); i++)
            if (start[i] != "\u0093NUMPY"[i])
                return Malformed(i, "This is no NPY file: it does not begin with \\x93NUMPY.");
        if (got < 8) return new DataError.Truncated(path, got, 10);
        if (start[6] is < 1 or > 3)
            return Malformed(6, string.Create(CultureInfo.InvariantCulture,
                $"The file is of version {start[6]} where 1, 2 or 3 is needed."));

        var lengthBytes = start[6] == 1 ? 2 : 4;
        got += stream.ReadAtLeast(start.AsSpan(8, lengthBytes), lengthBytes, throwOnEndOfStream: false);
        if (got < 8 + lengthBytes) return new DataError.Truncated(path, got, (UInt128)(8 + lengthBytes));
        var length = BinaryPrimitives.ReadUInt32LittleEndian(start.AsSpan(8));
        if (length > LongestHeader)
            return Malformed(8, string.Create(CultureInfo.InvariantCulture,
                $"The header announces {length} bytes for itself, more than {LongestHeader}."));

        var text = new byte[length];
        var read = stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false);
        if (read < text.Length) return new DataError.Truncated(path, got + read, (UInt128)(got + text.Length));
        return new NpyText(Encoding.Latin1.GetString(text), path, got).Read()
            .Bind(parts => Check(parts.Type, parts.IsFortran, parts.Shape, got, got + text.Length, path));

        DataError Malformed(int at, string what) =>
            new DataError.Malformed(path, at, what, "Give an array written by numpy.save.");
    }

    private static Either<DataError, NpyHeader> Check(ElementType type, bool isFortran, long[] shape, int at, int length, string path)
    {
        const string Remedy = "Give an array of the shape [rows], [rows, features], [rows, height, width] or [rows, height, width, channels].";
        var shown = $"({string.Join(", ", shape.Select(extent => extent.ToString(CultureInfo.InvariantCulture)))})";
        if (shape.Length is < 1 or > 4 || shape.Contains(0))
            return new DataError.Malformed(path, at, $"The array has the shape {shown}.", Remedy);
        UInt128 features = 1;
        foreach (var extent in shape.AsSpan(1))
            features = features > RowCollector.LargestRow ? features : features * (UInt128)extent;
        if (features > RowCollector.LargestRow)
            return new DataError.Malformed(
                path, at, string.Create(CultureInfo.InvariantCulture,
                    $"The rows of the shape {shown} have more than {RowCollector.LargestRow} values."), Remedy);

        // At most 2^24 values of 8 bytes in fewer than 2^63 rows: no overflow.
        var end = (UInt128)length + (UInt128)shape[0] * features * (UInt128)type.Size;
        return new NpyHeader(type, isFortran && shape.Length > 1, new Arr<long>(shape), length, end);
    }
}

/// <summary>Reads the dictionary of an NPY header, which is written as a Python literal.</summary>
/// <param name="text">The dictionary.</param>
/// <param name="path">The file, for messages.</param>
/// <param name="offset">The byte at which the text begins.</param>
internal ref struct NpyText(ReadOnlySpan<char> text, string path, int offset)
{
    private readonly ReadOnlySpan<char> text = text;
    private int at;

    /// <summary>Type, order and shape.</summary>
    public Either<DataError, (ElementType Type, bool IsFortran, long[] Shape)> Read()
    {
        (ElementType? type, bool? isFortran, List<long>? shape) = (null, null, null);
        if (!Take('{')) return Broken("{");
        while (!Take('}'))
        {
            if (Quoted() is not { } key) return Broken("a key in quotes");
            if (!Take(':')) return Broken(":");
            var valueAt = at;
            switch (key)
            {
                case "descr":
                    var descriptor = Quoted();
                    type = descriptor is null ? null : ElementType.Parse(descriptor);
                    if (type is null) return Refused(descriptor, valueAt);
                    break;
                case "fortran_order":
                    isFortran = TakeWord("True") ? true : TakeWord("False") ? false : null;
                    if (isFortran is null) return Broken("True or False");
                    break;
                case "shape":
                    if ((shape = Extents()) is null) return Broken("a shape such as (100, 28, 28) of numbers that are not negative");
                    break;
                default:
                    return Broken("one of the keys descr, fortran_order and shape");
            }

            if (!Take(',') && Peek() != '}') return Broken("a comma or }");
        }

        if (!text[at..].Trim().IsEmpty) return Broken("the end of the header");
        return (type, isFortran, shape) is ({ } t, { } f, { } s) ? (t, f, s.ToArray()) : Broken("all of descr, fortran_order and shape");
    }

    private readonly DataError.Malformed Broken(string wanted) => new(
        path, offset + at, $"The header is damaged: {wanted} is needed here.", "Write the array again, with numpy.save say.");

    private readonly DataError.Malformed Refused(string? descriptor, int valueAt)
    {
        var what = descriptor is null
            ? "The array has named fields."
            : descriptor.Contains('O', StringComparison.Ordinal)
                ? $"The array holds Python objects ('{DisplayText.Of(descriptor)}'), which are programs and are not loaded."
                : $"The array holds elements of type '{DisplayText.Of(descriptor)}'.";
        return new(path, offset + valueAt, what, $"Save it with elements of type {ElementType.Known}.");
    }

    private char Peek()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
        return at < text.Length ? text[at] : '\0';
    }

    private bool Take(char wanted)
    {
        if (Peek() != wanted) return false;
        at++;
        return true;
    }

    private bool TakeWord(string word)
    {
        Peek();
        if (!text[at..].StartsWith(word, StringComparison.Ordinal)) return false;
        at += word.Length;
        return true;
    }

    private string? Quoted()
    {
        var quote = Peek();
        if (quote is not ('\'' or '"')) return null;
        var length = text[(at + 1)..].IndexOf(quote);
        if (length < 0) return null;
        var inside = text.Slice(at + 1, length).ToString();
        at += length + 2;
        return inside;
    }

    private List<long>? Extents()
    {
        if (!Take('(')) return null;
        var extents = new List<long>();
        while (!Take(')'))
        {
            Peek();
            var digits = text[at..].IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0 || !long.TryParse(text.Slice(at, digits), NumberStyles.None, CultureInfo.InvariantCulture,
                out var extent)) return null;
            at += digits;
            extents.Add(extent);

            // Python 2 wrote long numbers with this letter.
            Take('L');
            if (!Take(',') && Peek() != ')') return null;
        }

        return extents;
    }
}
