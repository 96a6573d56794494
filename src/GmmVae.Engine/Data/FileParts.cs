using System.Globalization;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine;

/// <summary>
/// Several files as one data set: the NumPy arrays or the IDX images of a folder, or those that a pattern such as <c>parts/*.npy</c> names, in the
/// ordinal order of their names. Labels are in files beside them (<see cref="FilePart.LabelsPath"/>), of all files or of none.
/// </summary>
internal static class FileParts
{
    private static readonly char[] Wildcards = ['*', '?'];

    /// <summary>Whether a path that is no file is a pattern of names.</summary>
    public static bool IsPattern(string path) => Path.GetFileName(path).IndexOfAny(Wildcards) >= 0;

    /// <summary>Whether a folder holds files that are parts, and is none of the four files of MNIST.</summary>
    public static bool AreIn(string folder) => !IdxFolder.IsOne(folder) && In(folder).Any();

    /// <summary>All rows: in memory, or mapped where the files take as many bytes as <paramref name="mapFrom"/>.</summary>
    public static Either<DataError, Dataset> Load(string source, long mapFrom = MappedRows.LeastBytes) => Find(source).Bind(parts =>
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
                : Directory.GetFiles(Path.GetDirectoryName(Path.GetFullPath(source))!, Path.GetFileName(source)).Where(file => !FilePart.IsLabels(file));
            string[] found = [.. files.OrderBy(Path.GetFileName, StringComparer.Ordinal)];
            return found.Length > 0 ? found : new DataError.Inaccessible(source, "No file has such a name.", "Check the pattern; the shell must not expand it: put it in quotes.");
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
            return new DataError.Unusable(other, "This file is no part of a data set: it is neither a .npy file nor one of IDX images.", Remedy);
        if (files.Any(FilePart.IsArray) && files.Any(FilePart.IsImages))
            return new DataError.Unusable(source, "There are both .npy files and IDX images.", Remedy);
        return unit;
    }

    private static Either<DataError, Unit> Alike(string source, FilePart[] parts)
    {
        var first = parts[0];
        foreach (var part in parts)
            if (part.Kind != first.Kind)
                return new DataError.Inconsistent(first.Path, part.Path, $"The rows of one are {first.Kind}, those of the other {part.Kind}.");
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
