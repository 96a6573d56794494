using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>
/// Grey pictures of handwritten-looking digits, 28x28, drawn from strokes: a stand-in for MNIST where that is absent,
/// with writers who differ in letter shapes, slant, size, place, pen and steadiness.
/// </summary>
/// <remarks>A pure function of the seed, with the same bits on every machine. A row's draws depend on its split and
/// number alone, so asking for fewer rows gives the first ones.</remarks>
public static class DigitData
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
