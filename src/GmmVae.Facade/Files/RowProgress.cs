namespace GmmVae;

/// <summary>How far a pass over rows is.</summary>
/// <param name="Rows">Rows done.</param>
/// <param name="Total">All rows, where their number is known before the end.</param>
/// <param name="RowsPerSecond">By the clock.</param>
public readonly record struct RowProgress(long Rows, long? Total, double RowsPerSecond);
