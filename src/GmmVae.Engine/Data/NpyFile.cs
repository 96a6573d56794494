using LanguageExt;

namespace GmmVae.Engine;

/// <summary>A NumPy array as a data set without labels.</summary>
internal static class NpyFile
{
    /// <summary>All rows: read, or mapped where they take as many bytes as <paramref name="mapFrom"/> and lie row after row.</summary>
    public static Either<DataError, Dataset> Load(string path, long mapFrom = MappedRows.LeastBytes) => NpyRows.Open(path).Bind(rows =>
    {
        using (rows)
            return rows.Header.End < (UInt128)mapFrom || rows.Header.IsFortran ? RowCollector.Read(Path.GetFileName(path), rows) : Map(path, rows);
    });

    private static Either<DataError, Dataset> Map(string path, NpyRows rows) =>
        from _ in rows.CheckValues()
        from values in MappedRows.Open(path, rows.Header.Length, rows.Header.Type, rows.Features, rows.Header.Rows)
        select Dataset.Over(Path.GetFileName(path), values, rows.Image);
}
