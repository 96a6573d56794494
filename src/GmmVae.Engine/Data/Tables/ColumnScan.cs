using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine.Data.Tables;

/// <summary>Looks at all cells of a column, and says what they are.</summary>
internal sealed class ColumnScan
{
    /// <summary>A category has at most so many words.</summary>
    public const int MostWords = 100;

    private const int MostKept = 1000;
    private const int FewRows = 20;

    private readonly ColumnStatistics statistics = new();
    private readonly Dictionary<string, int> words = new(StringComparer.Ordinal);
    private long numbers;
    private long truths;
    private long dates;
    private long numberLike;
    private long others;
    private bool isOutside;

    /// <summary>What numbers, truths and dates come to.</summary>
    public ColumnStatistics Statistics => statistics;

    /// <summary>The first cell that is no number, though others are, or it is meant for one.</summary>
    public (long Line, string Text)? FirstOdd { get; private set; }

    private long Present => statistics.Count + others;

    /// <summary>Counts the cell of the record that the cursor is at.</summary>
    public void Add(TableCursor cursor, int column)
    {
        if (cursor.IsMissing(column))
        {
            statistics.Add(double.NaN);
            return;
        }

        if (cursor.TryNumber(column, out var value))
        {
            numbers++;
            statistics.Add(value);
            if (words.Count <= MostKept) Keep(cursor.Cell(column));
            if (Math.Abs(value) > RowCollector.LargestValue)
            {
                isOutside = true;
                FirstOdd ??= (cursor.Line, cursor.Cell(column).ToString());
            }

            return;
        }

        var cell = cursor.Cell(column);
        FirstOdd ??= (cursor.Line, cell.ToString());
        if (words.Count <= MostKept) Keep(cell);
        if (CellText.TryTruth(cell, out var truth))
        {
            truths++;
            statistics.Add(truth);
        }
        else if (CellText.TryDate(cell, out var seconds))
        {
            dates++;
            statistics.Add(seconds);
        }
        else
        {
            others++;
            if (CellText.LooksLikeNumber(cell)) numberLike++;
        }
    }

    /// <summary>What the column is; none where it is of no use.</summary>
    public Option<ColumnKind> Kind() => Present == 0 || IsBadNumbers ? None
        : numbers == Present ? ColumnKind.Number
        : truths == Present ? ColumnKind.Truth
        : dates == Present ? ColumnKind.Date
        : HasTooManyWords ? None
        : ColumnKind.Category;

    /// <summary>Whether the column is one of numbers, some of which are none.</summary>
    public bool IsBadNumbers => isOutside || (numbers < Present && numbers + numberLike > 0 && 2 * (numbers + numberLike) >= Present);

    /// <summary>Whether there are too many different words for a category: names, remarks, keys.</summary>
    public bool HasTooManyWords => words.Count > MostWords || (Present > FewRows && 2L * words.Count > Present);

    /// <summary>Whether all values that are there are the same.</summary>
    public bool IsConstant => Present > 1 && (words.Count == 1 || (others == 0 && statistics.Minimum == statistics.Maximum));

    /// <summary>How many different words there are, as far as they are counted.</summary>
    public string DistinctWords => words.Count > MostKept
        ? FormattableString.Invariant($"over {MostKept}")
        : words.Count.ToString(CultureInfo.InvariantCulture);

    /// <summary>The column, once it is known what it is.</summary>
    public TableColumn Column(string name, ColumnKind kind) => new(name, kind, kind == ColumnKind.Category
        ? toArray(words.Keys.Order(StringComparer.Ordinal))
        : Arr<string>.Empty);

    /// <summary>What there is to say of the column.</summary>
    public JsonObject Describe(string name)
    {
        var kind = Kind();
        var json = new JsonObject
        {
            ["name"] = name,
            ["type"] = kind.Match(
                known => known switch
                {
                    ColumnKind.Category => "category",
                    ColumnKind.Truth => "boolean",
                    ColumnKind.Date => "date, in seconds since 1970",
                    _ => statistics.IsWhole ? "whole number" : "number",
                },
                () => Present == 0 ? "empty" : IsBadNumbers ? "numbers and words" : "text"),
        };
        if (Present == 0 || kind.Exists(known => known != ColumnKind.Category))
            return statistics.WriteTo(json);
        json["missing"] = statistics.Missing;
        json["distinct"] = DistinctWords;
        if (kind.IsSome)
            json["words"] = new JsonObject(words.OrderBy(word => word.Key, StringComparer.Ordinal)
                .Select(word => KeyValuePair.Create(word.Key, (JsonNode?)word.Value)));
        return json;
    }

    private void Keep(ReadOnlySpan<char> cell) =>
        CollectionsMarshal.GetValueRefOrAddDefault(words.GetAlternateLookup<ReadOnlySpan<char>>(), cell, out _)++;
}
