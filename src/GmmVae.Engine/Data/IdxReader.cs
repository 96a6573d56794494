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
