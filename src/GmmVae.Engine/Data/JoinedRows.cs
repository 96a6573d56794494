namespace GmmVae.Engine.Data;

/// <summary>The rows of several storages with the same features, one storage after another.</summary>
internal sealed class JoinedRows : RowStorage
{
    private readonly RowStorage[] parts;

    /// <summary>The first row of each part, and at the end the number of all.</summary>
    private readonly int[] starts;

    public JoinedRows(params RowStorage[] parts)
        : base(parts[0].Features, parts.Sum(part => (long)part.Rows) * parts[0].Features)
    {
        this.parts = parts;
        starts = new int[parts.Length + 1];
        for (var i = 0; i < parts.Length; i++) starts[i + 1] = starts[i] + parts[i].Rows;
    }

    public override bool HoldsBytes => parts[0].HoldsBytes;

    public override bool IsWide => parts.Any(part => part.IsWide);

    public override void Copy(int firstRow, int rows, Span<float> target)
    {
        for (var part = PartOf(firstRow); rows > 0; part++)
        {
            var count = Math.Min(rows, starts[part + 1] - firstRow);
            parts[part].Copy(firstRow - starts[part], count, target[..(count * Features)]);
            target = target[(count * Features)..];
            (firstRow, rows) = (firstRow + count, rows - count);
        }
    }

    public override void CopyRaw(int firstRow, int rows, Span<double> target)
    {
        for (var part = PartOf(firstRow); rows > 0; part++)
        {
            var count = Math.Min(rows, starts[part + 1] - firstRow);
            parts[part].CopyRaw(firstRow - starts[part], count, target[..(count * Features)]);
            target = target[(count * Features)..];
            (firstRow, rows) = (firstRow + count, rows - count);
        }
    }

    public override RowStorage Take(ReadOnlySpan<int> rows) => new PickedRows(this, rows.ToArray());

    public override void Expect(int firstRow, int rows)
    {
        for (var part = PartOf(firstRow); rows > 0; part++)
        {
            var count = Math.Min(rows, starts[part + 1] - firstRow);
            parts[part].Expect(firstRow - starts[part], count);
            (firstRow, rows) = (firstRow + count, rows - count);
        }
    }

    private int PartOf(int row)
    {
        var place = Array.BinarySearch(starts, row);
        return place >= 0 ? place : ~place - 1;
    }
}
