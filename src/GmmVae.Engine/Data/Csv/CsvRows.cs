using System.Globalization;
using System.Text;
using System.Text.Unicode;
using GmmVae.Domain.Graphs;
using LanguageExt;

namespace GmmVae.Engine.Data.Csv;

/// <summary>
/// The rows of a file of comma-separated values: numbers, a row a line, maybe under a header, whose column
/// <c>label</c> (in any case) is kept apart. An empty cell, or one that says NaN or NA, is a missing value; an empty label is a class that
/// is not known.
/// </summary>
internal sealed class CsvRows : RowStream
{
    /// <summary>Larger numbers would overflow when brought to mean 0.</summary>
    internal const float LargestValue = 1e38f;

    private const string Numbers =
        "Write numbers like -1.5e3 between commas, leave the cell of a missing value empty, and call a column of classes `label` in a header.";

    private readonly string path;
    private readonly CsvRecords records;
    private readonly string[]? names;
    private readonly int columns;
    private readonly int labelColumn;
    private readonly ClassLabels? labels;
    private bool isPending;

    private CsvRows(string path, CsvRecords records, string[]? names, int columns, int labelColumn, ClassLabels? labels)
    {
        (this.path, this.records, this.names, this.columns, this.labelColumn) = (path, records, names, columns, labelColumn);
        this.labels = labelColumn >= 0 ? labels : null;
        Features = columns - (labelColumn >= 0 ? 1 : 0);
    }

    public override string Name => Path.GetFileName(path);

    public override int Features { get; }

    public override ImageShape? Image => null;

    public override bool HoldsBytes => false;

    public override long? Rows => null;

    /// <summary>Whether the file has a column of labels.</summary>
    public bool HasLabels => labelColumn >= 0;

    /// <summary>Opens a file and reads its first line.</summary>
    /// <param name="path">The file.</param>
    /// <param name="labels">Where labels go; without it they are passed over.</param>
    public static Either<DataError, CsvRows> Open(string path, ClassLabels? labels = null)
    {
        CsvRecords? records = null;
        try
        {
            records = new CsvRecords(InputFile.Open(path), path);
            var result = Open(path, records, labels);
            if (result.IsLeft) records.Dispose();
            return result;
        }
        catch (Exception fault) when (FileErrors.IsExpected(fault))
        {
            records?.Dispose();
            return FileErrors.CannotRead(path, fault);
        }
    }

    public override bool IsWide => true;

    public override Either<DataError, int> Read(Span<double> rows)
    {
        try
        {
            var wanted = rows.Length / Features;
            for (var read = 0; read < wanted; read++)
            {
                if (NextRecord() is { } fault) return fault;
                if (!records.HasRecord) return read;
                if (Parse(rows.Slice(read * Features, Features)) is { } error) return error;
            }

            return wanted;
        }
        catch (Exception fault) when (FileErrors.IsExpected(fault))
        {
            return FileErrors.CannotRead(path, fault);
        }
    }

    public override void Dispose() => records.Dispose();

    private static Either<DataError, CsvRows> Open(string path, CsvRecords records, ClassLabels? labels)
    {
        const string Remedy = "Give a text file with a line of numbers, separated by commas, for each row.";
        if ((records.SkipMark() ?? records.Advance()) is { } fault) return fault;
        if (!records.HasRecord) return new DataError.Malformed(path, 0, "The file is empty.", Remedy);

        var words = new List<string>();
        var isHeader = false;
        for (var cells = new CsvCells(records.Record); cells.MoveNext();)
        {
            if (cells.IsBroken) return Broken(path, records.Line, words.Count, null);
            if (!Utf8.IsValid(cells.Current)) return NoUtf8(path, records.Line, words.Count, null);
            var word = Encoding.UTF8.GetString(cells.Current).Trim();
            isHeader |= word.Length > 0 && !float.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
                && !IsNoNumber(word);
            words.Add(word);
        }

        var names = isHeader ? words.ToArray() : null;
        var labelColumns = isHeader ? words.Select((word, i) => (word, i)).Where(pair => IsLabel(pair.word)).Select(pair =>
            pair.i).ToArray() : [];
        if (labelColumns.Length > 1)
            return new DataError.BadText(
                path, records.Line, ColumnOf(labelColumns[1],
                    names), "Two columns are called `label`.", "Give one of them another name, or remove it.");
        if (labelColumns.Length == words.Count)
            return new DataError.BadText(path, records.Line, null, "There is no column of numbers.", Remedy);

        var rows = new CsvRows(path, records, names, words.Count, labelColumns is [var column] ? column : -1, labels) { isPending =
            !isHeader };
        if (!isHeader) return rows;
        if (rows.NextRecord() is { } error) return error;
        if (!records.HasRecord)
            return new DataError.BadText(path, 1, null, "There is a header but no row.", Remedy);
        rows.isPending = true;
        return rows;
    }

