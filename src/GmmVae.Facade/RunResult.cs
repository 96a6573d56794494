namespace GmmVae;

/// <summary>A finished training: its summary, its folder, and what pictures are drawn from.</summary>
/// <param name="Summary">As in <c>summary.json</c>.</param>
/// <param name="Folder">The run folder.</param>
/// <param name="Figures">Numbers for figures.</param>
public sealed record RunResult(RunSummary Summary, string Folder, FigureData Figures);
