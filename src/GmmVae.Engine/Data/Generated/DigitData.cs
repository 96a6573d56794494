using GmmVae.Domain.Graphs;
using GmmVae.Domain.Numerics;

namespace GmmVae.Engine.Data.Generated;

/// <summary>
/// Grey pictures of handwritten-looking digits, 28x28, drawn from strokes: a stand-in for MNIST where that is absent,
/// with writers who differ in letter shapes, slant, size, place, pen and steadiness.
/// </summary>
/// <remarks>A pure function of the seed, with the same bits on every machine. A row's draws depend on its split and
/// number alone, so asking for fewer rows gives the first ones.</remarks>
internal static class DigitData
{
    /// <summary>Pixels in a row and in a column.</summary>
    public const int Side = 28;

    /// <summary>The number of digits: labels are 0 … 9.</summary>
    public const int Classes = 10;

    /// <summary>Both splits, with true labels, scaled to [0, 1].</summary>
    /// <exception cref="ArgumentException">A split has no rows.</exception>
    public static DataSplits Generate(ulong seed, int trainRows = 10000, int testRows = 2000)
    {
        var key = RandomKey.FromSeed(seed).Fold("digits");
        return DataSplits.Fit(Split(key, "train", trainRows), Split(key, "test", testRows));
    }

    private static Dataset Split(RandomKey key, string split, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        var splitKey = key.Fold(split);
        var pixels = new byte[checked(rows * Side * Side)];
        var labels = new int[rows];
        var pen = new DigitPen(Side);
        for (var row = 0; row < rows; row++)
            labels[row] = Write(splitKey, row, pen, pixels.AsSpan(row * Side * Side, Side * Side));

        return Dataset.AdoptBytes("digits/" + split, pixels, Side * Side, new ImageShape(Side, Side), labels);
    }

    /// <summary>Writes the picture of a row with a pen that pictures of this size are written with, and returns its label.</summary>
    internal static int Write(RandomKey splitKey, int row, DigitPen pen, Span<byte> pixels)
    {
        var rowKey = splitKey.Fold((ulong)row);
        var label = rowKey.Integer(0, Classes);
        new DigitHand(rowKey.Fold("hand")).Write(DigitShapes.Choose(label, rowKey.Uniform(0)), pen);
        pen.TakePicture(pixels);
        return label;
    }
}

/// <summary>How people write the ten digits: for each some ways, each a share and strokes.</summary>
/// <remarks>A stroke is a list x, y, x, y, … of points that its curve goes through, in percent of the digit's box, from
/// the upper left; a point given twice is a corner.</remarks>
internal static class DigitShapes
{
    private static readonly (double Share, double[][] Strokes)[][] Ways =
    [
        [
            (0.6, [[56, 1, 22, 10, 2, 48, 16, 90, 50, 100, 84, 88, 98, 48, 80, 8, 46, 2]]),
            (0.4, [[78, 10, 40, 3, 8, 38, 10, 80, 44, 100, 84, 76, 94, 34, 70, 4, 44, 8]]),
        ],
        [
            (0.7, [[50, 0, 50, 50, 50, 100]]),
            (0.2, [[22, 24, 54, 0, 54, 0, 52, 50, 51, 100]]),
            (0.1, [[24, 22, 54, 0, 54, 0, 52, 50, 51, 99], [20, 100, 50, 99, 82, 100]]),
        ],
        [
            (0.5, [[8, 24, 32, 2, 76, 8, 86, 34, 56, 68, 6, 98, 6, 98, 50, 96, 96, 98]]),
            (0.35, [[10, 20, 42, 0, 80, 14, 78, 44, 48, 78, 20, 97, 5, 88, 20, 76, 52, 88, 98, 97]]),
            (0.15, [[4, 34, 20, 6, 62, 0, 88, 22, 72, 56, 30, 88, 8, 98, 8, 98, 60, 94, 98, 88]]),
        ],
        [
            (0.6, [[8, 12, 46, 0, 84, 16, 72, 40, 38, 48, 38, 48, 82, 56, 94, 78, 58, 100, 4, 90]]),
            (0.25, [[8, 6, 50, 3, 88, 4, 88, 4, 44, 40, 44, 40, 84, 54, 92, 82, 52, 100, 4, 88]]),
            (0.15, [[14, 16, 48, 1, 78, 18, 62, 42, 34, 50, 44, 44, 84, 60, 84, 88, 44, 100, 6, 82]]),
        ],
        [
            (0.4, [[18, 2, 12, 30, 10, 56, 10, 56, 50, 54, 94, 52], [76, 4, 72, 50, 68, 100]]),
            (0.25, [[68, 100, 69, 50, 70, 0, 70, 0, 38, 34, 4, 66, 4, 66, 50, 67, 98, 66]]),
            (0.35, [[14, 4, 6, 38, 26, 58, 60, 52, 84, 36], [86, 0, 82, 50, 72, 100]]),
        ],
        [
            (0.55, [[22, 4, 19, 24, 16, 44, 16, 44, 54, 40, 90, 64, 72, 94, 40, 100, 6, 94], [22, 4, 56, 4, 94, 0]]),
            (0.45, [[94, 3, 60, 4, 28, 5, 28, 5, 22, 26, 16, 46, 16, 46, 62, 40, 88, 68, 60, 98, 6, 94]]),
        ],
        [
            (0.55, [[74, 0, 32, 24, 8, 66, 32, 99, 76, 92, 86, 66, 54, 52, 16, 74]]),
            (0.3, [[56, 0, 28, 40, 12, 78, 44, 100, 80, 82, 68, 58, 36, 62, 14, 84]]),
            (0.15, [[92, 6, 50, 8, 14, 46, 14, 86, 52, 100, 84, 80, 62, 58, 22, 66, 12, 76]]),
        ],
        [
            (0.6, [[4, 6, 46, 6, 94, 3, 94, 3, 60, 48, 40, 100]]),
            (0.2, [[4, 6, 48, 6, 92, 4, 92, 4, 60, 50, 38, 100], [26, 52, 54, 50, 84, 48]]),
            (0.2, [[6, 26, 7, 15, 8, 5, 8, 5, 50, 8, 94, 4, 94, 4, 74, 40, 64, 100]]),
        ],
        [
            (0.6, [[82, 14, 48, 0, 16, 18, 46, 44, 84, 72, 52, 100, 14, 80, 42, 50, 80, 24, 76, 8]]),
            (0.4, [[52, 46, 20, 26, 48, 0, 82, 20, 52, 46, 12, 76, 48, 100, 88, 76, 50, 46]]),
        ],
        [
            (0.55, [[84, 16, 50, 0, 12, 22, 32, 50, 74, 38, 86, 14, 86, 14, 82, 56, 74, 100]]),
            (0.3, [[84, 26, 48, 0, 12, 26, 42, 52, 84, 26, 84, 26, 80, 74, 50, 100, 12, 90]]),
            (0.15, [[78, 8, 36, 4, 10, 30, 36, 50, 76, 30, 84, 8, 78, 40, 58, 72, 34, 100]]),
        ],
    ];

    /// <summary>The strokes of one way to write a digit; <paramref name="share"/> in [0, 1) chooses by the shares.</summary>
    public static double[][] Choose(int digit, double share)
    {
        var ways = Ways[digit];
        var way = 0;
        for (; way < ways.Length - 1 && share >= ways[way].Share; way++) share -= ways[way].Share;
        return ways[way].Strokes;
    }
}
