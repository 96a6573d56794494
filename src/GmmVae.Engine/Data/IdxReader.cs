using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using GmmVae.Domain;
using LanguageExt;

namespace GmmVae.Engine;

/// <summary>
/// Reads files of the IDX format (images and labels of MNIST and its relatives), plain or compressed with gzip, which
/// the first two bytes tell.
/// </summary>
/// <remarks>
/// The format: two zero bytes, the element type (8: unsigned bytes, the only one taken), the rank, one big-endian
/// 32-bit extent per axis, then the elements. Headers are checked against the file before memory is taken: a plain
/// file must have exactly the announced length, and a compressed one is read piece by piece and never past it.
/// </remarks>
public static class IdxReader
{
    // DEFLATE cannot shrink data by more than this factor.
    private const int LargestCompressionRatio = 1032;
    private const int FirstPiece = 1 << 20;

    /// <summary>Reads images: rank 3, [images, height, width].</summary>
    public static Either<DataError, (byte[] Pixels, int Count, ImageShape Shape)> ReadImages(string path) =>
        Read(path, 3).Map(f => (f.Values, f.Extents[0], new ImageShape(f.Extents[1], f.Extents[2])));

    /// <summary>Reads labels: rank 1, [images].</summary>
    public static Either<DataError, int[]> ReadLabels(string path) =>
        Read(path, 1).Map(f => System.Array.ConvertAll(f.Values, b => (int)b));

    private static Either<DataError, (byte[] Values, int[] Extents)> Read(string path, int rank)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            var compressed = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
            file.Position = 0;
            if (!compressed) return Read(file, path, rank, (UInt128)file.Length, exact: true);
            using var gzip = new GZipStream(file, CompressionMode.Decompress);
            return Read(gzip, path, rank, (UInt128)file.Length * LargestCompressionRatio, exact: false);
        }
        catch (InvalidDataException)
        {
            return new DataError.Malformed(
                path, 0, "The compressed file is damaged.", "Fetch the file again, or check it with `gzip -t`.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return FileErrors.CannotRead(path, e);
        }
    }

    private static Either<DataError, (byte[] Values, int[] Extents)> Read(
        Stream stream, string path, int rank, UInt128 capacity, bool exact)
    {
        var header = new byte[4 + 4 * rank];
        var got = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (CheckMagic(header.AsSpan(0, Math.Min(got, 4)), path, rank) is { } error) return error;
        if (got < header.Length) return new DataError.Truncated(path, got, (UInt128)header.Length);

        var extents = new int[rank];
        UInt128 announced = 1;
        for (var axis = 0; axis < rank; axis++)
        {
            var at = 4 + 4 * axis;
            var extent = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(at));
            if (extent is 0 or > int.MaxValue)
                return new DataError.Malformed(
                    path, at, string.Create(CultureInfo.InvariantCulture, $"The header announces an extent of {extent}."),
                    "Every axis needs at least one element and fewer than 2^31.");
            extents[axis] = (int)extent;
            announced *= extent;
        }

        var end = announced + (UInt128)header.Length;
        if (end > capacity) return new DataError.Truncated(path, (long)capacity, end);
        if (exact && end < capacity) return new DataError.TrailingBytes(path, (long)end);
        if (announced > (UInt128)System.Array.MaxLength)
            return new DataError.TooLarge(path, announced, System.Array.MaxLength);

        var values = ReadPieces(stream, (int)announced, exact ? (int)announced : FirstPiece);
        if (values.Length < (int)announced)
            return new DataError.Truncated(path, header.Length + values.Length, end);
        if (stream.ReadByte() >= 0) return new DataError.TrailingBytes(path, (long)end);
        return (values, extents);
    }

    private static DataError.Malformed? CheckMagic(ReadOnlySpan<byte> magic, string path, int rank)
    {
        const string Remedy = "Give an IDX file of unsigned bytes: images of rank 3, labels of rank 1.";
        for (var i = 0; i < magic.Length; i++)
        {
            var expected = i switch { 2 => 8, 3 => rank, _ => 0 };
            if (magic[i] == expected) continue;
            var what = i switch
            {
                2 => $"The elements are of IDX type 0x{magic[i]:X2} where 0x08, unsigned bytes, is needed.",
                3 => string.Create(CultureInfo.InvariantCulture, $"The data have rank {magic[i]} where {rank} is needed."),
                _ => "This is no IDX file: it does not begin with two zero bytes.",
            };
            return new DataError.Malformed(path, i, what, Remedy);
        }

        return null;
    }

    // Grows with what has arrived, so that a lying header costs no memory.
    private static byte[] ReadPieces(Stream stream, int length, int firstPiece)
    {
        var values = new byte[Math.Min(length, firstPiece)];
        var filled = 0;
        while (true)
        {
            filled += stream.ReadAtLeast(values.AsSpan(filled), values.Length - filled, throwOnEndOfStream: false);
            if (filled < values.Length) return values[..filled];
            if (filled == length) return values;
            System.Array.Resize(ref values, (int)Math.Min(length, 2L * values.Length));
        }
    }
}
