using LanguageExt;

namespace GmmVae.Engine;

/// <summary>A NumPy array as a data set without labels.</summary>
internal static class NpyFile
{
    /// <summary>Loads all rows.</summary>
    public static Either<DataError, Dataset> Load(string path) => NpyRows.Open(path).Bind(rows =>
    {
        using (rows)
            return RowCollector.Read(Path.GetFileName(path), rows);
    });
}
