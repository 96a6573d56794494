namespace GmmVae;

/// <summary>A finished training.</summary>
/// <param name="Summary">As in <c>summary.json</c>.</param>
/// <param name="Folder">The run folder.</param>
public sealed record RunResult(RunSummary Summary, string Folder);
