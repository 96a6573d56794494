using System.Buffers.Binary;
using System.Security.Cryptography;

namespace GmmVae.Engine;

/// <summary>Whole numbers as hashes take them: the same bytes on every machine.</summary>
internal static class Integers
{
    /// <summary>Appends numbers, the least significant byte first.</summary>
    internal static void AppendTo(IncrementalHash hash, ReadOnlySpan<int> values)
    {
        Span<byte> buffer = stackalloc byte[4096];
        for (; !values.IsEmpty; values = values[Math.Min(values.Length, 1024)..])
        {
            var count = Math.Min(values.Length, 1024);
            for (var i = 0; i < count; i++) BinaryPrimitives.WriteInt32LittleEndian(buffer[(4 * i)..], values[i]);
            hash.AppendData(buffer[..(4 * count)]);
        }
    }
}
