using System.Globalization;
using GmmVae.Domain.Graphs;
using GmmVae.Engine.Data.Idx;
using GmmVae.Engine.Data.Npy;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine.Data.Sources;

/// <summary>
/// Several files as one data set: the NumPy arrays or the IDX images of a folder, or those that a pattern such as <c>parts/*.npy</c> names,
/// in the ordinal order of their names. Labels are in files beside them (<see cref="FilePart.LabelsPath"/>), of all files or of none.
/// </summary>
internal static class FileParts
{
    private static readonly char[] Wildcards = ['*', '?'];

    /// <summary>Whether a path that is no file is a pattern of names.</summary>
    public static bool IsPattern(string path) => Path.GetFileName(path).IndexOfAny(Wildcards) >= 0;

    /// <summary>The files that a source reads, as far as they are there: the file itself, or those of a folder or a pattern.</summary>
    public static IEnumerable<string> AllFiles(string source)
    {
        if (Directory.Exists(source))
            return In(source).Concat(Directory.EnumerateFiles(source).Where(FilePart.IsLabels));
        return File.Exists(source) || !IsPattern(source) ? [source] : Files(source).Match(files => files, _ => []);
    }

    /// <summary>Whether a folder holds files that are parts, and is none of the four files of MNIST.</summary>
    public static bool AreIn(string folder) => !IdxFolder.IsOne(folder) && In(folder).Any();

    /// <summary>All rows: in memory, or mapped where the files take as many bytes as <paramref name="mapFrom"/>.</summary>
    public static Either<DataError, Dataset> Load(string source, long mapFrom = DiskRows.LeastBytes) => Find(source).Bind(parts =>
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(source)));
        var rows = parts.Sum(part => new FileInfo(part.Path).Length) < mapFrom
            ? Read(name, source, parts)
            : All(parts, part => part.Map()).Map(mapped => Dataset.Join(name, mapped));
        return rows.Bind(data => Label(data, parts));
    });

    /// <summary>All rows in order, piece by piece.</summary>
    public static Either<DataError, RowStream> Stream(string source) => Find(source).Map(parts => (RowStream)new PartRows(source, parts));

    private static Either<DataError, Dataset> Read(string name, string source, FilePart[] parts)
    {
        using var rows = new PartRows(source, parts);
        return RowCollector.Read(name, rows);
    }

    /// <summary>The parts in order, whose rows are alike.</summary>
    private static Either<DataError, FilePart[]> Find(string source) =>
        from files in Files(source)
        from _ in OneKind(source, files)
        from parts in All(files, FilePart.Read)
        from __ in Alike(source, parts)
        select parts;

    private static Either<DataError, string[]> Files(string source)
    {
        try
        {
            var files = Directory.Exists(source)
                ? In(source)
                : Directory.GetFiles(Path.GetDirectoryName(Path.GetFullPath(source))!, Path.GetFileName(source)).Where(file =>
                    !FilePart.IsLabels(file));
            string[] found = [.. files.OrderBy(Path.GetFileName, StringComparer.Ordinal)];
            return found.Length > 0 ? found
                : new DataError.Inaccessible(source, "No file has such a name.", "Check the pattern; the shell must not expand it: put it in quotes.");
        }
        catch (Exception fault) when (FileErrors.IsExpected(fault))
        {
            return FileErrors.CannotRead(source, fault);
        }
    }

    /// <summary>What a folder holds of files that are parts.</summary>
    private static IEnumerable<string> In(string folder) => Directory
        .EnumerateFiles(folder, "*", new EnumerationOptions { IgnoreInaccessible = true, AttributesToSkip = FileAttributes.Hidden })
        .Where(file => FilePart.IsArray(file) || FilePart.IsImages(file));

    private static Either<DataError, Unit> OneKind(string source, string[] files)
    {
        const string Remedy = "Name the files of one data set by a pattern in quotes, such as 'FOLDER/*.npy'.";
        if (files.FirstOrDefault(file => !FilePart.IsArray(file) && !FilePart.IsImages(file)) is { } other)
            return new DataError.Unusable(other, "This file is no part of a data set: it is neither a .npy file nor one of IDX images.",
                Remedy);
        if (files.Any(FilePart.IsArray) && files.Any(FilePart.IsImages))
            return new DataError.Unusable(source, "There are both .npy files and IDX images.", Remedy);
        return unit;
    }

    private static Either<DataError, Unit> Alike(string source, FilePart[] parts)
    {
        var first = parts[0];
        foreach (var part in parts)
            if (part.Kind != first.Kind)
                return new DataError.Inconsistent(first.Path, part.Path,
                    $"The rows of one are {first.Kind}, those of the other {part.Kind}.");
        var rows = parts.Sum(part => (decimal)part.Rows);
        return rows <= System.Array.MaxLength ? unit : new DataError.Unusable(
            source, string.Create(CultureInfo.InvariantCulture, $"There are {rows} rows in all."),
            string.Create(CultureInfo.InvariantCulture, $"Give at most {System.Array.MaxLength} rows."));
    }

    private static Either<DataError, Dataset> Label(Dataset data, FilePart[] parts)
    {
        if (System.Array.Find(parts, part => part.LabelsPath is not null) is not { } labelled)
            return data;
        if (System.Array.Find(parts, part => part.LabelsPath is null) is { } bare)
            return new DataError.Inconsistent(labelled.LabelsPath!, bare.Path, "There are labels for one file and none for the other.");
        return All(parts, part => part.ReadLabels()).Map(labels =>
        {
            var (numbers, names) = ClassLabels.Number(labels.SelectMany(some => some));
            return data.WithLabels(numbers, names);
        });
    }

    /// <summary>What comes of each, or the first error.</summary>
    private static Either<DataError, TOut[]> All<TIn, TOut>(TIn[] each, Func<TIn, Either<DataError, TOut>> use)
    {
        var all = new TOut[each.Length];
        for (var i = 0; i < each.Length; i++)
        {
            var result = use(each[i]);
            if (result.IsLeft) return result.Map(_ => all);
            all[i] = result.IfLeft(() => throw new System.Diagnostics.UnreachableException());
        }

        return all;
    }
}

