using System.Buffers.Binary;
using System.Numerics;
using GmmVae.Domain.Graphs;
using GmmVae.Engine.Artifacts.Images;

namespace GmmVae.Engine.Artifacts.TensorBoard;

/// <summary>
/// Writes a TensorBoard event file: a record an event, each its length, the length's masked CRC-32C, the event, and the event's
/// masked CRC-32C. Not thread-safe.
/// </summary>
/// <remarks>Field numbers are those of TensorFlow's published <c>event.proto</c> and <c>summary.proto</c>.</remarks>
internal sealed class EventWriter
{
    private const uint MaskDelta = 0xA282EAD8;
    private const int Buckets = 30;

    private readonly Stream stream;

    /// <summary>Begins a file.</summary>
    /// <param name="stream">Where to write; left open.</param>
    /// <param name="seconds">When, in seconds since 1970.</param>
    public EventWriter(Stream stream, double seconds)
    {
        ArgumentNullException.ThrowIfNull(stream);
        this.stream = stream;
        Record(new ProtobufWriter().Double(1, seconds).Text(3, "brain.Event:2"));
    }

    /// <summary>Named numbers at a step.</summary>
    public void Scalars(double seconds, long step, IEnumerable<(string Tag, double Value)> scalars)
    {
        ArgumentNullException.ThrowIfNull(scalars);
        var summary = new ProtobufWriter();
        foreach (var (tag, value) in scalars)
            summary.Message(1, new ProtobufWriter().Text(1, tag).Single(2, (float)value));
        Record(Event(seconds, step).Message(5, summary));
    }

    /// <summary>A picture at a step.</summary>
    /// <param name="seconds">When, in seconds since 1970.</param>
    /// <param name="step">The step.</param>
    /// <param name="tag">Its name.</param>
    /// <param name="shape">Its extents: 1 channel for grey, 3 for red, green, blue.</param>
    /// <param name="pixels">Rows from the top, channels last.</param>
    public void Image(double seconds, long step, string tag, ImageShape shape, ReadOnlySpan<byte> pixels)
    {
        using var png = new MemoryStream();
        PngWriter.Write(png, shape.Width, shape.Height, pixels, shape.Channels);
        var image = new ProtobufWriter().Integer(1, shape.Height).Integer(2, shape.Width).Integer(3, shape.Channels).Bytes(4,
            png.ToArray());
        Record(Event(seconds, step).Message(5, new ProtobufWriter().Message(1, new ProtobufWriter().Text(1, tag).Message(4, image))));
    }

    /// <summary>How numbers are spread at a step: counts in 30 equal parts of their range, or in one where all are equal.</summary>
    /// <param name="seconds">When, in seconds since 1970.</param>
    /// <param name="step">The step.</param>
    /// <param name="tag">Its name.</param>
    /// <param name="values">The numbers: finite, at least one.</param>
    public void Histogram(double seconds, long step, string tag, ReadOnlySpan<float> values)
    {
        var (minimum, maximum, sum, squares) = ((double)values[0], (double)values[0], 0.0, 0.0);
        foreach (double value in values)
            (minimum, maximum, sum, squares) = (Math.Min(minimum, value), Math.Max(maximum, value), sum + value, squares + (value * value));
        var counts = new double[minimum < maximum ? Buckets : 1];
        foreach (double value in values)
            counts[minimum < maximum ? Math.Min((int)((value - minimum) / (maximum - minimum) * Buckets), Buckets - 1) : 0]++;
        double[] limits = [.. counts.Select((_, i) => i == counts.Length - 1 ? maximum : minimum
            + ((maximum - minimum) * (i + 1) / Buckets))];
        var histogram = new ProtobufWriter()
            .Double(1, minimum).Double(2, maximum).Double(3, values.Length).Double(4, sum).Double(5, squares).Doubles(6, limits).Doubles(7,
                counts);
        Record(Event(seconds, step).Message(5, new ProtobufWriter().Message(1, new ProtobufWriter().Text(1, tag).Message(5, histogram))));
    }

    private static ProtobufWriter Event(double seconds, long step) => new ProtobufWriter().Double(1, seconds).Integer(2, step);

    private void Record(ProtobufWriter contents)
    {
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)contents.Written.Length);
        stream.Write(length);
        WriteCheck(length);
        stream.Write(contents.Written);
        WriteCheck(contents.Written);
    }

    private void WriteCheck(ReadOnlySpan<byte> bytes)
    {
        var state = uint.MaxValue;
        foreach (var value in bytes)
            state = BitOperations.Crc32C(state, value);
        Span<byte> check = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(check, unchecked(BitOperations.RotateRight(~state, 15) + MaskDelta));
        stream.Write(check);
    }
}
