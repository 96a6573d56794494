using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace GmmVae.Tests.Snapshots.Report;

/// <summary>Reads back the PNG files that the writer may write, and checks every chunk by long division.</summary>
internal static class PngDecoder
{
    public static (int Width, int Height, int Channels, byte[] Pixels) Decode(ReadOnlySpan<byte> file)
    {
        Assert.Equal([137, 80, 78, 71, 13, 10, 26, 10], file[..8].ToArray());
        var (at, names, header, data) = (8, new List<string>(), Array.Empty<byte>(), new MemoryStream());
        while (at < file.Length)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file[at..]);
            var typeAndData = file.Slice(at + 4, length + 4);
            Assert.Equal(Remainder(typeAndData), BinaryPrimitives.ReadUInt32BigEndian(file[(at + 8 + length)..]));
            names.Add(Encoding.ASCII.GetString(typeAndData[..4]));
            if (names[^1] == "IHDR") header = typeAndData[4..].ToArray();
            if (names[^1] == "IDAT") data.Write(typeAndData[4..]);
            at += length + 12;
        }

        Assert.Equal(["IHDR", "IDAT", "IEND"], names.Distinct());
        Assert.Equal(8, header[8]);
        var (width, height) = (BinaryPrimitives.ReadInt32BigEndian(header), BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4)));
        var channels = header[9] switch { 0 => 1, 2 => 3, var other => throw new InvalidDataException($"colour type {other}") };
        return (width, height, channels, Unfilter(data, width * channels, height));
    }

    private static byte[] Unfilter(MemoryStream data, int bytesPerRow, int height)
    {
        data.Position = 0;
        using var zlib = new ZLibStream(data, CompressionMode.Decompress);
        var pixels = new byte[bytesPerRow * height];
        for (var row = 0; row < height; row++)
        {
            Assert.Equal(0, zlib.ReadByte());
            zlib.ReadExactly(pixels, row * bytesPerRow, bytesPerRow);
        }

        Assert.Equal(-1, zlib.ReadByte());
        return pixels;
    }

    // Bit by bit and without a table, unlike the code under test.
    private static uint Remainder(ReadOnlySpan<byte> bytes)
    {
        var remainder = uint.MaxValue;
        foreach (var value in bytes)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var carry = ((remainder ^ (uint)(value >> bit)) & 1) == 1;
                remainder = carry ? (remainder >> 1) ^ 0xEDB88320 : remainder >> 1;
            }
        }

        return ~remainder;
    }
}
