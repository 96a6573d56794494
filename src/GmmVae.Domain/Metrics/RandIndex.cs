namespace GmmVae.Domain;

/// <summary>Agreement of two labellings about which pairs of samples belong together.</summary>
public static class RandIndex
{
    /// <summary>The Rand index adjusted for chance (Hubert and Arabie, 1985): 1 for equal partitions, 0 on average
    /// for independent ones, negative for worse than chance, never below −1/2. Where it is 0/0 (both partitions
    /// trivial and equal) it is 1.</summary>
    /// <exception cref="ArgumentException">The lengths differ or are 0.</exception>
    public static double Adjusted(ReadOnlySpan<int> first, ReadOnlySpan<int> second)
    {
        var table = ContingencyTable.Of(first, second);
        var both = 0.0;
        for (var i = 0; i < table.Rows; i++)
            for (var j = 0; j < table.Columns; j++)
                both += Pairs(table[i, j]);
        var inFirst = table.RowSums().Sum(Pairs);
        var inSecond = table.ColumnSums().Sum(Pairs);
        var all = Pairs(table.Total);
        if ((inFirst == 0 && inSecond == 0) || (inFirst == all && inSecond == all)) return 1;
        var expected = inFirst * inSecond / all;
        return (both - expected) / ((inFirst + inSecond) / 2 - expected);
    }

    private static double Pairs(long count) => count * (count - 1.0) / 2;

    private static double Pairs(int count) => Pairs((long)count);
}
