using System.Globalization;
using System.IO.Compression;
using GmmVae.Domain.Graphs;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine.Data.Npy;

/// <summary>
/// An archive of NumPy arrays as a data set: <c>x_train</c> and <c>x_test</c> with or without <c>y_train</c> and
/// <c>y_test</c>, or <c>x</c> with or without <c>y</c>, or a single array of any name. Case does not matter.
/// </summary>
internal static class NpzFile
{
    private const string Remedy = "Save x_train and x_test (and y_train and y_test), or x (and y), or one array alone.";

    /// <summary>Loads the arrays.</summary>
    public static Either<DataError, SourceRows> Load(string path)
    {
        var name = Path.GetFileName(path);
        return Keys(path).Bind(keys => keys.Test is null
            ? from all in LoadSplit(path, name, keys.Train, keys.TrainLabels)
              select SourceRows.Of(path, Labelled(all.Data, all.Labels, ClassLabels.Number(all.Labels)))
            : from train in LoadSplit(path, name + "/train", keys.Train, keys.TrainLabels)
              from test in LoadSplit(path, name + "/test", keys.Test, keys.TestLabels)
              from _ in SameShape(path, keys.Train, train.Data, keys.Test, test.Data)
              // Classes are numbered over both splits together.
              let numbered = ClassLabels.Number(train.Labels.Concat(test.Labels))
              from splits in HeldOutRows.Fit(path, Labelled(train.Data, train.Labels, numbered),
                  Labelled(test.Data, test.Labels, numbered, train.Data.Rows))
              select SourceRows.Of(splits));
    }

    /// <summary>All rows, training rows first.</summary>
    public static Either<DataError, RowStream> Stream(string path) => Keys(path).Bind(keys =>
        from train in OpenRows(path, keys.Train)
        from all in keys.Test is null ? Right<DataError, RowStream>(train) : ChainedRows.Of(path, train, OpenRows(path, keys.Test))
        select all);

    private static Either<DataError, (string Train, string? TrainLabels, string? Test, string? TestLabels)> Keys(string path)
    {
        try
        {
            using var archive = OpenArchive(path);
            var names = GuardedStream.Guard(() => archive.Entries).Select(entry => KeyOf(entry.FullName)).ToArray();
            if (names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1) is { } twice)
                return Unusable($"The archive holds {DisplayText.Of(twice.Key)} twice.");
            var (train, test) = (Find("x_train"), Find("x_test"));
            if (train is not null && test is not null)
                return (Find("y_train") is null) == (Find("y_test") is null)
                    ? (train, Find("y_train"), test, Find("y_test"))
                    : Unusable("There is only one of the arrays y_train and y_test.");
            if (train is not null || test is not null) return Unusable("There is only one of the arrays x_train and x_test.");
            if (Find("x") is { } x) return (x, Find("y"), null, null);
            if (names.Length == 1) return (names[0], null, null, null);
            return Unusable(names.Length == 0 ? "The archive is empty."
                : $"The archive holds {string.Join(", ", names.Take(10).Select(DisplayText.Of))}{(names.Length > 10 ? " and more" : "")}.");

            string? Find(string key) => System.Array.Find(names, name => name.Equals(key, StringComparison.OrdinalIgnoreCase));

            Either<DataError, (string, string?, string?, string?)> Unusable(string what) => new DataError.Unusable(path, what, Remedy);
        }
        catch (Exception fault) when (FileErrors.IsExpected(fault))
        {
            return Damaged(path, fault);
        }
    }

    private static ZipArchive OpenArchive(string path)
    {
        var file = InputFile.Open(path, bufferSize: 4096);
        try
        {
            return GuardedStream.Guard(() => new ZipArchive(file));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static Either<DataError, NpyRows> OpenRows(string path, string key)
    {
        ZipArchive? archive = null;
        try
        {
            archive = OpenArchive(path);
            return NpyRows.Open(path, archive, archive.Entries.First(entry => KeyOf(entry.FullName) == key));
        }
        catch (Exception fault) when (FileErrors.IsExpected(fault))
        {
            archive?.Dispose();
            return Damaged(path, fault);
        }
    }

    private static Either<DataError, (Dataset Data, long[] Labels)> LoadSplit(string path, string name, string key, string? labelKey)
    {
        var data = OpenRows(path, key).Bind(rows =>
        {
            using (rows)
                return RowCollector.Read(name, rows);
        });
        if (labelKey is null) return data.Map(rows => (rows, System.Array.Empty<long>()));
        return
            from rows in data
            from labels in OpenRows(path, labelKey).Bind(stored => stored.ReadLabels())
            from _ in SameCount(path, key, rows.Rows, labelKey, labels.Length)
            select (rows, labels);
    }

    private static Either<DataError, Unit> SameCount(string path, string key, int rows, string labelKey, int labels)
    {
        if (rows == labels) return unit;
        return new DataError.Inconsistent(
            $"{path}:{DisplayText.Of(key)}", DisplayText.Of(labelKey),
                string.Create(CultureInfo.InvariantCulture, $"There are {rows} rows but {labels} labels."));
    }

    private static Either<DataError, Unit> SameShape(string path, string trainKey, Dataset train, string testKey, Dataset test)
    {
        if (train.Features == test.Features && train.Image == test.Image && train.HoldsBytes == test.HoldsBytes) return unit;
        return new DataError.Inconsistent($"{path}:{DisplayText.Of(trainKey)}", DisplayText.Of(testKey),
            $"Training rows are {Kind(train)} but test rows {Kind(test)}.");

        static string Kind(Dataset data) => ChainedRows.KindOf(data.Features, data.Image, data.HoldsBytes);
    }

    private static Dataset Labelled(Dataset data, long[] own, (int[] Labels, Arr<string> Names) numbered, int first = 0) =>
        own.Length == 0 ? data : data.WithLabels(numbered.Labels.AsSpan(first, own.Length), numbered.Names);

    private static string KeyOf(string entry) => entry.EndsWith(".npy", StringComparison.Ordinal) ? entry[..^4] : entry;

    private static DataError Damaged(string path, Exception fault) => fault is InvalidDataException
        ? new DataError.Malformed(path,
            0, "This is no NPZ file, or a damaged one: it cannot be read as a ZIP archive.", "Write it again, with numpy.savez say.")
        : FileErrors.CannotRead(path, fault);
}
