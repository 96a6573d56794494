using System.Globalization;
using System.IO.Compression;
using System.Text;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine.Data.Tables;

/// <summary>A table that can be read from its beginning any number of times, and what its first lines say of its columns.</summary>
/// <param name="Path">The file, for errors.</param>
/// <param name="Open">Begins with the first row, after the header.</param>
/// <param name="Names">The columns' names, of which no two are alike; without a header their numbers from 1.</param>
/// <param name="IsNamed">Whether there is a header.</param>
/// <param name="HasIndex">Whether the first column is one that the header leaves without a name, as pandas writes an index.</param>
internal sealed record TableFile(
    string Path, Func<Either<DataError, TableCursor>> Open, Arr<string> Names, bool IsNamed, bool HasIndex)
{
    /// <summary>What stands for standard input in the place of a path.</summary>
    public const string StandardInput = "-";

    private const int HeadCharacters = 1 << 16;
    private const int HeadLines = 20;
    private const string Remedy = "Give a text file with a line for each row, or a Parquet file.";

    private static readonly string[] TextEndings = [".csv", ".tsv", ".txt", ".data"];

    /// <summary>Whether a path is that of a table by its name.</summary>
    public static bool IsOne(string path) => path == StandardInput || IsParquet(path) || IsText(path);

    /// <summary>Reads the first lines of a table.</summary>
    public static Either<DataError, TableFile> Read(string path, Option<char> delimiter)
    {
        try
        {
            if (IsParquet(path))
                return ParquetCursor.Read(path);
            var source = SourceOf(path);
            using var reader = Text(source());
            var head = new char[HeadCharacters];
            var mark = delimiter.IfNone(() => path.Contains(".tsv", StringComparison.OrdinalIgnoreCase) ? '\t'
                : DelimiterOf(head.AsSpan(0, reader.ReadBlock(head))));
            return Head(path, () => TextCursor.Open(path, Text(source()), mark));
        }
        catch (Exception fault) when (FileErrors.IsExpected(fault))
        {
            return FileErrors.Unreadable(path, fault);
        }
    }

    private static bool IsParquet(string path) => path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase);

    private static bool IsText(string path) => TextEndings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)
        || path.EndsWith(ending + ".gz", StringComparison.OrdinalIgnoreCase));

    /// <summary>Opens the bytes anew at each call; those of standard input are read once and kept.</summary>
    private static Func<Stream> SourceOf(string path)
    {
        if (path != StandardInput)
            return () => InputFile.Open(path);
        using var input = Console.OpenStandardInput();
        var kept = new MemoryStream();
        input.CopyTo(kept);
        return () => new MemoryStream(kept.GetBuffer(), 0, (int)kept.Length, writable: false);
    }

    /// <summary>The text of bytes, plain or compressed with gzip, in UTF-8 or what its mark says.</summary>
    private static StreamReader Text(Stream bytes)
    {
        var isPacked = bytes.ReadByte() == 0x1F && bytes.ReadByte() == 0x8B;
        bytes.Position = 0;
        return new StreamReader(isPacked ? new GZipStream(bytes, CompressionMode.Decompress) : bytes, Encoding.UTF8,
            detectEncodingFromByteOrderMarks: true, HeadCharacters);
    }

    /// <summary>The first of tab and semicolon that cuts most of the first lines into as many cells as the very first; else the
    /// comma.</summary>
    private static char DelimiterOf(ReadOnlySpan<char> head)
    {
        foreach (var mark in "\t;")
        {
            var counts = Counts(head, mark);
            if (counts.Count > 0 && counts[0] > 0 && 2 * counts.Count(count => count == counts[0]) > counts.Count)
                return mark;
        }

        return ',';
    }

    /// <summary>How often a delimiter stands outside quotes in each of the first whole lines.</summary>
    private static List<int> Counts(ReadOnlySpan<char> head, char mark)
    {
        var (counts, count, isQuoted, length) = (new List<int>(), 0, false, 0);
        foreach (var c in head)
        {
            if (c == '"') isQuoted = !isQuoted;
            else if (c == mark && !isQuoted) count++;
            else if (c is '\n' or '\r' && !isQuoted)
            {
                if (length > 0) counts.Add(count);
                if (counts.Count == HeadLines) return counts;
                (count, length) = (0, -1);
            }

            length++;
        }

        if (length > 0 && (counts.Count == 0 || head.Length < HeadCharacters)) counts.Add(count);
        return counts;
    }

    private static Either<DataError, TableFile> Head(string path, Func<TableCursor> open)
    {
        using var cursor = open();
        if (cursor.Advance() is { } fault) return fault;
        if (!cursor.HasRecord) return new DataError.Malformed(path, 0, "The file is empty.", Remedy);
        var first = Cells(cursor);
        if (IsHeader(first, null)) cursor.Names = first;
        if (cursor.Advance() is { } broken) return broken;
        var second = cursor.HasRecord ? Cells(cursor) : null;
        var isIndexed = IsIndexHeader(first);
        if (!isIndexed && !IsHeader(first, second))
            return new TableFile(path, () => Right<DataError, TableCursor>(open()), Numbers(first.Length), false, false);
        if (second is null)
            return new DataError.BadText(path, 1, null, "There is a header but no row.", Remedy);
        var names = Unique(first);
        return new TableFile(path, () => AfterHeader(open(), names), names, true, first[0].Length == 0);
    }

    private static Either<DataError, TableCursor> AfterHeader(TableCursor cursor, Arr<string> names)
    {
        if (cursor.Advance() is { } fault)
        {
            cursor.Dispose();
            return fault;
        }

        cursor.Names = [.. names];
        return Right<DataError, TableCursor>(cursor);
    }

    private static string[] Cells(TableCursor cursor) =>
        [.. Enumerable.Range(0, cursor.Count).Select(column => cursor.Cell(column).ToString())];

    /// <summary>Names have words where the next line has none; a line that is like the next one in every cell is a row.</summary>
    private static bool IsHeader(string[] first, string[]? second)
    {
        if (!first.Any(IsWord)) return false;
        var hasNumber = first.Any(cell => cell.Length > 0 && !IsWord(cell));
        if (!hasNumber || second is null) return !hasNumber;
        return second.Length != first.Length
            || first.Where((cell, i) => IsWord(cell) && !IsWord(second[i])).Any()
            || first.Where((cell, i) => cell.Length > 0 && !IsWord(cell) && IsWord(second[i])).Any();
    }

    /// <summary>A first line <c>,0,1,2</c>: what pandas writes for columns without names beside an index.</summary>
    private static bool IsIndexHeader(string[] first) => first.Length > 1 && first[0].Length == 0
        && first.Skip(1).Select((cell, i) => cell == i.ToString(CultureInfo.InvariantCulture)).All(isPlace => isPlace);

    private static bool IsWord(string cell) =>
        cell.Length > 0 && !MissingWord.Is(cell) && !CellText.IsInfinite(cell) && !CellText.TryNumber(cell, takesCommas: true, out _);

    private static Arr<string> Numbers(int count) =>
        toArray(Enumerable.Range(1, count).Select(number => number.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Names as they are; one that is empty says its number, and one that is there already gets a number after a point.</summary>
    internal static Arr<string> Unique(IReadOnlyList<string> names)
    {
        var taken = new System.Collections.Generic.HashSet<string>(StringComparer.Ordinal);
        return toArray(names.Select((name, i) =>
        {
            var (wanted, unique) = (name.Length > 0 ? name : FormattableString.Invariant($"column {i + 1}"), "");
            for (var copy = 0; !taken.Add(unique = copy == 0 ? wanted : FormattableString.Invariant($"{wanted}.{copy}")); copy++)
            {
            }

            return unique;
        }));
    }
}
