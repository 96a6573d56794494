using LanguageExt;

namespace GmmVae.Engine;

/// <summary>A file of comma-separated values as a data set.</summary>
internal static class CsvFile
{
    /// <summary>Loads the file; the splits are drawn by the seed (see <see cref="HeldOutRows"/>).</summary>
    public static Either<DataError, DataSplits> Load(string path, ulong seed) =>
        from all in LoadAll(path)
        from splits in HeldOutRows.Split(path, all, seed)
        select splits;

    private static Either<DataError, Dataset> LoadAll(string path)
    {
        var labels = new ClassLabels();
        return CsvRows.Open(path, labels).Bind(rows =>
        {
            using (rows)
            {
                var data = RowCollector.Read(rows.Name, rows);
                if (!rows.HasLabels) return data;
                var (numbers, names) = labels.Number();
                return data.Map(unlabelled => unlabelled.WithLabels(numbers, names));
            }
        });
    }
}
