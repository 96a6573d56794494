using System.Text;
using GmmVae.Engine.Files;
using GmmVae.Report.Charts;
using GmmVae.Report.Claims;
using GmmVae.Report.Experiment;

namespace GmmVae.Report.Pages;

/// <summary>Writes the report of a reproduction: the page, the claims, and every figure as a file.</summary>
public static class ReportWriter
{
    private const string PageName = "report.html";
    private const string ClaimsName = "claims.json";
    private const string FiguresName = "figures";

    /// <summary>Writes <c>report.html</c>, <c>claims.json</c> and the folder <c>figures</c>. The page is written last.</summary>
    /// <param name="report">What was found, see <see cref="Reproduction.Run"/>.</param>
    /// <param name="folder">Where to.</param>
    /// <returns>The page's path.</returns>
    /// <exception cref="IOException">The folder of the figures cannot be made.</exception>
    /// <exception cref="GmmVaeException">A figure, the page or the claims cannot be written.</exception>
    public static string Write(ReproductionReport report, string folder)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(folder);
        var sections = Sections(report);
        var figures = Path.Combine(folder, FiguresName);
        FileOperations.Disk.CreateOwnFolder(folder, figures);
        foreach (var figure in sections.SelectMany(section => section.Figures).DistinctBy(figure => figure.Name))
            Save(figure, figures);
        Whole(Path.Combine(folder, ClaimsName), Encoding.UTF8.GetString(RunJson.Document(Claim.ToJson(report.Claims))));
        return Whole(Path.Combine(folder, PageName), ReportPage.Render(report, sections));
    }

    /// <summary>The report's figures in the original's order.</summary>
    internal static IReadOnlyList<ReportSection> Sections(ReproductionReport report) =>
    [
        LatentSections.Plane(report, ReproducedModel.AutoEncoder, "Figure 1"),
        SampleSections.Of(report, ReproducedModel.AutoEncoder, "Figure 2"),
        LatentSections.Plane(report, ReproducedModel.Variational, "Figure 3"),
        SampleSections.Of(report, ReproducedModel.Variational, "Figure 4"),
        LatentSections.Clustered(report),
        LatentSections.Wide(report),
        PriorTermSections.Of(report),
        .. ClusterSections.Of(report),
        .. MoreSections.Of(report),
    ];

    private static void Save(ReportFigure figure, string folder)
    {
        switch (figure)
        {
            case ReportFigure.Chart chart:
                Whole(Path.Combine(folder, $"{chart.Name}.svg"), chart.Draw(ChartFrame.Width));
                break;
            case ReportFigure.Picture picture:
                SampleSheet.Save(Path.Combine(folder, $"{picture.Name}.png"), picture.Image.WritePng);
                break;
        }
    }

    /// <summary>Writes a text that is there as a whole or not at all.</summary>
    private static string Whole(string path, string text)
    {
        SampleSheet.Save(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
        return path;
    }
}
