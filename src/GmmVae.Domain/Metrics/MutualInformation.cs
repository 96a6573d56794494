namespace GmmVae.Domain;

/// <summary>What one labelling tells about another, in nats. Values depend on the partitions only, not on how
/// classes are numbered.</summary>
public static class MutualInformation
{
    /// <summary>Mutual information divided by the arithmetic mean of the two entropies, in [0, 1]: 1 for equal
    /// partitions, 0 when one labelling has a single class and the other has not. Two single classes are equal
    /// partitions: 1.</summary>
    /// <exception cref="ArgumentException">The lengths differ or are 0.</exception>
    public static double Normalized(ReadOnlySpan<int> first, ReadOnlySpan<int> second)
    {
        var table = ContingencyTable.Of(first, second);
        var mean = (Entropy(table.RowSums(), table.Total) + Entropy(table.ColumnSums(), table.Total)) / 2;
        if (table.Rows == 1 && table.Columns == 1) return 1;
        return Math.Clamp(Nats(table) / mean, 0, 1);
    }

    /// <summary>The mutual information Σ p(a, b) ln(p(a, b) / (p(a) p(b))), in nats, at least 0.</summary>
    /// <exception cref="ArgumentException">The lengths differ or are 0.</exception>
    public static double Nats(ReadOnlySpan<int> first, ReadOnlySpan<int> second) =>
        Nats(ContingencyTable.Of(first, second));

    private static double Nats(ContingencyTable table)
    {
        var rows = table.RowSums();
        var columns = table.ColumnSums();
        double n = table.Total;
        var sum = 0.0;
        for (var i = 0; i < table.Rows; i++)
            for (var j = 0; j < table.Columns; j++)
                if (table[i, j] > 0)
                    sum += table[i, j] / n * PortableMath.Log(table[i, j] * n / ((double)rows[i] * columns[j]));
        return Math.Max(sum, 0);
    }

    private static double Entropy(long[] counts, double total)
    {
        var sum = 0.0;
        foreach (var count in counts) sum -= count / total * PortableMath.Log(count / total);
        return sum;
    }
}
