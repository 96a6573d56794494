namespace GmmVae.Domain;

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
