using System.Buffers;
using System.Globalization;
using System.Text;

namespace GmmVae.Engine;

/// <summary>
/// Writes comma-separated rows of numbers under a line of names, in the invariant notation; a number is as long as it must
/// be for its bits to come back.
/// </summary>
/// <remarks>Not thread-safe.</remarks>
public sealed class CsvWriter
{
    private const int LongestNumber = 32;

    private readonly Stream stream;
    private readonly ArrayBufferWriter<byte> line = new();

    /// <summary>Writes the names.</summary>
    /// <param name="stream">Where to write; left open.</param>
    /// <param name="names">The columns' names, which need no quotes.</param>
    public CsvWriter(Stream stream, IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(stream);
        this.stream = stream;
        stream.Write(Encoding.UTF8.GetBytes(string.Join(',', names) + '\n'));
    }

    /// <summary>Adds a row that begins with a whole number.</summary>
    public void Append(int first, ReadOnlySpan<float> rest)
    {
        Write(first);
        line.Write(","u8);
        Append(rest);
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
