using System.Globalization;
using System.IO.Compression;
using GmmVae.Domain.Graphs;
using LanguageExt;

namespace GmmVae.Engine.Data.Npy;

/// <summary>The rows of a NumPy array, in a file of its own or in an archive. NaN is a missing value.</summary>
internal sealed class NpyRows : RowStream
{
    // DEFLATE cannot shrink data by more than this factor.
    private const int LargestCompressionRatio = 1032;
    private const int PieceBytes = 1 << 18;

    private readonly string path;
    private readonly NpyHeader header;
    private readonly Stream stream;
    private readonly ZipArchive? archive;
    private readonly byte[] piece;
    private readonly int[] places;
    private long next;

    private NpyRows(string path, NpyHeader header, Stream stream, ZipArchive? archive)
    {
        (this.path, this.header, this.stream, this.archive) = (path, header, stream, archive);
        piece = new byte[Math.Max(PieceBytes / RowBytes, 1) * RowBytes];
        places = header.IsFortran ? PlacesInFortranOrder(header) : [];
    }

    public override string Name => path;

    public override int Features => header.Features;

    public override ImageShape? Image => header.Image;

    public override bool HoldsBytes => header.Type.IsByte;

    public override long? Rows => header.Rows;

    /// <summary>What the array announces of itself.</summary>
    public NpyHeader Header => header;

    private int RowBytes => header.Features * header.Type.Size;

    /// <summary>Opens an array in a file of its own.</summary>
    public static Either<DataError, NpyRows> Open(string path)
    {
        FileStream? file = null;
        try
        {
            file = InputFile.Open(path);
            return Open(path, file, null, (UInt128)file.Length, (UInt128)file.Length, canSeek: true);
        }
        catch (Exception fault) when (FileErrors.IsExpected(fault))
        {
            file?.Dispose();
            return FileErrors.CannotRead(path, fault);
        }
    }

    /// <summary>Opens an array in an archive, which is disposed with the rows.</summary>
    public static Either<DataError, NpyRows> Open(string path, ZipArchive archive, ZipArchiveEntry entry)
    {
        try
        {
            // Of 64-bit lengths, negative ones too may be written.
            if (entry.Length < 0 || entry.CompressedLength < 0) throw new InvalidDataException("An entry's length is negative.");
            var most = UInt128.Min((UInt128)entry.Length, (UInt128)entry.CompressedLength * LargestCompressionRatio);
            var stream = new GuardedStream(GuardedStream.Guard(entry.Open));
            return Open($"{path}:{DisplayText.Of(entry.FullName)}", stream, archive, (UInt128)entry.Length, most, canSeek: false);
        }
        catch (Exception fault) when (FileErrors.IsExpected(fault))
        {
            archive.Dispose();
            return FileErrors.Unreadable(path, fault);
        }
    }

    public override bool IsWide => header.Type.IsWide;

    public override Either<DataError, int> Read(Span<double> rows)
    {
        try
        {
            var wanted = (int)Math.Min(rows.Length / Features, header.Rows - next);
            var perPiece = piece.Length / RowBytes;
            for (var read = 0; read < wanted;)
            {
                var count = Math.Min(perPiece, wanted - read);
                var target = rows.Slice(read * Features, count * Features);
                if ((header.IsFortran ? ReadColumns(target, count) : ReadRows(target, count)) is { } error) return error;
                (read, next) = (read + count, next + count);
            }

            if (next == header.Rows && !header.IsFortran && stream.ReadByte() >= 0)
                return new DataError.TrailingBytes(path, (long)header.End);
            return wanted;
        }
        catch (Exception fault) when (FileErrors.IsExpected(fault))
        {
            return FileErrors.Unreadable(path, fault);
        }
    }

    /// <summary>Reads to the end, where there may be numbers that cannot be used: fractions too large, say.</summary>
    public Either<DataError, Unit> CheckValues()
    {
        if (header.Type.IsInteger) return Unit.Default;
        var some = new double[piece.Length / RowBytes * Features];
        while (true)
        {
            var read = Read(some);
            if (read.IsLeft || read.IfLeft(0) == 0) return read.Map(_ => Unit.Default);
        }
    }

    /// <summary>All elements of an array of labels, which is closed then.</summary>
    public Either<DataError, long[]> ReadLabels()
    {
        using (this)
            return header.Type.IsInteger && Features == 1
                ? ReadIntegers()
                : new DataError.Unusable(
                    path, "Labels must be whole numbers of the shape [rows].", "Save them as integers, with numpy.unique(y, return_inverse=True)[1] say.");
    }

    private Either<DataError, long[]> ReadIntegers()
    {
        try
        {
            var values = new List<long>();
            var some = new long[piece.Length / RowBytes];
            while (next < header.Rows)
            {
                var count = (int)Math.Min(some.Length, header.Rows - next);
                if (ReadBytes(piece.AsSpan(0, count * RowBytes)) is { } error) return error;
                header.Type.Read(piece, some.AsSpan(0, count));
                values.AddRange(some.AsSpan(0, count));
                next += count;
            }

            return values.ToArray();
        }
        catch (Exception fault) when (FileErrors.IsExpected(fault))
        {
            return FileErrors.Unreadable(path, fault);
        }
    }

