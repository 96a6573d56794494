using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace GmmVae.Engine.Files;

/// <summary>
/// Writes comma-separated rows of numbers under a line of names, in the invariant notation; a number is as long as it must
/// be for its bits to come back.
/// </summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class CsvWriter
{
    private const int LongestNumber = 32;

    private readonly Stream stream;
    private readonly ArrayBufferWriter<byte> line = new();

    /// <summary>Writes the names.</summary>
    /// <param name="stream">Where to write; left open.</param>
    /// <param name="names">The columns' names.</param>
    public CsvWriter(Stream stream, IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(stream);
        this.stream = stream;
        stream.Write(Encoding.UTF8.GetBytes(string.Join(',', names.Select(Quoted)) + '\n'));
    }

    /// <summary>Begins a row with cells of text, which another call ends.</summary>
    public void Begin(IEnumerable<string> cells)
    {
        foreach (var cell in cells)
            line.Write(Encoding.UTF8.GetBytes(Quoted(cell) + ','));
    }

    /// <summary>Adds a row that begins with a whole number.</summary>
    public void Append(int first, ReadOnlySpan<float> rest)
    {
        Write(first);
        line.Write(","u8);
        Append(rest);
    }

    /// <summary>Adds a row, which begins with a whole number where there is one; NaN is an empty cell. A number that single precision
    /// holds has its digits.</summary>
    public void Append(int? first, ReadOnlySpan<double> row)
    {
        if (first is { } number)
            Write(number);
        for (var i = 0; i < row.Length; i++)
        {
            if (i > 0 || first is not null)
                line.Write(","u8);
            if ((float)row[i] == row[i])
                Write((float)row[i]);
            else if (!double.IsNaN(row[i]))
                Write(row[i]);
        }

        EndLine();
    }

    /// <summary>Adds a row, which must not be empty; NaN is an empty cell.</summary>
    public void Append(ReadOnlySpan<float> row)
    {
        WriteCell(row[0]);
        foreach (var value in row[1..])
        {
            line.Write(","u8);
            WriteCell(value);
        }

        EndLine();
    }

    private static string Quoted(string cell) => cell.AsSpan().IndexOfAny(",\"\r\n") < 0 ? cell
        : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private void WriteCell(float value)
    {
        if (!float.IsNaN(value))
            Write(value);
    }

    private void Write<T>(T value)
        where T : IUtf8SpanFormattable
    {
        value.TryFormat(line.GetSpan(LongestNumber), out var written, default, CultureInfo.InvariantCulture);
        line.Advance(written);
    }

    private void EndLine()
    {
        line.Write("\n"u8);
        stream.Write(line.WrittenSpan);
        line.ResetWrittenCount();
    }
}

/// <summary>
/// Writes a matrix of single-precision numbers in NumPy's format, version 1.0, row by row; the number of rows is entered at
/// the end.
/// </summary>
/// <remarks>Not thread-safe. Little-endian machines only.</remarks>
internal sealed class NpyWriter
{
    private const int HeaderLength = 128;

    private readonly Stream stream;
    private readonly long start;
    private readonly int columns;
    private long written;

    /// <summary>Begins a matrix at the stream's position.</summary>
    /// <param name="stream">Where to write; it must be able to seek, and is left open.</param>
    /// <param name="columns">The numbers in a row.</param>
    public NpyWriter(Stream stream, int columns)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (!BitConverter.IsLittleEndian) throw new PlatformNotSupportedException("Little-endian machines only.");
        (this.stream, this.columns, start) = (stream, columns, stream.Position);
        stream.Write(Header());
    }

    /// <summary>Adds whole rows.</summary>
    /// <exception cref="ArgumentException">These are not whole rows.</exception>
    public void Append(ReadOnlySpan<float> rows)
    {
        if (rows.Length % columns != 0)
            throw new ArgumentException("Whole rows are needed.", nameof(rows));
        stream.Write(MemoryMarshal.AsBytes(rows));
        written += rows.Length / columns;
    }

    /// <summary>Enters the number of rows.</summary>
    public void Finish()
    {
        var end = stream.Position;
        stream.Position = start;
        stream.Write(Header());
        stream.Position = end;
    }

    /// <summary>Magic, version, the length of what follows, and a Python dictionary padded to a multiple of 64 bytes in all.</summary>
    private byte[] Header()
    {
        var text = string.Create(CultureInfo.InvariantCulture,
            $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({written}, {columns}), }}");
        return [0x93, .. "NUMPY"u8, 1, 0, HeaderLength - 10, 0, .. Encoding.ASCII.GetBytes(text.PadRight(HeaderLength - 11) + '\n')];
    }
}
