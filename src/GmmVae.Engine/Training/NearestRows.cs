namespace GmmVae.Engine;

/// <summary>The nearest other observation of each, by Euclidean distance.</summary>
internal static class NearestRows
{
    private const int Block = 256;

    /// <summary>Multiplications and additions that a search may take: a second or two.</summary>
    private const double MostWork = 2e11;

    /// <summary>How many rows can be searched at reasonable cost.</summary>
    internal static int Affordable(Dataset data) => Math.Min(data.Rows, (int)Math.Sqrt(MostWork / (2.0 * data.Features)));

    /// <summary>For each of the first <paramref name="rows"/> rows the nearest other one among them, the first one of several.</summary>
    /// <param name="data">At least two of its rows are looked at.</param>
    /// <param name="rows">How many rows, at least 2.</param>
    internal static int[] Of(Dataset data, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 2);
        var values = new float[(long)rows * data.Features];
        data.CopyRange(0, rows, values);
        var squares = new float[rows];
        for (var row = 0; row < rows; row++)
            squares[row] = Square(values.AsSpan(row * data.Features, data.Features));
        var nearest = new int[rows];
        var products = new float[Block * rows];
        var workspace = new float[Gemm.WorkspaceLength(Block, rows, data.Features, parts: 1)];
        for (var first = 0; first < rows; first += Block)
        {
            var count = Math.Min(Block, rows - first);
            Gemm.Multiply(
                transposeLeft: false, transposeRight: true, count, rows, data.Features,
                values.AsSpan(first * data.Features, count * data.Features), values, products, workspace, part: 0, parts: 1);
            for (var row = 0; row < count; row++)
                nearest[first + row] = Nearest(products.AsSpan(row * rows, rows), squares, first + row);
        }

        return nearest;
    }

    /// <summary>|a − b|² less |a|², which is the same for every b.</summary>
    private static int Nearest(ReadOnlySpan<float> products, ReadOnlySpan<float> squares, int self)
    {
        var (nearest, least) = (self == 0 ? 1 : 0, float.PositiveInfinity);
        for (var other = 0; other < products.Length; other++)
        {
            var distance = squares[other] - (2 * products[other]);
            if (other != self && distance < least)
                (nearest, least) = (other, distance);
        }

        return nearest;
    }

    private static float Square(ReadOnlySpan<float> row)
    {
        var sum = 0f;
        foreach (var value in row)
            sum += value * value;
        return sum;
    }
}
