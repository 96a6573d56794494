using System.Buffers.Binary;
using System.IO.Compression;

namespace GmmVae.Tests.EndToEnd;

/// <summary>Makes tiny folders of IDX files: images of 4x4 with three classes.</summary>
internal static class IdxFiles
{
    internal const string TrainImages = "train-images-idx3-ubyte";
    internal const string TrainLabels = "train-labels-idx1-ubyte";
    internal const string TestImages = "t10k-images-idx3-ubyte";
    internal const string TestLabels = "t10k-labels-idx1-ubyte";

    /// <summary>Writes the four files; another <paramref name="shift"/> gives other pixels.</summary>
    internal static string Write(string folder, bool compressed = false, int shift = 0)
    {
        Directory.CreateDirectory(folder);
        Put(folder, TrainImages, Images(60, shift), compressed);
        Put(folder, TrainLabels, Labels(60), compressed);
        Put(folder, TestImages, Images(30, shift), compressed);
        Put(folder, TestLabels, Labels(30), compressed);
        return folder;
    }

    internal static byte[] Images(int count, int shift = 0, int width = 4)
    {
        var pixels = new byte[count * 4 * width];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)((i / (4 * width) % 3 * 80) + ((i + shift) * 7 % 60));
        return [0, 0, 8, 3, .. BigEndian(count), .. BigEndian(4), .. BigEndian(width), .. pixels];
    }

    internal static byte[] Labels(int count) =>
        [0, 0, 8, 1, .. BigEndian(count), .. Enumerable.Range(0, count).Select(i => (byte)(i % 3))];

    internal static void Put(string folder, string name, byte[] contents, bool compressed) =>
        File.WriteAllBytes(Path.Combine(folder, compressed ? name + ".gz" : name), compressed ? Compress(contents) : contents);

    internal static byte[] Compress(byte[] contents)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
            gzip.Write(contents);
        return stream.ToArray();
    }

    private static byte[] BigEndian(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
