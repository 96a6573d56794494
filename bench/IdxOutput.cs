using System.Buffers.Binary;

namespace GmmVae.Bench;

/// <summary>Writes labelled pictures as IDX files.</summary>
internal static class IdxOutput
{
    private const int PartRows = 1000;

    /// <summary>Refuses what is not labelled grey pictures.</summary>
    public static void Require(DataSplits data)
    {
        if (data.Train is not { HoldsBytes: true, Image.Channels: 1, Labels: not null } || data.Test.Labels is null)
            throw new ArgumentException("Labelled grey pictures are needed, such as mnist or digits.");
    }

    /// <summary>Some rows of labelled grey pictures, as the two files of a split.</summary>
    public static void Write(string folder, string split, Dataset data, int[] rows)
    {
        var kept = data.Subset(split, rows).With(new Preprocessing.None());
        var (image, pixels) = (data.Image!.Value, new float[kept.Features]);
        Directory.CreateDirectory(folder);
        using (var images = File.Create(Path.Combine(folder, $"{split}-images-idx3-ubyte")))
        {
            WriteHeader(images, 3, rows.Length, image.Height, image.Width);
            for (var row = 0; row < rows.Length; row++)
            {
                kept.CopyRange(row, 1, pixels);
                images.Write(Array.ConvertAll(pixels, pixel => (byte)pixel));
            }
        }

        using var labels = File.Create(Path.Combine(folder, $"{split}-labels-idx1-ubyte"));
        WriteHeader(labels, 1, rows.Length);
        labels.Write(Array.ConvertAll(kept.Labels!.Value.ToArray(), label => (byte)label));
    }

    /// <summary>As many digits as asked for, in so many files of images and of labels; in memory are those under way.</summary>
    public static void WriteDigits(string folder, RandomKey key, int rows, int parts)
    {
        if (parts < 1 || rows % parts != 0)
            throw new ArgumentException("--parts must divide --rows.");
        Directory.CreateDirectory(folder);
        Parallel.For(0, parts, part =>
            WritePart(Path.Combine(folder, FormattableString.Invariant($"part-{part:D3}")), key, part * (rows / parts), rows / parts));
    }

    private static void WritePart(string path, RandomKey key, int first, int rows)
    {
        var pen = new DigitPen(DigitData.Side);
        var pixels = new byte[PartRows * DigitData.Side * DigitData.Side];
        using var images = File.Create(path + "-images-idx3-ubyte");
        using var labels = File.Create(path + "-labels-idx1-ubyte");
        WriteHeader(images, 3, rows, DigitData.Side, DigitData.Side);
        WriteHeader(labels, 1, rows);
        for (var row = 0; row < rows;)
        {
            var count = Math.Min(PartRows, rows - row);
            for (var i = 0; i < count; i++)
                labels.WriteByte((byte)DigitData.Write(key, first + row + i, pen,
                    pixels.AsSpan(i * pixels.Length / PartRows, pixels.Length / PartRows)));
            images.Write(pixels.AsSpan(0, count * (pixels.Length / PartRows)));
            row += count;
        }
    }

    private static void WriteHeader(Stream stream, byte axes, params ReadOnlySpan<int> extents)
    {
        const byte UnsignedBytes = 8;
        stream.Write([0, 0, UnsignedBytes, axes]);
        Span<byte> number = stackalloc byte[sizeof(int)];
        foreach (var extent in extents)
        {
            BinaryPrimitives.WriteInt32BigEndian(number, extent);
            stream.Write(number);
        }
    }
}
