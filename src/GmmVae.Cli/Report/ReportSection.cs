namespace GmmVae.Cli;

/// <summary>A numbered figure of the report, made of one or more pictures.</summary>
/// <param name="Number">As in the original report, such as <c>Figure 7</c>.</param>
/// <param name="Title">What it shows.</param>
/// <param name="Caption">How to read it; plain text.</param>
/// <param name="Figures">The pictures.</param>
/// <param name="IsWide">Whether each picture takes the whole width.</param>
internal sealed record ReportSection(string Number, string Title, string Caption, IReadOnlyList<ReportFigure> Figures, bool IsWide = false)
{
    /// <summary>The section's anchor on the page.</summary>
    public string Anchor => Number.ToLowerInvariant().Replace(' ', '-').Replace(",", "", StringComparison.Ordinal);
}
