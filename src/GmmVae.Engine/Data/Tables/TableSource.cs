using LanguageExt;

namespace GmmVae.Engine.Data.Tables;

/// <summary>A table as a data set.</summary>
internal static class TableSource
{
    /// <summary>Loads all rows: of what the columns turn out to be, or of those that a model reads.</summary>
    public static Either<DataError, SourceRows> Load(string path, TableReading reading) =>
        from file in TableFile.Read(path, reading.Options.Delimiter)
        from facts in FactsOf(file, reading)
        from data in Load(file, facts)
        select SourceRows.Of(path, data, facts with
        {
            PlaceOf = (row, feature) => PlaceOf(file, facts, row, feature),
            Describe = () => TableScan.Describe(file, reading.Options),
        });

    /// <summary>All rows, a piece at a time.</summary>
    public static Either<DataError, RowStream> Stream(string path, TableReading reading) =>
        from file in TableFile.Read(path, reading.Options.Delimiter)
        from facts in FactsOf(file, reading)
        from rows in TableRows.Open(file, reading.Options, facts.Schema)
        select (RowStream)rows;

    private static Either<DataError, TableFacts> FactsOf(TableFile file, TableReading reading)
    {
        if (reading.Known is not { Columns.IsEmpty: false } known)
            return TableScan.Of(file, reading.Options);
        return ColumnChoice.Of(file, reading.Options, reading.MayLackLabel)
            .Map(_ => new TableFacts(known, reading.Options));
    }

    /// <summary>Goes over the file again, for the line that a row begins on.</summary>
    private static string PlaceOf(TableFile file, TableFacts facts, int row, int feature) =>
        TableRows.Open(file, facts.Options, facts.Schema).Bind(rows =>
        {
            using (rows)
            {
                var values = new double[rows.Features];
                var last = Either<DataError, int>.Right(0);
                for (var at = 0; at <= row && last.IsRight; at++) last = rows.Read(values.AsSpan());
                return last.Map(_ => rows.PlaceOf(row, row, feature));
            }
        }).IfLeft(file.Path);

    private static Either<DataError, Dataset> Load(TableFile file, TableFacts facts)
    {
        var labels = new ClassLabels();
        return TableRows.Open(file, facts.Options, facts.Schema, labels).Bind(rows =>
        {
            using (rows)
                return RowCollector.Read(rows.Name, rows).Map(data =>
                {
                    if (labels.IsEmpty) return data;
                    var (numbers, names) = labels.Number();
                    return data.WithLabels(numbers, names);
                });
        });
    }
}
