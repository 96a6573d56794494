using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace GmmVae.Tests.Snapshots.Report;

public sealed partial class ReportPageTests
{
    private static readonly ReproductionReport Report = ReportExample.Report();
    private static readonly string Page = ReportPage.Render(Report, ReportWriter.Sections(Report));

    /// <summary>The page without styles, scripts, drawings, pixels and the machine.</summary>
    [Fact]
    public void Words_and_structure_of_the_page() => Snapshot.Verify(
        Machine().Replace(Pixels().Replace(Drawing().Replace(Script().Replace(Style().Replace(Page, "<style/>"), "<script/>"), drawing =>
            $"<svg title=\"{XDocument.Parse(drawing.Value).Root!.Elements().First().Value}\"/>"), "data:pixels"), "MACHINE"));

    [Fact]
    public void The_page_asks_for_nothing_outside_itself()
    {
        var without = Page.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal);
        Assert.DoesNotContain("http://", without, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", without, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", without, StringComparison.Ordinal);
        Assert.All(Reference().Matches(without).Select(match => match.Groups[1].Value), target =>
            Assert.True(target.StartsWith('#') || target.StartsWith("data:", StringComparison.Ordinal), target));
    }

    [Fact]
    public void Every_link_on_the_page_leads_to_one_place()
    {
        var places = Identifier().Matches(Page).Select(match => match.Groups[1].Value).ToArray();
        Assert.Equal(places.Distinct(), places);
        Assert.All(Reference().Matches(Page).Select(match => match.Groups[1].Value).Where(target => target.StartsWith('#')), target =>
            Assert.Contains(target[1..], places));
    }

    [Fact]
    public void Every_drawing_is_well_formed_and_every_image_says_what_it_shows()
    {
        Assert.All(Drawing().Matches(Page).Select(match => match.Value), drawing =>
            Assert.NotEqual("", (string?)XDocument.Parse(drawing).Root!.Elements().First(element => element.Name.LocalName == "title")));
        Assert.All(ImageElement().Matches(Page).Select(match => match.Value), image => Assert.Matches("alt=\"[^\"]+\"", image));
    }

    [Fact]
    public void No_text_of_the_data_can_end_the_script_that_holds_it()
    {
        var start = Page.IndexOf("id=\"hover-data\">", StringComparison.Ordinal) + "id=\"hover-data\">".Length;
        var data = JsonNode.Parse(Page[start..Page.IndexOf("</script>", start, StringComparison.Ordinal)])!;
        Assert.Equal("</script>", (string)data["sets"]!["signals"]!["names"]![1]!);
        Assert.Equal(13, data["points"]!.AsObject().Count);
        foreach (var (_, points) in data["points"]!.AsObject())
            Assert.Equal(2 * data["sets"]![(string)points!["set"]!]!["labels"]!.AsArray().Count, points["at"]!.AsArray().Count);
        Assert.All(
            PointsAttribute().Matches(Page).Select(match => match.Groups[1].Value), name =>
                Assert.True(data["points"]!.AsObject().ContainsKey(name), name));
    }

    [Fact]
    public void A_culture_with_other_separators_changes_no_byte()
    {
        var ambient = CultureInfo.CurrentCulture;
        try
        {
            var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            culture.NumberFormat.NumberDecimalSeparator = ",";
            culture.NumberFormat.NegativeSign = "\u2212";
            CultureInfo.CurrentCulture = culture;
            Assert.Equal(Page, ReportPage.Render(Report, ReportWriter.Sections(Report)));
        }
        finally
        {
            CultureInfo.CurrentCulture = ambient;
        }
    }

    [Fact]
    public void Figures_of_one_name_are_one_picture()
    {
        var figures = ReportWriter.Sections(Report).SelectMany(section => section.Figures).GroupBy(figure => figure.Name);
        Assert.All(figures, same => Assert.Single(same.Select(Content).Distinct()));

        static string Content(ReportFigure figure) => figure switch
        {
            ReportFigure.Chart chart => chart.Draw(ChartFrame.Width),
            ReportFigure.Picture picture => Convert.ToBase64String(picture.Image.Pixels),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    [GeneratedRegex("<style>.*?</style>", RegexOptions.Singleline)]
    private static partial Regex Style();

    [GeneratedRegex("<script.*?</script>", RegexOptions.Singleline)]
    private static partial Regex Script();

    [GeneratedRegex("<svg .*?</svg>", RegexOptions.Singleline)]
    private static partial Regex Drawing();

    [GeneratedRegex("data:image/png;base64,[^\"]*")]
    private static partial Regex Pixels();

    [GeneratedRegex(@"\d+ processors, .*?\.</p>")]
    private static partial Regex Machine();

    [GeneratedRegex("(?:href|src)=\"([^\"]*)\"")]
    private static partial Regex Reference();

    [GeneratedRegex(" id=\"([^\"]*)\"")]
    private static partial Regex Identifier();

    [GeneratedRegex("<img [^>]*>")]
    private static partial Regex ImageElement();

    [GeneratedRegex("data-points=\"([^\"]*)\"")]
    private static partial Regex PointsAttribute();
}
