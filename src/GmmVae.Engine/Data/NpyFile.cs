using LanguageExt;

namespace GmmVae.Engine;

/// <summary>A NumPy array as a data set without labels.</summary>
internal static class NpyFile
{
    /// <summary>Loads the array; the splits are drawn by the seed (see <see cref="HeldOutRows"/>).</summary>
    public static Either<DataError, DataSplits> Load(string path, ulong seed) =>
        from all in LoadAll(path)
        from splits in HeldOutRows.Split(path, all, seed)
        select splits;

    private static Either<DataError, Dataset> LoadAll(string path) => NpyRows.Open(path).Bind(rows =>
    {
        using (rows)
            return RowCollector.Read(Path.GetFileName(path), rows);
    });
}
