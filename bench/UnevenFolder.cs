using System.Buffers.Binary;
using GmmVae.Domain;
using GmmVae.Engine;

namespace GmmVae.Bench;

/// <summary>Writes pictures as a folder of four IDX files, with one class cut to a share of its rows in both splits.</summary>
internal static class UnevenFolder
{
    public static void Write(string folder, DataSplits data, int classNumber, double share, RandomKey key)
    {
        if (data.Train is not { HoldsBytes: true, Image.Channels: 1, Labels: not null } || data.Test.Labels is null)
            throw new ArgumentException("uneven needs labelled grey pictures, such as mnist or digits.");
        if (share is not (>= 0 and <= 1))
            throw new ArgumentException("--share must be from 0 to 1.");
        Directory.CreateDirectory(folder);
        Write(folder, "train", data.Train, Kept(data.Train, classNumber, share, key.Fold("train")));
        Write(folder, "t10k", data.Test, Kept(data.Test, classNumber, share, key.Fold("test")));
    }

    /// <summary>The rows that stay, in order.</summary>
    private static int[] Kept(Dataset data, int classNumber, double share, RandomKey key)
    {
        var labels = data.Labels!.Value.Span.ToArray();
        var cut = Enumerable.Range(0, labels.Length).Where(row => labels[row] == classNumber).ToArray();
        if (cut.Length == 0)
            throw new ArgumentException($"--class: the data have no class {classNumber}.");
        var gone = key.Permutation(cut.Length).Skip((int)((share * cut.Length) + 0.5)).Select(place => cut[place]).ToHashSet();
        return [.. Enumerable.Range(0, labels.Length).Where(row => !gone.Contains(row))];
    }

    private static void Write(string folder, string split, Dataset data, int[] rows)
    {
        var kept = data.Subset(split, rows).With(new Preprocessing.None());
        var (image, pixels) = (data.Image!.Value, new float[kept.Features]);
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
