namespace GmmVae;

/// <summary>Draws a run's figures while its folder is still held.</summary>
/// <param name="summary">The run's summary.</param>
/// <param name="data">What there is to draw.</param>
/// <param name="pathOf">Where the figure of a name goes.</param>
public delegate void FigureDrawing(RunSummary summary, FigureData data, Func<string, string> pathOf);