    public override void Dispose()
    {
        stream.Dispose();
        archive?.Dispose();
    }

    private static Either<DataError, NpyRows> Open(
        string path, Stream stream, ZipArchive? archive, UInt128 length, UInt128 most, bool canSeek)
    {
        var result = NpyHeader.Read(stream, path).Bind(header => Checked(header));
        if (result.IsLeft)
        {
            stream.Dispose();
            archive?.Dispose();
        }

        return result;

        Either<DataError, NpyRows> Checked(NpyHeader header)
        {
            if (header.End > most) return new DataError.Truncated(path, (long)most, header.End);
            if (header.End < length) return new DataError.TrailingBytes(path, (long)header.End);
            if (!header.IsFortran || canSeek) return new NpyRows(path, header, stream, archive);
            return new DataError.Malformed(
                path,
                    header.Length, "The array is stored in Fortran order inside an archive.", "Save it with numpy.ascontiguousarray, or as a .npy file of its own.");
        }
    }

    private DataError? ReadRows(Span<double> target, int count)
    {
        var bytes = piece.AsSpan(0, count * RowBytes);
        if (ReadBytes(bytes) is { } error) return error;
        header.Type.Read(bytes, target);
        return CheckValues(target, i => (long)header.Length + next * RowBytes + (long)i * header.Type.Size);
    }

    private DataError.Truncated? ReadBytes(Span<byte> bytes)
    {
        var got = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return got == bytes.Length ? null : new DataError.Truncated(path, header.Length + next * RowBytes + got, header.End);
    }

    // Each feature is a column of its own; a piece of every column is gathered.
    private DataError? ReadColumns(Span<double> target, int count)
    {
        var size = header.Type.Size;
        var column = new double[count];
        for (var feature = 0; feature < places.Length; feature++)
        {
            stream.Position = header.Length + (places[feature] * header.Rows + next) * size;
            var bytes = piece.AsSpan(0, count * size);
            if (ReadBytes(bytes) is { } error) return error;
            header.Type.Read(bytes, column);
            for (var row = 0; row < count; row++) target[row * Features + feature] = column[row];
        }

        return CheckValues(target, i => header.Length + (places[i % Features] * header.Rows + next + i / Features) * size);
    }

    private DataError.Malformed? CheckValues(ReadOnlySpan<double> values, Func<int, long> byteOf)
    {
        if (header.Type.IsInteger) return null;
        for (var i = 0; i < values.Length; i++)
            if (Math.Abs(values[i]) > RowCollector.LargestValue)
                return new DataError.Malformed(
                    path, byteOf(i), string.Create(CultureInfo.InvariantCulture,
                        $"Row {next + i / Features}, counted from 0, holds a number beyond ±1e38."),
                    "Replace it; NaN stands for a missing value.");
        return null;
    }

    // Where each feature, counted in C order, is among the columns of Fortran order.
    private static int[] PlacesInFortranOrder(NpyHeader header)
    {
        var places = new int[header.Features];
        for (var feature = 0; feature < places.Length; feature++)
        {
            var (rest, place) = (feature, 0L);
            for (var axis = header.Shape.Count - 1; axis >= 1; axis--)
            {
                var extent = (int)header.Shape[axis];
                var index = rest % extent;
                rest /= extent;
                for (var faster = 1; faster < axis; faster++) index *= (int)header.Shape[faster];
                place += index;
            }

            places[feature] = (int)place;
        }

        return places;
    }
}

/// <summary>A NumPy array as a data set without labels.</summary>
internal static class NpyFile
{
    /// <summary>All rows: read, or mapped where they take as many bytes as <paramref name="mapFrom"/> and lie row after row.</summary>
    public static Either<DataError, Dataset> Load(string path, long mapFrom = DiskRows.LeastBytes) =>
        Open(path, mapFrom).Map(rows => rows.Rounded());

    /// <summary>The same; what is mapped keeps all its digits, be they needed or not.</summary>
    public static Either<DataError, Dataset> Open(string path, long mapFrom) => NpyRows.Open(path).Bind(rows =>
    {
        using (rows)
            return rows.Header.End < (UInt128)mapFrom || rows.Header.IsFortran ? RowCollector.Read(Path.GetFileName(path), rows)
                : Map(path, rows);
    });

    private static Either<DataError, Dataset> Map(string path, NpyRows rows) =>
        from _ in rows.CheckValues()
        from values in DiskRows.Open(path, rows.Header.Length, rows.Header.Type, rows.Features, rows.Header.Rows)
        select Dataset.Over(Path.GetFileName(path), values, rows.Image);
}
