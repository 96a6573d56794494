namespace GmmVae.Cli;

/// <summary>One picture of the report: a chart that is drawn for the width at hand, or an image.</summary>
internal abstract record ReportFigure
{
    private ReportFigure(string name, string alternative) => (Name, Alternative) = (name, alternative);

    /// <summary>The file's name without its ending.</summary>
    public string Name { get; }

    /// <summary>What a reader who does not see it is told.</summary>
    public string Alternative { get; }

    /// <summary>A chart.</summary>
    /// <param name="Name">The file's name without its ending.</param>
    /// <param name="Title">Its title.</param>
    /// <param name="Draw">Draws it at a width in pixels.</param>
    /// <param name="Points">The name of the points that a pointer finds in it, if any.</param>
    internal sealed record Chart(string Name, string Title, Func<int, string> Draw, string? Points = null) : ReportFigure(Name, Title);

    /// <summary>An image.</summary>
    /// <param name="Name">The file's name without its ending.</param>
    /// <param name="Title">Its title.</param>
    /// <param name="Image">The pixels.</param>
    /// <param name="Rows">A name for each row of the image's grid; empty for none.</param>
    internal sealed record Picture(string Name, string Title, PixelImage Image, IReadOnlyList<string> Rows) : ReportFigure(Name, Title);
}
