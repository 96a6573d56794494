using System.Buffers.Binary;
using System.IO.Compression;

namespace GmmVae.Engine.Artifacts.Images;

/// <summary>
/// Writes 8-bit grey or RGB images as PNG (ISO/IEC 15948). The pixels are exact; the compressed bytes may differ
/// between versions of the runtime, so compare pixels, never files.
/// </summary>
internal static class PngWriter
{
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Writes one image.</summary>
    /// <param name="stream">Where to write; left open.</param>
    /// <param name="width">Pixels in a row, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="pixels">Rows from the top, <c>[height, width, channels]</c>.</param>
    /// <param name="channels">1 for grey, 3 for red, green, blue.</param>
    public static void Write(Stream stream, int width, int height, ReadOnlySpan<byte> pixels, int channels)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (channels is not (1 or 3))
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "A PNG here is grey (1) or RGB (3).");
        if (pixels.Length != (long)width * height * channels)
            throw new ArgumentException(
                $"{pixels.Length} bytes are not {height} x {width} x {channels}.", nameof(pixels));

        stream.Write(Signature);
        WriteChunk(stream, "IHDR"u8, Header(width, height, channels));
        WriteChunk(stream, "IDAT"u8, Compress(pixels, width * channels));
        WriteChunk(stream, "IEND"u8, []);
    }

    private static byte[] Header(int width, int height, int channels)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;                                  // bits a channel
        header[9] = (byte)(channels == 1 ? 0 : 2);      // grey, or true colour
        return header;
    }

    private static ReadOnlySpan<byte> Compress(ReadOnlySpan<byte> pixels, int bytesPerRow)
    {
        var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (var start = 0; start < pixels.Length; start += bytesPerRow)
            {
                zlib.WriteByte(0);                      // row filter: none
                zlib.Write(pixels.Slice(start, bytesPerRow));
            }
        }

        return compressed.GetBuffer().AsSpan(0, (int)compressed.Length);
    }

    private static void WriteChunk(Stream stream, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        stream.Write(number);
        stream.Write(type);
        stream.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Of(type, data));
        stream.Write(number);
    }
}

/// <summary>The cyclic redundancy check of PNG chunks (ISO 3309, polynomial 0xEDB88320 reflected).</summary>
internal static class Crc32
{
    private static readonly uint[] Table = CreateTable();

    /// <summary>The check value of <paramref name="first"/> followed by <paramref name="second"/>.</summary>
    public static uint Of(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second = default) =>
        ~Update(Update(uint.MaxValue, first), second);

    private static uint Update(uint state, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
            state = Table[(byte)(state ^ value)] ^ (state >> 8);
        return state;
    }

    private static uint[] CreateTable()
    {
        var table = new uint[256];
        for (var entry = 0u; entry < 256; entry++)
        {
            var value = entry;
            for (var bit = 0; bit < 8; bit++)
                value = (value & 1) == 1 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
            table[entry] = value;
        }

        return table;
    }
}
