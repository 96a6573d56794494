namespace GmmVae.Engine;

/// <summary>Takes what a model says about a piece of the rows.</summary>
/// <param name="firstRow">The number of the piece's first row, from 0.</param>
/// <param name="values">The results, [rows, width]; valid during the call.</param>
public delegate void InferencePiece(long firstRow, ReadOnlySpan<float> values);
