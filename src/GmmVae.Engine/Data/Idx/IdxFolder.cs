using System.Globalization;
using GmmVae.Domain.Graphs;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine.Data.Idx;

/// <summary>Reads a folder of the four IDX files that MNIST and its relatives come in.</summary>
/// <remarks>Names: <c>train-images-idx3-ubyte</c>, <c>train-labels-idx1-ubyte</c>, <c>t10k-images-idx3-ubyte</c>,
/// <c>t10k-labels-idx1-ubyte</c>, each with or without <c>.gz</c> (the plain file is taken where both exist).</remarks>
internal static class IdxFolder
{
    private const string TrainImages = "train-images-idx3-ubyte";
    private const string TrainLabels = "train-labels-idx1-ubyte";
    private const string TestImages = "t10k-images-idx3-ubyte";
    private const string TestLabels = "t10k-labels-idx1-ubyte";

    /// <summary>Loads both splits, scaled to [0, 1]; the data sets are called <paramref name="name"/> (by default the
    /// folder's name) with <c>/train</c> and <c>/test</c>. A folder without any label file gives data without
    /// labels, unless <paramref name="labelsRequired"/>.</summary>
    public static Either<DataError, DataSplits> Load(string folder, string? name = null, bool labelsRequired = false)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var called = name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        var labelled = labelsRequired || Find(folder, TrainLabels) is not null || Find(folder, TestLabels) is not null;
        var needed = labelled
            ? Array(TrainImages, TrainLabels, TestImages, TestLabels)
            : Array(TrainImages, TestImages);
        var missing = needed.Filter(stem => Find(folder, stem) is null);
        if (!missing.IsEmpty) return Missing(folder, missing);

        return
            from train in LoadSplit(folder, TrainImages, labelled ? TrainLabels : null, called + "/train")
            from test in LoadSplit(folder, TestImages, labelled ? TestLabels : null, called + "/test")
            from _ in SameShape(folder, train, test)
            select DataSplits.Fit(train, test);
    }

    /// <summary>The images of both splits, training images first; labels are not needed.</summary>
    internal static Either<DataError, RowStream> Stream(string folder)
    {
        var missing = Array(TrainImages, TestImages).Filter(stem => Find(folder, stem) is null);
        if (!missing.IsEmpty) return Missing(folder, missing);
        return IdxRows.Open(Find(folder, TrainImages)!)
            .Bind(train => ChainedRows.Of(folder, train, IdxRows.Open(Find(folder, TestImages)!)));
    }

    /// <summary>Whether a folder holds images of a split.</summary>
    internal static bool IsOne(string folder) => Find(folder, TrainImages) is not null || Find(folder, TestImages) is not null;

    private static DataError.MissingFiles Missing(string folder, Arr<string> stems) => new(
        folder, stems.Map(stem => stem + "[.gz]"), "Put the IDX files, plain or as .gz, into this folder.");

    private static Either<DataError, Dataset> LoadSplit(string folder, string imageStem, string? labelStem, string name)
    {
        var imagePath = Find(folder, imageStem)!;
        var images = IdxRows.Load(imagePath, name);
        if (labelStem is null)
            return images;

        var labelPath = Find(folder, labelStem)!;
        return
            from i in images
            from l in IdxReader.ReadLabels(labelPath)
            from _ in SameCount(imagePath, i.Rows, labelPath, l.Length)
            select i.WithLabels(l, Arr<string>.Empty);
    }

    private static Either<DataError, Unit> SameCount(string imagePath, int images, string labelPath, int labels)
    {
        if (images == labels) return unit;
        return new DataError.Inconsistent(
            imagePath, labelPath,
            string.Create(CultureInfo.InvariantCulture, $"There are {images} images but {labels} labels."));
    }

    private static Either<DataError, Unit> SameShape(string folder, Dataset train, Dataset test)
    {
        if (train.Image == test.Image) return unit;
        return new DataError.Inconsistent(
            Find(folder, TrainImages)!, Find(folder, TestImages)!,
            $"Training images are {train.Image} but test images {test.Image}.");
    }

    /// <summary>The path of a file, plain or compressed, where it is there.</summary>
    internal static string? Find(string folder, string stem) =>
        new[] { stem, stem + ".gz" }.Select(file => Path.Combine(folder, file)).FirstOrDefault(File.Exists);
}

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
                path, 8, string.Create(CultureInfo.InvariantCulture,
                    $"The header announces images of {file.Extents[1]}x{file.Extents[2]} pixels."),
                string.Create(CultureInfo.InvariantCulture, $"Use images of at most {RowCollector.LargestRow} pixels.")));
    });

    /// <summary>All images of a file as a data set without labels: read, or mapped where the file is not compressed and as long as
    /// <paramref name="mapFrom"/>.</summary>
    public static Either<DataError, Dataset> Load(string path, string name, long mapFrom = DiskRows.LeastBytes) => Open(path).Bind(rows =>
    {
        using (rows)
            return rows.file.IsPlain && rows.file.End >= (UInt128)mapFrom
                ? DiskRows.Open(path, rows.file.HeaderLength, new ElementType('u', 1, IsBig: false), rows.Features, rows.file.Extents[0])
                    .Map(values => Dataset.Over(name, values, rows.Image))
                : IdxReader.ReadImages(path).Map(images =>
                    Dataset.AdoptBytes(name, images.Pixels, images.Shape.Features, images.Shape, null));
    });

    public override Either<DataError, int> Read(Span<double> rows)
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