/// <summary>A file of rows that is a part of a data set: a NumPy array, or IDX images. What its head says.</summary>
/// <param name="Path">The file.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Features">Values of a row.</param>
/// <param name="Image">How a row forms a picture, where it does.</param>
/// <param name="HoldsBytes">Whether values are bytes.</param>
/// <param name="IsWide">Whether they may have more digits than single precision holds.</param>
internal sealed record FilePart(string Path, long Rows, int Features, ImageShape? Image, bool HoldsBytes, bool IsWide)
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
            return new FilePart(path, rows.Rows!.Value, rows.Features, rows.Image, rows.HoldsBytes, rows.IsWide);
    });

    /// <summary>The rows of a file, piece by piece.</summary>
    public static Either<DataError, RowStream> Open(string path) => IsArray(path)
        ? NpyRows.Open(path).Map(rows => (RowStream)rows)
        : IdxRows.Open(path).Map(rows => (RowStream)rows);

    /// <summary>All rows, mapped if the file's layout allows it.</summary>
    public Either<DataError, Dataset> Map() => IsArray(Path) ? NpyFile.Open(Path, mapFrom: 0) : IdxRows.Load(Path, Path, mapFrom: 0);

    /// <summary>The file of this one's labels, if there is one: <c>NAME.labels.npy</c> beside <c>NAME.npy</c>,
    /// <c>NAME-labels-idx1-ubyte</c> beside
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
            : new DataError.Inconsistent(Path, LabelsPath!,
                FormattableString.Invariant($"There are {Rows} rows but {labels.Length} labels."))
        select labels;

    private static string Plain(string name) => Ends(name, ".gz") ? name[..^3] : name;

    private static bool Ends(string name, string end) => name.EndsWith(end, StringComparison.OrdinalIgnoreCase);
}

/// <summary>The rows of several files, one file after another, of which one is open at a time.</summary>
internal sealed class PartRows(string name, FilePart[] parts) : RowStream
{
    private RowStream? current;
    private int opened;

    public override string Name => name;

    public override int Features => parts[0].Features;

    public override ImageShape? Image => parts[0].Image;

    public override bool HoldsBytes => parts[0].HoldsBytes;

    public override long? Rows => parts.Sum(part => part.Rows);

    public override bool IsWide => parts.Any(part => part.IsWide);

    public override Either<DataError, int> Read(Span<double> rows)
    {
        var (read, wanted) = (0, rows.Length / Features);
        while (read < wanted)
        {
            if (current is null)
            {
                if (opened == parts.Length) break;
                var next = FilePart.Open(parts[opened].Path);
                if (next.IsLeft) return next.Map(_ => 0);
                current = next.IfLeft(() => throw new System.Diagnostics.UnreachableException());
                opened++;
            }

            var result = current.Read(rows[(read * Features)..(wanted * Features)]);
            if (result.IsLeft) return result;
            read += result.IfLeft(0);
            if (read == wanted) break;
            current.Dispose();
            current = null;
        }

        return read;
    }

    public override void Dispose() => current?.Dispose();
}
