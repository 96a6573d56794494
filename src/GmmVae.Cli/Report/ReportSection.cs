namespace GmmVae.Cli;

/// <summary>A numbered figure of the report, made of one or more pictures.</summary>
/// <param name="Number">As in the original report, such as <c>Figure 7</c>.</param>
/// <param name="Title">What it shows.</param>
/// <param name="Caption">How to read it; plain text.</param>
/// <param name="Facts">What was measured, a sentence for each kind of data.</param>
/// <param name="Figures">The pictures.</param>
/// <param name="Columns">How many pictures are beside each other on a wide page.</param>
internal sealed record ReportSection(
    string Number, string Title, string Caption, IReadOnlyList<string> Facts, IReadOnlyList<ReportFigure> Figures, int Columns = 2)
{
    /// <summary>The section's anchor on the page.</summary>
    public string Anchor => Number.ToLowerInvariant().Replace(' ', '-').Replace(",", "", StringComparison.Ordinal);
}
