using LanguageExt;

namespace GmmVae.Engine;

/// <summary>A file of comma-separated values as a data set.</summary>
internal static class CsvFile
{
    /// <summary>Loads all rows.</summary>
    public static Either<DataError, Dataset> Load(string path)
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
