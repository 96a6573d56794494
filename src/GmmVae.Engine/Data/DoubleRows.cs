namespace GmmVae.Engine.Data;

/// <summary>Numbers in memory that single precision would not hold well enough; NaN is a missing value.</summary>
internal sealed class DoubleRows(double[] values, int features) : RowStorage(features, values.Length)
{
    public override bool HoldsBytes => false;

    public override bool IsWide => true;

    public override void Copy(int firstRow, int rows, Span<float> target) =>
        SinglePrecision.Round(values.AsSpan(firstRow * Features, rows * Features), [], target);

    public override void CopyRaw(int firstRow, int rows, Span<double> target) =>
        values.AsSpan(firstRow * Features, rows * Features).CopyTo(target);

    public override RowStorage Take(ReadOnlySpan<int> rows) => new DoubleRows(Pick(values, rows, Features), Features);
}

/// <summary>The numbers of another storage, all digits of which are not needed.</summary>
internal sealed class RoundedRows : RowStorage
{
    private readonly RowStorage source;

    private RoundedRows(RowStorage source)
        : base(source.Features, (long)source.Rows * source.Features) => this.source = source;

    public override bool HoldsBytes => source.HoldsBytes;

    /// <summary>A storage as it is, or in single precision where that does not lose too much of any feature.</summary>
    public static RowStorage WherePossible(RowStorage source)
    {
        if (!source.IsWide) return source;
        var loss = new SinglePrecision(source.Features);
        source.ForEachRaw(loss.Add);
        return loss.TooMuch().Contains(true) ? source : new RoundedRows(source);
    }

    public override void Copy(int firstRow, int rows, Span<float> target) => source.Copy(firstRow, rows, target);

    public override RowStorage Take(ReadOnlySpan<int> rows) => new PickedRows(this, rows.ToArray());

    public override void Expect(int firstRow, int rows) => source.Expect(firstRow, rows);
}

/// <summary>Finds the features of which single precision loses too much: those whose values lie so far from 0, seen from how they
/// differ among themselves, that rounding them changes what is learnt from them.</summary>
internal sealed class SinglePrecision(int features)
{
    /// <summary>A value may lie so many deviations of its feature from 0: rounding moves it by at most 1/131,072 of a
    /// deviation.</summary>
    private const double MostDeviations = 256;

    private readonly bool[] isRounded = new bool[features];
    private readonly double[] largest = new double[features];
    private readonly double[] mean = new double[features];
    private readonly double[] square = new double[features];
    private readonly long[] count = new long[features];

    /// <summary>Looks at more rows; a missing value (NaN) does not count.</summary>
    public void Add(ReadOnlySpan<double> rows)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            var (f, value) = (i % features, rows[i]);
            if (double.IsNaN(value)) continue;
            isRounded[f] |= (float)value != value;
            largest[f] = Math.Max(largest[f], Math.Abs(value));
            var before = value - mean[f];
            mean[f] += before / ++count[f];
            square[f] += before * (value - mean[f]);
        }
    }

    /// <summary>Of each feature, whether single precision loses too much of it to compare it with other rows. A constant may lie far
    /// from those.</summary>
    public bool[] TooMuch() => [.. Enumerable.Range(0, features).Select(f =>
        isRounded[f] && largest[f] > MostDeviations * Math.Sqrt(square[f] / count[f]))];

    /// <summary>Of each feature, whether single precision loses too much of how it varies.</summary>
    public bool[] TooMuchOfVariation() => [.. TooMuch().Select((isTooMuch, f) => isTooMuch && square[f] > 0)];

    /// <summary>Rounds rows to single precision, after an origin is taken off each feature; none where it is empty.</summary>
    public static void Round(ReadOnlySpan<double> rows, ReadOnlySpan<double> origin, Span<float> target)
    {
        if (origin.IsEmpty)
        {
            for (var i = 0; i < rows.Length; i++) target[i] = (float)rows[i];
            return;
        }

        for (var i = 0; i < rows.Length; i++) target[i] = (float)(rows[i] - origin[i % origin.Length]);
    }
}
