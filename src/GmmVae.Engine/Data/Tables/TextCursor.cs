using nietras.SeparatedValues;

namespace GmmVae.Engine.Data.Tables;

/// <summary>The records of a text with a delimiter between cells: lines, but for line breaks inside quotes.</summary>
/// <remarks>Sep cuts the text; quotes, encoding and lines are checked here, so that errors have the place that an editor shows.</remarks>
internal sealed class TextCursor : TableCursor
{
    private readonly string path;
    private readonly SepReader reader;
    private readonly bool takesCommas;
    private readonly List<string> plain = [];
    private long nextLine = 1;
    private bool isQuoted;

    private TextCursor(string path, SepReader reader, char delimiter) =>
        (this.path, this.reader, takesCommas) = (path, reader, delimiter != ',');

    /// <summary>Begins with the first record of a text, which is closed with the cursor.</summary>
    /// <exception cref="IOException">The text cannot be read.</exception>
    public static TextCursor Open(string path, TextReader text, char delimiter) => new(
        path,
        Sep.New(delimiter).Reader(options => options with { HasHeader = false, DisableColCountCheck = true, Unescape = false }).From(text),
        delimiter);

    public override int Count => reader.Current.ColCount;

    public override DataError? Advance()
    {
        var emptyLine = 0L;
        while (true)
        {
            Line = nextLine;
            try
            {
                HasRecord = reader.MoveNext();
            }
            catch (NotSupportedException)
            {
                return new DataError.BadText(path, Line, null, "The line is longer than 16 million characters, or a quoted cell that begins here is never closed.",
                    "Check that this is a text file with a line for each row, and that its quotes are closed.");
            }
            catch (Exception fault) when (FileErrors.IsExpected(fault))
            {
                return FileErrors.Unreadable(path, fault);
            }

            if (!HasRecord) return null;
            nextLine = reader.Current.LineNumberToExcl;
            var record = reader.Current.Span;
            if (record.IndexOfAnyExcept(' ', '\t') >= 0 || Count > 1)
                return emptyLine == 0
                    ? Check(record)
                    : new DataError.BadText(path, emptyLine,
                        null, "The line is empty.", "Remove it; for a row that is missing its only value write \"\".");
            if (emptyLine == 0) emptyLine = Line;
        }
    }

    public override ReadOnlySpan<char> Cell(int column) => isQuoted ? plain[column] : reader.Current[column].Span.Trim(" \t");

    public override bool TryNumber(int column, out double value) => CellText.TryNumber(Cell(column), takesCommas, out value);

    public override void Dispose() => reader.Dispose();

    private DataError.BadText? Check(ReadOnlySpan<char> record)
    {
        isQuoted = record.Contains('"');
        if (record.Contains('\uFFFD'))
            for (var column = 0; column < Count; column++)
                if (reader.Current[column].Span.Contains('\uFFFD'))
                    return Bad(Line, column, "The text is not UTF-8.", "Save the file as UTF-8.");
        if (!isQuoted) return null;
        plain.Clear();
        var line = Line;
        for (var column = 0; column < Count; column++)
        {
            var cell = reader.Current[column].Span;
            if (Unquote(cell, line, column, out var text) is { } fault) return fault;
            plain.Add(text);
            line += cell.Count('\n');
        }

        return null;
    }

    private DataError.BadText? Unquote(ReadOnlySpan<char> cell, long line, int column, out string text)
    {
        text = cell.Trim(" \t").ToString();
        if (!text.Contains('"', StringComparison.Ordinal)) return null;
        if (text[0] != '"')
            return Bad(line, column, "A quote stands inside a cell that has none round it.",
                "Put the cell into quotes, and double the quotes inside.");
        var at = 1;
        while (at < text.Length)
        {
            at = text.IndexOf('"', at);
            if (at < 0) break;
            if (at + 1 == text.Length)
            {
                text = text[1..at].Replace("\"\"", "\"", StringComparison.Ordinal).Trim();
                return null;
            }

            if (text[at + 1] != '"')
                return Bad(line, column, "Text follows the closing quote of a cell.", "Double the quotes inside a quoted cell.");
            at += 2;
        }

        return new DataError.BadText(path, line, null, "A quoted cell that begins here is never closed.", "Write its closing quote.");
    }

    private DataError.BadText Bad(long line, int column, string what, string remedy) =>
        new(path, line, PlaceOf(column), what, remedy);
}
