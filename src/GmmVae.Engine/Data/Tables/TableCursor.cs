using System.Globalization;

namespace GmmVae.Engine.Data.Tables;

/// <summary>Goes over the records of a table, each of cells. Not thread-safe.</summary>
internal abstract class TableCursor : IDisposable
{
    /// <summary>Whether the last <see cref="Advance"/> found a record.</summary>
    public bool HasRecord { get; protected set; }

    /// <summary>The line on which the record begins, from 1; of a file without lines, its number.</summary>
    public long Line { get; protected set; }

    /// <summary>The names of the columns, for errors, where a header gave some.</summary>
    public IReadOnlyList<string> Names { get; set; } = [];

    /// <summary>The cells of the record.</summary>
    public abstract int Count { get; }

    /// <summary>A column as errors call it: by its number from 1 and its name.</summary>
    public string PlaceOf(int column) => FormattableString.Invariant($"column {column + 1}")
        + (column < Names.Count && Names[column].Length > 0 ? $" ({DisplayText.Of(Names[column])})" : "");

    /// <summary>Goes to the next record, if there is one.</summary>
    public abstract DataError? Advance();

    /// <summary>A cell without quotes round it and spaces about it. Valid until the next <see cref="Advance"/>.</summary>
    public abstract ReadOnlySpan<char> Cell(int column);

    /// <summary>A cell as a number, if it is one.</summary>
    public virtual bool TryNumber(int column, out double value) => CellText.TryNumber(Cell(column), takesCommas: false, out value);

    /// <summary>Whether a cell says that it has no value.</summary>
    public virtual bool IsMissing(int column) => MissingWord.Is(Cell(column));

    /// <summary>Closes the file.</summary>
    public abstract void Dispose();
}

/// <summary>What the text of a cell means, in every kind of table.</summary>
internal static class CellText
{
    private const int LongestNumber = 64;

    private static readonly string[] DateFormats =
    [
        "yyyy-MM-dd", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss",
        "yyyy-MM-ddTHH:mm:ss.FFFFFFF", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy/MM/dd", "yyyy/MM/dd HH:mm", "yyyy/MM/dd HH:mm:ss",
    ];

    /// <summary>A number in the invariant notation, or with a comma for its point.</summary>
    public static bool TryNumber(ReadOnlySpan<char> cell, bool takesCommas, out double value)
    {
        if (takesCommas && cell.Length <= LongestNumber && cell.IndexOf(',') is >= 0 and var comma && cell.IndexOf('.') < 0)
        {
            Span<char> pointed = stackalloc char[cell.Length];
            cell.CopyTo(pointed);
            pointed[comma] = '.';
            return double.TryParse(pointed, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && !double.IsNaN(value);
        }

        return double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && !double.IsNaN(value);
    }

    /// <summary>1 for true, 0 for false.</summary>
    public static bool TryTruth(ReadOnlySpan<char> cell, out double value)
    {
        value = cell.Equals("true", StringComparison.OrdinalIgnoreCase) ? 1 : 0;
        return value == 1 || cell.Equals("false", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The seconds since the beginning of 1970 of a date in the order year, month, day; without an offset from UTC it is taken
    /// for UTC.</summary>
    public static bool TryDate(ReadOnlySpan<char> cell, out double seconds)
    {
        seconds = 0;
        if (cell.Length < 10 || !char.IsAsciiDigit(cell[0])
            || !DateTimeOffset.TryParseExact(
                cell, DateFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)) return false;
        seconds = (date - DateTimeOffset.UnixEpoch).TotalSeconds;
        return true;
    }

    /// <summary>Whether a word is meant for a number, though it is not written as one: <c>1.234,5</c>, <c>12 %</c>, <c>inf</c>.</summary>
    public static bool LooksLikeNumber(ReadOnlySpan<char> cell)
    {
        if (IsInfinite(cell)) return true;
        var hasDigit = false;
        foreach (var c in cell)
        {
            hasDigit |= char.IsAsciiDigit(c);
            if (!char.IsAsciiDigit(c) && !"+-.,'%$€£eExX \u00A0\u202F".Contains(c, StringComparison.Ordinal)) return false;
        }

        return hasDigit;
    }

    /// <summary>Words for no number that make no header either.</summary>
    public static bool IsInfinite(ReadOnlySpan<char> cell) => cell.TrimStart("+-") is var word
        && (word.Equals("inf", StringComparison.OrdinalIgnoreCase) || word.Equals("infinity", StringComparison.OrdinalIgnoreCase)
            || word is "∞");
}
