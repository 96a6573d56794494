using System.Globalization;
using GmmVae.Domain;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine;

/// <summary>The images of an IDX file, a piece at a time.</summary>
internal sealed class IdxRows : RowStream
{
    private const int PieceBytes = 1 << 18;

    private readonly IdxFile file;
    private readonly byte[] piece;
    private int next;

    private IdxRows(IdxFile file)
    {
        this.file = file;
        piece = new byte[Math.Max(PieceBytes / Features, 1) * Features];
    }

    public override string Name => file.Path;

    public override int Features => file.Extents[1] * file.Extents[2];

    public override ImageShape? Image => new ImageShape(file.Extents[1], file.Extents[2]);

    public override bool HoldsBytes => true;

    public override long? Rows => file.Extents[0];

    /// <summary>Opens a file of images, plain or compressed with gzip.</summary>
    public static Either<DataError, IdxRows> Open(string path) => IdxFile.Open(path, 3).Bind(file =>
    {
        if ((long)file.Extents[1] * file.Extents[2] <= RowCollector.LargestRow) return new IdxRows(file);
        using (file)
            return Left<DataError, IdxRows>(new DataError.Malformed(
                path, 8, string.Create(CultureInfo.InvariantCulture, $"The header announces images of {file.Extents[1]}x{file.Extents[2]} pixels."),
                string.Create(CultureInfo.InvariantCulture, $"Use images of at most {RowCollector.LargestRow} pixels.")));
    });

    /// <summary>All images of a file as a data set without labels: read, or mapped where the file is not compressed and as long as <paramref name="mapFrom"/>.</summary>
    public static Either<DataError, Dataset> Load(string path, string name, long mapFrom = MappedRows.LeastBytes) => Open(path).Bind(rows =>
    {
        using (rows)
            return rows.file.IsPlain && rows.file.End >= (UInt128)mapFrom
                ? MappedRows.Open(path, rows.file.HeaderLength, new NpyType('u', 1, IsBig: false), rows.Features, rows.file.Extents[0])
                    .Map(values => Dataset.Over(name, values, rows.Image))
                : IdxReader.ReadImages(path).Map(images => Dataset.AdoptBytes(name, images.Pixels, images.Shape.Features, images.Shape, null));
    });

    public override Either<DataError, int> Read(Span<float> rows)
    {
        try
        {
            var wanted = Math.Min(rows.Length / Features, file.Extents[0] - next);
            for (var read = 0; read < wanted;)
            {
                var count = Math.Min(piece.Length / Features, wanted - read);
                var bytes = piece.AsSpan(0, count * Features);
                var got = file.Stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
                if (got < bytes.Length)
                    return new DataError.Truncated(file.Path, file.HeaderLength + (long)next * Features + got, file.End);
                var target = rows[(read * Features)..];
                for (var i = 0; i < bytes.Length; i++) target[i] = bytes[i];
                (read, next) = (read + count, next + count);
            }

            return next == file.Extents[0] && file.CheckEnd() is { } error ? error : wanted;
        }
        catch (Exception fault) when (FileErrors.IsExpected(fault))
        {
            return IdxFile.Damaged(file.Path, fault);
        }
    }

    public override void Dispose() => file.Dispose();
}
