namespace GmmVae.Domain;

/// <summary>Pearson's correlation.</summary>
public static class Correlation
{
    /// <summary>Of two series of equal length, in [−1, 1]; 0 where one does not vary.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or there is nothing.</exception>
    public static double Of(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        RowMath.CheckExtents(second.Length, first.Length, 1);
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
        RowMath.CheckExtents(values.Length, rows, columns);
        var (sum, pairs) = (0.0, 0);
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < i; j++, pairs++)
                sum += Of(values.Slice(i * columns, columns), values.Slice(j * columns, columns));
        return pairs > 0 ? sum / pairs : 0;
    }
}
