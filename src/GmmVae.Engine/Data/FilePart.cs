using GmmVae.Domain;
using LanguageExt;

namespace GmmVae.Engine;

/// <summary>A file of rows that is a part of a data set: a NumPy array, or IDX images. What its head says.</summary>
/// <param name="Path">The file.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Features">Values of a row.</param>
/// <param name="Image">How a row forms a picture, where it does.</param>
/// <param name="HoldsBytes">Whether values are bytes.</param>
internal sealed record FilePart(string Path, long Rows, int Features, ImageShape? Image, bool HoldsBytes)
{
    private const string ImagesWord = "-images-idx3-ubyte";
    private const string LabelsWord = "-labels-idx1-ubyte";
    private const string ArrayEnd = ".npy";
    private const string ArrayLabelsEnd = ".labels.npy";

    /// <summary>What rows are, in words.</summary>
    public string Kind => ChainedRows.KindOf(Features, Image, HoldsBytes);

    /// <summary>Whether a file of this name is an array of rows.</summary>
    public static bool IsArray(string name) => Ends(name, ArrayEnd) && !Ends(name, ArrayLabelsEnd);

    /// <summary>Whether a file of this name holds IDX images.</summary>
    public static bool IsImages(string name) => (Ends(name, ".idx") || Ends(name, ".gz") || Ends(name, "-idx3-ubyte")) && !IsLabels(name);

    /// <summary>Whether a file of this name holds the labels of another.</summary>
    public static bool IsLabels(string name) => Ends(name, ArrayLabelsEnd) || Ends(Plain(name), LabelsWord);

    /// <summary>Reads the head of a file.</summary>
    public static Either<DataError, FilePart> Read(string path) => Open(path).Map(rows =>
    {
        using (rows)
            return new FilePart(path, rows.Rows!.Value, rows.Features, rows.Image, rows.HoldsBytes);
    });

    /// <summary>The rows of a file, piece by piece.</summary>
    public static Either<DataError, RowStream> Open(string path) => IsArray(path)
        ? NpyRows.Open(path).Map(rows => (RowStream)rows)
        : IdxRows.Open(path).Map(rows => (RowStream)rows);

    /// <summary>All rows, mapped if the file's layout allows it.</summary>
    public Either<DataError, Dataset> Map() => IsArray(Path) ? NpyFile.Load(Path, mapFrom: 0) : IdxRows.Load(Path, Path, mapFrom: 0);

    /// <summary>The file of this one's labels, if there is one: <c>NAME.labels.npy</c> beside <c>NAME.npy</c>, <c>NAME-labels-idx1-ubyte</c> beside
    /// <c>NAME-images-idx3-ubyte</c>, packed or not.</summary>
    public string? LabelsPath => IsArray(Path)
        ? new[] { Path[..^ArrayEnd.Length] + ArrayLabelsEnd }.FirstOrDefault(File.Exists)
        : Ends(Plain(Path), ImagesWord)
        ? IdxFolder.Find(System.IO.Path.GetDirectoryName(Path)!, System.IO.Path.GetFileName(Plain(Path))[..^ImagesWord.Length] + LabelsWord)
        : null;

    /// <summary>The labels in <see cref="LabelsPath"/>, one for each row.</summary>
    public Either<DataError, long[]> ReadLabels() =>
        from labels in IsArray(Path)
            ? NpyRows.Open(LabelsPath!).Bind(rows => rows.ReadLabels())
            : IdxReader.ReadLabels(LabelsPath!).Map(all => System.Array.ConvertAll(all, label => (long)label))
        from _ in labels.Length == Rows
            ? Prelude.Right<DataError, Unit>(Unit.Default)
            : new DataError.Inconsistent(Path, LabelsPath!, FormattableString.Invariant($"There are {Rows} rows but {labels.Length} labels."))
        select labels;

    private static string Plain(string name) => Ends(name, ".gz") ? name[..^3] : name;

    private static bool Ends(string name, string end) => name.EndsWith(end, StringComparison.OrdinalIgnoreCase);
}
