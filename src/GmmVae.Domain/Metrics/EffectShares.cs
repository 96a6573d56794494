namespace GmmVae.Domain;

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
        RowMath.CheckExtents(values.Length, rows, columns);
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