    // Empty lines are passed over at the end of the file and nowhere else.
    private DataError? NextRecord()
    {
        if (isPending)
        {
            isPending = false;
            return null;
        }

        var emptyLine = 0L;
        while (true)
        {
            if (records.Advance() is { } error) return error;
            if (!records.HasRecord) return null;
            if (records.Record.IndexOfAnyExcept((byte)' ', (byte)'\t') < 0)
            {
                if (emptyLine == 0) emptyLine = records.Line;
                continue;
            }

            return emptyLine == 0
                ? null
                : new DataError.BadText(path, emptyLine,
                    null, "The line is empty.", "Remove it; for a row that is missing its only value write \"\".");
        }
    }

    private DataError.BadText? Parse(Span<double> row)
    {
        var (column, feature) = (0, 0);
        for (var cells = new CsvCells(records.Record); cells.MoveNext(); column++)
        {
            if (column >= columns) return Ragged();
            if (cells.IsBroken) return Broken(path, records.Line, column, names);
            var error = column == labelColumn ? KeepLabel(cells.Current) : ParseNumber(cells.Current, column, out row[feature++]);
            if (error is not null) return error;
        }

        return column < columns ? Ragged() : null;
    }

    private DataError.BadText? ParseNumber(ReadOnlySpan<byte> cell, int column, out double value)
    {
        value = double.NaN;
        cell = cell.Trim(" \t\n\r"u8);
        if (cell.IsEmpty) return null;
        if (!double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out value) || double.IsNaN(value))
        {
            value = double.NaN;
            return IsMissing(Shown(cell)) ? null
                : new DataError.BadText(path, records.Line, ColumnOf(column, names), $"'{Shown(cell)}' is not a number.", Numbers);
        }

        if (Math.Abs(value) <= LargestValue) return null;
        return new DataError.BadText(
            path, records.Line, ColumnOf(column, names), $"'{Shown(cell)}' is not a number between -1e38 and 1e38.", Numbers);
    }

    private DataError.BadText? KeepLabel(ReadOnlySpan<byte> cell)
    {
        if (labels is null) return null;
        if (!Utf8.IsValid(cell)) return NoUtf8(path, records.Line, labelColumn, names);
        var word = Encoding.UTF8.GetString(cell).Trim();
        labels.Add(word);
        return !labels.IsOverfull
            ? null
            : new DataError.BadText(
                path, records.Line, ColumnOf(labelColumn, names),
                string.Create(CultureInfo.InvariantCulture, $"There are more than {ClassLabels.MostClasses} different labels."),
                "A label is the class of a row; give the column another name if it is something else.");
    }

    private DataError.BadText Ragged()
    {
        var found = 0;
        for (var cells = new CsvCells(records.Record); cells.MoveNext();) found++;
        return new DataError.BadText(
            path, records.Line, null, string.Create(CultureInfo.InvariantCulture,
                $"The line has {found} {(found == 1 ? "cell" : "cells")} where the first line has {columns}."),
            "Give every line the same number of cells; an empty cell is a missing value.");
    }

    private static DataError.BadText Broken(string path, long line, int column, string[]? names) => new DataError.BadText(
        path, line, ColumnOf(column, names), "Text follows the closing quote of a cell.", "Double the quotes inside a quoted cell.");

    private static DataError.BadText NoUtf8(string path, long line, int column, string[]? names) => new DataError.BadText(
        path, line, ColumnOf(column, names), "The text is not UTF-8.", "Save the file as UTF-8.");

    private static string ColumnOf(int column, string[]? names) => string.Create(
        CultureInfo.InvariantCulture,
            $"column {column + 1}{(names is null || names[column].Length == 0 ? "" : $" ({DisplayText.Of(names[column])})")}");

    private static string Shown(ReadOnlySpan<byte> cell) => DisplayText.Of(Encoding.UTF8.GetString(cell[..Math.Min(cell.Length, 200)]));

    private static bool IsLabel(string word) => word.Equals("label", StringComparison.OrdinalIgnoreCase);

    // Words that stand for a value that is no number make no header.
    private static bool IsNoNumber(string word) =>
        IsMissing(word) || word.TrimStart('+', '-').ToUpperInvariant() is "INF" or "INFINITY" or "∞";

    // What NumPy, pandas, R and SQL write for a value that is not there.
    private static bool IsMissing(string word) => word.TrimStart('+', '-').ToUpperInvariant() is "NAN" or "NA" or "N/A" or "NULL";
}
