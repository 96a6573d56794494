using GmmVae.Domain.Numerics;

namespace GmmVae.Report.Experiment;

/// <summary>
/// What the variance of a table comes from: a two-way analysis without replication. The three shares sum to 1, and are 0
/// for a table that does not vary.
/// </summary>
/// <param name="Rows">The share of the rows' means.</param>
/// <param name="Columns">The share of the columns' means.</param>
/// <param name="Rest">What neither explains: their interaction and all else.</param>
public readonly record struct EffectShares(double Rows, double Columns, double Rest)
{
    /// <summary>Of <paramref name="values"/> [rows, columns].</summary>
    /// <exception cref="ArgumentException">The extents do not fit.</exception>
    public static EffectShares Of(ReadOnlySpan<double> values, int rows, int columns)
    {
        DeterministicSums.CheckExtents(values.Length, rows, columns);
        var (rowMeans, columnMeans, mean) = (new double[rows], new double[columns], 0.0);
        for (var i = 0; i < values.Length; i++)
        {
            rowMeans[i / columns] += values[i] / columns;
            columnMeans[i % columns] += values[i] / rows;
            mean += values[i] / values.Length;
        }

        var (total, between, across) = (0.0, 0.0, 0.0);
        foreach (var value in values) total += (value - mean) * (value - mean);
        foreach (var value in rowMeans) between += columns * (value - mean) * (value - mean);
        foreach (var value in columnMeans) across += rows * (value - mean) * (value - mean);
        return total > 0
            ? new EffectShares(between / total, across / total, Math.Max(0, 1 - ((between + across) / total)))
            : default;
    }
}

/// <summary>Pearson's correlation.</summary>
internal static class Correlation
{
    /// <summary>Of two series of equal length, in [−1, 1]; 0 where one does not vary.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or there is nothing.</exception>
    public static double Of(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        DeterministicSums.CheckExtents(second.Length, first.Length, 1);
        var (meanFirst, meanSecond) = (0.0, 0.0);
        for (var i = 0; i < first.Length; i++)
            (meanFirst, meanSecond) = (meanFirst + first[i], meanSecond + second[i]);
        (meanFirst, meanSecond) = (meanFirst / first.Length, meanSecond / first.Length);
        var (mixed, squaresFirst, squaresSecond) = (0.0, 0.0, 0.0);
        for (var i = 0; i < first.Length; i++)
        {
            var (a, b) = (first[i] - meanFirst, second[i] - meanSecond);
            (mixed, squaresFirst, squaresSecond) = (mixed + (a * b), squaresFirst + (a * a), squaresSecond + (b * b));
        }

        var scale = Math.Sqrt(squaresFirst) * Math.Sqrt(squaresSecond);
        return scale > 0 ? Math.Clamp(mixed / scale, -1, 1) : 0;
    }

    /// <summary>The mean over all pairs of rows of <paramref name="values"/> [rows, columns]; 0 for a single row.</summary>
    /// <exception cref="ArgumentException">The extents do not fit.</exception>
    public static double MeanOfPairs(ReadOnlySpan<double> values, int rows, int columns)
    {
        DeterministicSums.CheckExtents(values.Length, rows, columns);
        var (sum, pairs) = (0.0, 0);
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < i; j++, pairs++)
                sum += Of(values.Slice(i * columns, columns), values.Slice(j * columns, columns));
        return pairs > 0 ? sum / pairs : 0;
    }
}
