using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace GmmVae.Engine.Artifacts;

/// <summary>Writes the fields of one message in the wire format of protocol buffers, in the order of the calls.</summary>
internal sealed class ProtobufWriter
{
    private readonly ArrayBufferWriter<byte> written = new();

    private enum Wire
    {
        Varint = 0,
        Eight = 1,
        Length = 2,
        Four = 5,
    }

    /// <summary>An integer or an enumeration's value.</summary>
    public ProtobufWriter Integer(int field, long value)
    {
        Tag(field, Wire.Varint);
        Varint((ulong)value);
        return this;
    }

    /// <summary>A single-precision number.</summary>
    public ProtobufWriter Single(int field, float value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        Tag(field, Wire.Four);
        written.Write(bytes);
        return this;
    }

    /// <summary>A double-precision number.</summary>
    public ProtobufWriter Double(int field, double value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        Tag(field, Wire.Eight);
        written.Write(bytes);
        return this;
    }

    /// <summary>Double-precision numbers, packed.</summary>
    public ProtobufWriter Doubles(int field, ReadOnlySpan<double> values)
    {
        var bytes = new byte[values.Length * sizeof(double)];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(i * sizeof(double)), values[i]);
        return Bytes(field, bytes);
    }

    /// <summary>Text.</summary>
    public ProtobufWriter Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    /// <summary>Bytes.</summary>
    public ProtobufWriter Bytes(int field, ReadOnlySpan<byte> value)
    {
        Tag(field, Wire.Length);
        Varint((ulong)value.Length);
        written.Write(value);
        return this;
    }

    /// <summary>A message.</summary>
    public ProtobufWriter Message(int field, ProtobufWriter message) => Bytes(field, message.Written);

    /// <summary>What is written so far.</summary>
    public ReadOnlySpan<byte> Written => written.WrittenSpan;

    private void Tag(int field, Wire wire) => Varint(((ulong)field << 3) | (ulong)wire);

    private void Varint(ulong value)
    {
        for (; value > 0x7F; value >>= 7)
            Byte((byte)(value | 0x80));
        Byte((byte)value);
    }

    private void Byte(byte value)
    {
        written.GetSpan(1)[0] = value;
        written.Advance(1);
    }
}
