using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using GmmVae.Domain;
using LanguageExt;

namespace GmmVae.Engine;

/// <summary>What the head of an NPY file announces (versions 1 to 3), checked for use as rows.</summary>
/// <param name="Type">The elements.</param>
/// <param name="IsFortran">Whether the first index runs fastest.</param>
/// <param name="Shape">[rows], [rows, features], [rows, height, width] or [rows, height, width, channels]; none is 0.</param>
/// <param name="Length">The bytes of the head.</param>
/// <param name="End">The bytes of the whole array.</param>
internal sealed record NpyHeader(NpyType Type, bool IsFortran, Arr<long> Shape, int Length, UInt128 End)
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
            return Malformed(6, string.Create(CultureInfo.InvariantCulture, $"The file is of version {start[6]} where 1, 2 or 3 is needed."));

        var lengthBytes = start[6] == 1 ? 2 : 4;
        got += stream.ReadAtLeast(start.AsSpan(8, lengthBytes), lengthBytes, throwOnEndOfStream: false);
        if (got < 8 + lengthBytes) return new DataError.Truncated(path, got, (UInt128)(8 + lengthBytes));
        var length = BinaryPrimitives.ReadUInt32LittleEndian(start.AsSpan(8));
        if (length > LongestHeader)
            return Malformed(8, string.Create(CultureInfo.InvariantCulture, $"The header announces {length} bytes for itself, more than {LongestHeader}."));

        var text = new byte[length];
        var read = stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false);
        if (read < text.Length) return new DataError.Truncated(path, got + read, (UInt128)(got + text.Length));
        return new NpyText(Encoding.Latin1.GetString(text), path, got).Read()
            .Bind(parts => Check(parts.Type, parts.IsFortran, parts.Shape, got, got + text.Length, path));

        DataError Malformed(int at, string what) =>
            new DataError.Malformed(path, at, what, "Give an array written by numpy.save.");
    }

    private static Either<DataError, NpyHeader> Check(NpyType type, bool isFortran, long[] shape, int at, int length, string path)
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
                path, at, string.Create(CultureInfo.InvariantCulture, $"The rows of the shape {shown} have more than {RowCollector.LargestRow} values."), Remedy);

        // At most 2^24 values of 8 bytes in fewer than 2^63 rows: no overflow.
        var end = (UInt128)length + (UInt128)shape[0] * features * (UInt128)type.Size;
        return new NpyHeader(type, isFortran && shape.Length > 1, new Arr<long>(shape), length, end);
    }
}
