using GmmVae.Domain.Graphs;
using GmmVae.Domain.Numerics;

namespace GmmVae.Domain.Clustering;

/// <summary>How often each value of one labelling meets each value of another, over the values that occur.</summary>
internal sealed class ContingencyTable
{
    private readonly int[] counts;

    private ContingencyTable(int[] rowValues, int[] columnValues, int[] counts, int total)
    {
        RowValues = rowValues;
        ColumnValues = columnValues;
        this.counts = counts;
        Total = total;
    }

    /// <summary>The distinct values of the first labelling, rising.</summary>
    public int[] RowValues { get; }

    /// <summary>The distinct values of the second labelling, rising.</summary>
    public int[] ColumnValues { get; }

    /// <summary>The number of samples.</summary>
    public int Total { get; }

    public int Rows => RowValues.Length;

    public int Columns => ColumnValues.Length;

    public int this[int row, int column] => counts[row * Columns + column];

    public static ContingencyTable Of(ReadOnlySpan<int> first, ReadOnlySpan<int> second)
    {
        if (first.Length != second.Length)
            throw new ArgumentException($"The labellings have {first.Length} and {second.Length} samples.");
        if (first.IsEmpty) throw new ArgumentException("A metric needs at least one sample.");
        var rowValues = Distinct(first);
        var columnValues = Distinct(second);
        var counts = new int[checked(rowValues.Length * columnValues.Length)];
        for (var i = 0; i < first.Length; i++)
        {
            var row = Array.BinarySearch(rowValues, first[i]);
            counts[row * columnValues.Length + Array.BinarySearch(columnValues, second[i])]++;
        }

        return new ContingencyTable(rowValues, columnValues, counts, first.Length);
    }

    public long[] RowSums() => Sums(Rows, Columns, (i, j) => this[i, j]);

    public long[] ColumnSums() => Sums(Columns, Rows, (j, i) => this[i, j]);

    private static long[] Sums(int outer, int inner, Func<int, int, int> at)
    {
        var sums = new long[outer];
        for (var i = 0; i < outer; i++)
            for (var j = 0; j < inner; j++)
                sums[i] += at(i, j);
        return sums;
    }

    private static int[] Distinct(ReadOnlySpan<int> values)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        return sorted.Distinct().ToArray();
    }
}

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
