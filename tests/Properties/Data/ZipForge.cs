using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace GmmVae.Tests.Properties;

/// <summary>Writes ZIP archives whose structure is right but for some lies: lengths, places, flags, methods, names and counts.</summary>
internal sealed class ZipForge(Random random)
{
    private static readonly string[] Names =
    [
        "x.npy", "X.npy", "y.npy", "x_train.npy", "x_test.npy", "y_train.npy", "y_test.npy", "../x.npy", "/etc/x.npy", "a/b/x.npy", "x", "",
        "x.npy\0y", "\e[31mx.npy", "x.npy/", "C:\\x.npy", new('x', 300),
    ];

    /// <summary>An archive of arrays, with none to a few lies in it.</summary>
    public byte[] Archive(IReadOnlyList<(string Name, byte[] Contents)> arrays)
    {
        using var file = new MemoryStream();
        if (Now(20)) file.Write(new byte[random.Next(1, 40)]);
        var entries = arrays.Select(array => (Name: Now(6) ? Names[random.Next(Names.Length)] : array.Name, array.Contents)).ToList();
        if (Now(8)) entries.Add(entries[random.Next(entries.Count)]);
        if (Now(20)) entries.Clear();
        using var central = new MemoryStream();
        foreach (var (name, contents) in entries)
            Entry(name, contents, file, central);
        End(entries.Count, file, central.ToArray());
        var bytes = file.ToArray();
        return Now(6) ? FileMutations.OfBytes(bytes, random) : Now(15) ? bytes[..random.Next(bytes.Length + 1)] : bytes;
    }

    private bool Now(int oneIn) => random.Next(oneIn) == 0;

    /// <summary>A number as it is, or now and then another.</summary>
    private ulong Told(ulong truth) => !Now(12) ? truth : random.Next(7) switch
    {
        0 => 0,
        1 => truth + 1,
        2 => truth - 1,
        3 => uint.MaxValue,
        4 => long.MaxValue - (ulong)random.Next(400),
        5 => ulong.MaxValue - (ulong)random.Next(400),
        _ => (ulong)random.NextInt64(),
    };

    private void Entry(string name, byte[] contents, MemoryStream file, MemoryStream central)
    {
        var isPacked = Now(2);
        var packed = isPacked ? Packed(contents) : contents;
        var method = Now(20) ? (ushort)random.Next(100) : (ushort)(isPacked ? 8 : 0);
        var flags = (ushort)((Now(30) ? 1 : 0) | (Now(20) ? 8 : 0) | (Now(4) ? 0x800 : 0) | (Now(60) ? random.Next(65536) : 0));
        var (stored, length, place) = (Told((ulong)packed.Length), Told((ulong)contents.Length), Told((ulong)file.Position));
        var checksum = Now(20) ? (uint)random.Next() : Crc32.Of(contents, []);
        var bytes = Now(30) ? Encoding.Latin1.GetBytes(name + "\u00ff") : Encoding.UTF8.GetBytes(name);
        var isLong = Now(3) || stored > uint.MaxValue || length > uint.MaxValue || place > uint.MaxValue;
        var extra = isLong ? Long(length, stored, place) : Now(20) ? new byte[random.Next(12)] : [];

        Put(file, 0x04034B50, 4);
        Common(file);
        file.Write(bytes);
        file.Write(extra);
        file.Write(packed);
        Put(central, 0x02014B50, 4);
        Put(central, 20, 2);
        Common(central);
        Put(central, Now(30) ? (ulong)random.Next(65536) : 0, 2);
        Put(central, Now(60) ? 1u : 0, 2);
        Put(central, 0, 6);
        Put(central, isLong && Now(2) ? uint.MaxValue : (uint)place, 4);
        central.Write(bytes);
        central.Write(extra);

        void Common(MemoryStream to)
        {
            Put(to, 20, 2);
            Put(to, flags, 2);
            Put(to, method, 2);
            Put(to, 0x21, 4);
            Put(to, checksum, 4);
            Put(to, isLong ? uint.MaxValue : (uint)stored, 4);
            Put(to, isLong ? uint.MaxValue : (uint)length, 4);
            Put(to, Told((ulong)bytes.Length), 2);
            Put(to, Told((ulong)extra.Length), 2);
        }
    }

    /// <summary>The field of 64-bit lengths and place.</summary>
    private byte[] Long(ulong length, ulong stored, ulong place)
    {
        using var field = new MemoryStream();
        var numbers = Now(2) ? new[] { length, stored, place } : Now(6) ? [length] : [length, stored];
        Put(field, Now(30) ? 2u : 1u, 2);
        Put(field, Told((ulong)numbers.Length * 8), 2);
        foreach (var number in numbers)
            Put(field, number, 8);
        return field.ToArray();
    }

    private void End(int count, MemoryStream file, byte[] central)
    {
        var place = (ulong)file.Position;
        file.Write(central);
        if (Now(6))
        {
            var end = (ulong)file.Position;
            Put(file, 0x06064B50, 4);
            Put(file, Told(44), 8);
            Put(file, 0x2D002D, 4);
            Put(file, 0, 8);
            Put(file, Told((ulong)count), 8);
            Put(file, Told((ulong)count), 8);
            Put(file, Told((ulong)central.Length), 8);
            Put(file, Told(place), 8);
            Put(file, 0x07064B50, 4);
            Put(file, 0, 4);
            Put(file, Told(end), 8);
            Put(file, 1, 4);
        }

        Put(file, 0x06054B50, 4);
        Put(file, Now(60) ? 1u : 0, 4);
        Put(file, Now(6) ? ushort.MaxValue : Told((ulong)count), 2);
        Put(file, Now(6) ? ushort.MaxValue : Told((ulong)count), 2);
        Put(file, Told((ulong)central.Length), 4);
        Put(file, Now(6) ? uint.MaxValue : Told(place), 4);
        Put(file, Told(0), 2);
    }

    private static byte[] Packed(byte[] contents)
    {
        using var memory = new MemoryStream();
        using (var deflate = new DeflateStream(memory, CompressionLevel.Fastest, leaveOpen: true))
            deflate.Write(contents);
        return memory.ToArray();
    }

    private static void Put(MemoryStream to, ulong number, int bytes)
    {
        Span<byte> buffer = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(buffer, number);
        to.Write(buffer[..bytes]);
    }
}
