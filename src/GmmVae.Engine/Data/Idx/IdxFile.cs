using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using GmmVae.Domain.Graphs;
using LanguageExt;

namespace GmmVae.Engine.Data.Idx;

/// <summary>An open IDX file of unsigned bytes, whose head has been read and checked.</summary>
internal sealed class IdxFile : IDisposable
{
    // DEFLATE cannot shrink data by more than this factor.
    private const int LargestCompressionRatio = 1032;

    // Of pictures. Beyond it, and beyond so many bytes, what a file says of its length is not believed before it has been read.
    private const int LikelyCompressionRatio = 16;
    private const int BelievedLength = 64 << 20;

    private IdxFile(Stream stream, string path, int[] extents, UInt128 announced, bool isExact) =>
        (Stream, Path, Extents, Announced, IsExact) = (stream, path, extents, announced, isExact);

    /// <summary>The elements, then the end.</summary>
    public Stream Stream { get; }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>One extent per axis, none 0.</summary>
    public int[] Extents { get; }

    /// <summary>Elements, which are bytes.</summary>
    public UInt128 Announced { get; }

    /// <summary>Whether the file has the announced length, or, compressed, says of itself that it holds so much and may well do.</summary>
    public bool IsExact { get; }

    /// <summary>Whether it is not compressed.</summary>
    public bool IsPlain => Stream is FileStream;

    /// <summary>The bytes of the head.</summary>
    public int HeaderLength => 4 + 4 * Extents.Length;

    /// <summary>The bytes of the whole file.</summary>
    public UInt128 End => Announced + (UInt128)HeaderLength;

    /// <summary>Opens a file, plain or compressed with gzip.</summary>
    public static Either<DataError, IdxFile> Open(string path, int rank)
    {
        ArgumentNullException.ThrowIfNull(path);
        FileStream? file = null;
        try
        {
            file = InputFile.Open(path, bufferSize: 4096);
            var compressed = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
            var held = compressed ? HeldBytes(file) : null;
            file.Position = 0;
            var result = compressed
                ? Read(
                    new GuardedStream(new GZipStream(file, CompressionMode.Decompress)), path, rank,
                    (UInt128)file.Length * LargestCompressionRatio, held)
                : Read(file, path, rank, (UInt128)file.Length, null);
            if (result.IsLeft) file.Dispose();
            return result;
        }
        catch (Exception fault) when (FileErrors.IsExpected(fault))
        {
            file?.Dispose();
            return Damaged(path, fault);
        }
    }

    /// <summary>What went wrong with reading.</summary>
    public static DataError Damaged(string path, Exception fault) => fault is InvalidDataException
        ? new DataError.Malformed(path, 0, "The compressed file is damaged.", "Fetch the file again, or check it with `gzip -t`.")
        : FileErrors.CannotRead(path, fault);

    /// <summary>An error where the file goes on after its elements, all of which have been read.</summary>
    public DataError? CheckEnd() => Stream.ReadByte() < 0 ? null : new DataError.TrailingBytes(Path, (long)End);

    public void Dispose() => Stream.Dispose();

    /// <summary>What the end of a gzip file says of the length of its contents, less multiples of 2^32.</summary>
    private static uint? HeldBytes(FileStream file)
    {
        Span<byte> trailer = stackalloc byte[sizeof(uint)];
        if (file.Length < trailer.Length) return null;
        file.Position = file.Length - trailer.Length;
        file.ReadExactly(trailer);
        return BinaryPrimitives.ReadUInt32LittleEndian(trailer);
    }

    /// <param name="stream">The contents.</param>
    /// <param name="path">The file.</param>
    /// <param name="rank">The rank it must have.</param>
    /// <param name="capacity">The bytes that it can hold at most, or if it is not compressed holds.</param>
    /// <param name="held">What a compressed file says that it holds.</param>
    private static Either<DataError, IdxFile> Read(Stream stream, string path, int rank, UInt128 capacity, uint? held)
    {
        var isPlain = stream is FileStream;
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
        if (isPlain && end < capacity) return new DataError.TrailingBytes(path, (long)end);
        return new IdxFile(stream, path, extents, announced, isPlain
            || (held == (uint)(end & uint.MaxValue) && end <=
            UInt128.Max(BelievedLength, capacity / LargestCompressionRatio * LikelyCompressionRatio)));
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
}

/// <summary>
/// Reads files of the IDX format (images and labels of MNIST and its relatives), plain or compressed with gzip, which
/// the first two bytes tell.
/// </summary>
/// <remarks>
/// The format: two zero bytes, the element type (8: unsigned bytes, the only one taken), the rank, one big-endian
/// 32-bit extent per axis, then the elements. Headers are checked against the file before memory is taken: a plain
/// file must have exactly the announced length, and a compressed one is read piece by piece and never past it.
/// </remarks>
internal static class IdxReader
{
    private const int FirstPiece = 1 << 20;

    /// <summary>Reads images: rank 3, [images, height, width].</summary>
    public static Either<DataError, (byte[] Pixels, int Count, ImageShape Shape)> ReadImages(string path) =>
        Read(path, 3).Map(f => (f.Values, f.Extents[0], new ImageShape(f.Extents[1], f.Extents[2])));

    /// <summary>Reads labels: rank 1, [images].</summary>
    public static Either<DataError, int[]> ReadLabels(string path) =>
        Read(path, 1).Map(f => System.Array.ConvertAll(f.Values, b => (int)b));

    private static Either<DataError, (byte[] Values, int[] Extents)> Read(string path, int rank) => IdxFile.Open(path, rank).Bind(file =>
    {
        using (file)
            return Read(file);
    });

    private static Either<DataError, (byte[] Values, int[] Extents)> Read(IdxFile file)
    {
        if (file.Announced > (UInt128)System.Array.MaxLength)
            return new DataError.TooLarge(file.Path, file.Announced, System.Array.MaxLength);
        try
        {
            var length = (int)file.Announced;
            var values = ReadPieces(file.Stream, length, file.IsExact ? length : FirstPiece);
            if (values.Length < length) return new DataError.Truncated(file.Path, file.HeaderLength + values.Length, file.End);
            return file.CheckEnd() is { } error ? error : (values, file.Extents);
        }
        catch (Exception fault) when (FileErrors.IsExpected(fault))
        {
            return IdxFile.Damaged(file.Path, fault);
        }
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
