using System.Buffers.Binary;
using System.Text;

namespace GmmVae.Tests.EndToEnd;

/// <summary>A reader of TensorBoard event files of its own: bitwise check values, and a plain walk over the wire format.</summary>
internal static class EventFile
{
    /// <summary>The events of a file; lengths and check values must be right, and nothing may follow.</summary>
    internal static IReadOnlyList<Fields> Read(byte[] file)
    {
        var events = new List<Fields>();
        for (var at = 0; at < file.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at));
            Assert.Equal(Masked(file.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8)));
            var contents = file.AsSpan(at + 12, length);
            Assert.Equal(Masked(contents), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 12 + length)));
            events.Add(Fields.Of(contents));
            at += length + 16;
        }

        return events;
    }

    /// <summary>CRC-32C bit by bit (polynomial 0x82F63B78 reflected), rotated and shifted as the record format wants.</summary>
    internal static uint Masked(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
        }

        crc = ~crc;
        return unchecked(((crc >> 15) | (crc << 17)) + 0xA282EAD8);
    }

    /// <summary>The fields of one message by number.</summary>
    internal sealed record Fields(ILookup<int, byte[]> Values)
    {
        internal static Fields Of(ReadOnlySpan<byte> message)
        {
            var fields = new List<(int Field, byte[] Value)>();
            while (!message.IsEmpty)
            {
                var tag = (int)Varint(ref message);
                var length = (tag & 7) switch { 1 => 8, 5 => 4, 2 => (int)Varint(ref message), 0 => -1, var wire =>
                    throw new InvalidDataException($"Wire type {wire}.") };
                if (length < 0)
                {
                    fields.Add((tag >> 3, BitConverter.GetBytes(Varint(ref message))));
                    continue;
                }

                fields.Add((tag >> 3, message[..length].ToArray()));
                message = message[length..];
            }

            return new(fields.ToLookup(field => field.Field, field => field.Value));
        }

        internal double Double(int field) => BitConverter.ToDouble(Values[field].Single());

        internal float Single(int field) => BitConverter.ToSingle(Values[field].Single());

        internal long Integer(int field) => BitConverter.ToInt64(Values[field].Single());

        internal string Text(int field) => Encoding.UTF8.GetString(Values[field].Single());

        internal IEnumerable<Fields> Messages(int field) => Values[field].Select(value => Of(value));

        private static ulong Varint(ref ReadOnlySpan<byte> message)
        {
            var value = 0UL;
            for (var shift = 0; ; shift += 7)
            {
                var next = message[0];
                message = message[1..];
                value |= (ulong)(next & 0x7F) << shift;
                if (next < 0x80)
                    return value;
            }
        }
    }
}
