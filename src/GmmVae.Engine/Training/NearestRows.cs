namespace GmmVae.Engine;

/// <summary>The nearest other observations of each, by Euclidean distance.</summary>
internal static class NearestRows
{
    private const int Block = 256;

    /// <summary>Multiplications and additions that a search may take: a second or two.</summary>
    private const double MostWork = 2e11;

    /// <summary>How many rows can be searched at reasonable cost: all, or a block at least.</summary>
    internal static int Affordable(Dataset data) => Math.Min(data.Rows, Math.Max(Block, (int)Math.Sqrt(MostWork / (2.0 * data.Features))));

    /// <summary>
    /// For each of the first <paramref name="rows"/> rows the nearest others among them, nearest first and of equally near ones the first
    /// first, [rows · each]. A missing value is at the mean, where the encoder reads it.
    /// </summary>
    /// <param name="data">Whose rows.</param>
    /// <param name="rows">How many of them are looked at.</param>
    /// <param name="each">How many neighbours of each, fewer than rows.</param>
    internal static int[] Of(Dataset data, int rows, int each)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(each, rows);
        var values = new float[rows * data.Features];
        data.CopyRange(0, rows, values);
        Preprocessing.FillMissing(values);
        var squares = new float[rows];
        for (var row = 0; row < rows; row++)
            squares[row] = Square(values.AsSpan(row * data.Features, data.Features));
        var nearest = new int[rows * each];
        var products = new float[Block * rows];
        var workspace = new float[Gemm.WorkspaceLength(Block, data.Features, parts: 1)];
        for (var first = 0; first < rows; first += Block)
        {
            var count = Math.Min(Block, rows - first);
            Gemm.Multiply(
                transposeLeft: false, transposeRight: true, count, rows, data.Features,
                values.AsSpan(first * data.Features, count * data.Features), values, products, workspace, part: 0, parts: 1);
            for (var row = 0; row < count; row++)
                Pick(products.AsSpan(row * rows, rows), squares, first + row, nearest.AsSpan((first + row) * each, each));
        }

        return nearest;
    }

    /// <summary>Keeps the nearest in order; the distance is |a − b|² less |a|², which is the same for every b.</summary>
    private static void Pick(ReadOnlySpan<float> products, ReadOnlySpan<float> squares, int self, Span<int> nearest)
    {
        var kept = 0;
        for (var other = 0; other < products.Length; other++)
        {
            if (other == self || (kept == nearest.Length && Distance(other, products, squares) >= Distance(nearest[^1], products, squares)))
                continue;
            var place = kept < nearest.Length ? kept++ : kept - 1;
            for (; place > 0 && Distance(other, products, squares) < Distance(nearest[place - 1], products, squares); place--)
                nearest[place] = nearest[place - 1];
            nearest[place] = other;
        }

        static float Distance(int other, ReadOnlySpan<float> products, ReadOnlySpan<float> squares) => squares[other] - (2 * products[other]);
    }

    private static float Square(ReadOnlySpan<float> row)
    {
        var sum = 0f;
        foreach (var value in row)
            sum += value * value;
        return sum;
    }
}
