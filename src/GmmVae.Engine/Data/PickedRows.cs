namespace GmmVae.Engine;

/// <summary>Rows of another storage, in an order of their own: 4 bytes a row.</summary>
internal sealed class PickedRows(RowStorage source, int[] order) : RowStorage(source.Features, (long)order.Length * source.Features)
{
    public override bool HoldsBytes => source.HoldsBytes;

    public override void Copy(int firstRow, int rows, Span<float> target)
    {
        for (var (i, run) = (0, 1); i < rows; (i, run) = (i + run, 1))
        {
            // What lies together is copied together.
            var first = order[firstRow + i];
            while (i + run < rows && order[firstRow + i + run] == first + run) run++;
            source.Copy(first, run, target.Slice(i * Features, run * Features));
        }
    }

    public override RowStorage Take(ReadOnlySpan<int> rows)
    {
        var taken = new int[rows.Length];
        for (var i = 0; i < taken.Length; i++) taken[i] = order[rows[i]];
        return new PickedRows(source, taken);
    }

    public override void Fetch(int row) => source.Fetch(order[row]);

    public override void Expect(int firstRow, int rows)
    {
        // Of ascending rows that lie about together; a random order has nothing to read ahead.
        var (first, span) = (order[firstRow], (long)order[firstRow + rows - 1] - order[firstRow] + 1);
        if (span >= rows && span <= 2L * rows) source.Expect(first, (int)span);
    }
}
