using LanguageExt;

namespace GmmVae.Engine.Data.Csv;

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

/// <summary>Walks over the cells of one record.</summary>
internal ref struct CsvCells(ReadOnlySpan<byte> record)
{
    private ReadOnlySpan<byte> rest = record;
    private bool isAtEnd;

    /// <summary>The cell, without quotes round it.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>Whether something follows the cell's closing quote, which is an error.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Goes to the next cell, if there is one.</summary>
    public bool MoveNext()
    {
        if (isAtEnd) return false;
        var length = rest.StartsWith("\""u8) ? Quoted() : rest.IndexOf((byte)',');
        if (!rest.StartsWith("\""u8)) Current = length < 0 ? rest : rest[..length];
        isAtEnd = length < 0 || length == rest.Length;
        rest = isAtEnd ? default : rest[(length + 1)..];
        return true;
    }

    // Sets the cell and gives the place after it.
    private int Quoted()
    {
        var (at, doubled) = (1, 0);
        while (true)
        {
            var quote = rest[at..].IndexOf((byte)'"');
            if (quote < 0) throw new System.Diagnostics.UnreachableException("Records have their quotes closed.");
            at += quote + 1;
            if (at == rest.Length || rest[at] != '"') break;
            at++;
            doubled++;
        }

        Current = doubled == 0 ? rest[1..(at - 1)] : Single(rest[1..(at - 1)], doubled);
        if (at == rest.Length || rest[at] == ',') return at;
        IsBroken = true;
        var comma = rest[at..].IndexOf((byte)',');
        return comma < 0 ? rest.Length : at + comma;
    }

    private static byte[] Single(ReadOnlySpan<byte> text, int doubled)
    {
        var single = new byte[text.Length - doubled];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            single[length++] = text[i];
            if (text[i] == '"') i++;
        }

        return single;
    }
}

/// <summary>Cuts a stream of comma-separated UTF-8 text into records: lines, but for line breaks inside quotes.</summary>
/// <remarks>Holds one piece of the file, or one record where that is longer.</remarks>
internal sealed class CsvRecords(Stream stream, string path) : IDisposable
{
    private const int LongestRecord = 1 << 26;

    private byte[] buffer = new byte[1 << 16];
    private int start;
    private int next;
    private int end;
    private int length;
    private long nextLine = 1;

    /// <summary>Whether the last <see cref="Advance"/> found a record.</summary>
    public bool HasRecord { get; private set; }

    /// <summary>The record without its line end. Valid until the next <see cref="Advance"/>.</summary>
    public ReadOnlySpan<byte> Record => buffer.AsSpan(start, length);

    /// <summary>The line on which the record begins, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Skips the mark of UTF-8 that a file may begin with; other encodings are refused.</summary>
    public DataError? SkipMark()
    {
        while (end < 3 && Fill())
        {
        }

        var first = buffer.AsSpan(0, end);
        if (first.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || first.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            return new DataError.Malformed(path, 0, "The text is encoded as UTF-16.", "Save the file as UTF-8.");
        if (first.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) next = 3;
        return null;
    }

    /// <summary>Goes to the next record, if there is one.</summary>
    public DataError? Advance()
    {
        (start, Line) = (next, nextLine);
        var (at, quoteLine) = (0, 0L);
        while (true)
        {
            var found = buffer.AsSpan(start + at, end - start - at).IndexOfAny((byte)'\n', (byte)'"');
            if (found < 0)
            {
                at = end - start;
                if (at > LongestRecord) return TooLong(quoteLine);
                if (Fill()) continue;
                return quoteLine > 0 ? Unclosed(quoteLine) : Finish(at, at);
            }

            at += found;
            if (buffer[start + at] == '\n')
            {
                nextLine++;
                if (quoteLine == 0) return Finish(at, at + 1);
                at++;
            }
            else if (quoteLine == 0)
            {
                if (at == 0 || buffer[start + at - 1] == ',') quoteLine = nextLine;
                at++;
            }
            else
            {
                // A doubled quote is part of the text.
                if (start + at + 1 == end && Fill()) continue;
                var isDoubled = start + at + 1 < end && buffer[start + at + 1] == '"';
                if (!isDoubled) quoteLine = 0;
                at += isDoubled ? 2 : 1;
            }
        }
    }

    public void Dispose() => stream.Dispose();

    private DataError? Finish(int recordLength, int consumed)
    {
        (length, next, HasRecord) = (recordLength, start + consumed, consumed > 0);
        if (length > 0 && buffer[start + length - 1] == '\r') length--;
        return null;
    }

    private bool Fill()
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }

        if (end == buffer.Length) System.Array.Resize(ref buffer, 2 * buffer.Length);
        var read = stream.Read(buffer, end, buffer.Length - end);
        end += read;
        return read > 0;
    }

    private DataError.BadText Unclosed(long line) =>
        new(path, line, null, "A quoted cell that begins here is never closed.", "Write its closing quote.");

    private DataError.BadText TooLong(long quoteLine) => quoteLine > 0
        ? Unclosed(quoteLine)
        : new(path, Line, null, "The line is longer than 64 MB.", "Check that this is a text file with a line for each row.");
}
