using System.Globalization;
using System.Reflection;
using System.Xml.Linq;

namespace GmmVae.Tests.Snapshots.Report;

/// <summary>What a user of the library draws from plain arrays and matrices.</summary>
public sealed class ChartLibraryTests
{
    private static readonly ChartLabels Labels = new("A title", "x (units)", "y (units)");
    private static readonly int[] Groups = [0, 1, 1, 2];

    public static TheoryData<string> Charts => [.. Drawn.Keys];

    private static Dictionary<string, Func<string>> Drawn => new()
    {
        [nameof(Chart.Scatter)] = () => Chart.Scatter(Labels, [1, 2, 3, 4], [4, 3, 2, double.NaN], Groups),
        [nameof(Chart.LatentSpace)] = () => Chart.LatentSpace("Codes", Codes(4, 3), Groups, ["a", "b", "c"]),
        [nameof(Chart.Confusion)] = () => Chart.Confusion(Labels, Groups, [0, 0, 1, 1]),
        [nameof(Chart.Lines)] = () => Chart.Lines(
            Labels, [new LineSeries("loss", [1, 2, 3], [3, 2, 1])], [new ReferenceLine("threshold", 1.5)]),
        [nameof(Chart.Curves)] = () => Chart.Curves(Labels, Codes(4, 8), columns: 2, ["cluster 0", "cluster 1"]),
        [nameof(Chart.Histogram)] = () => Chart.Histogram("Title", "value", "samples", [1, 2, 2, 3], "data", [1, 1, 3]),
        [nameof(Chart.Bars)] = () => Chart.Bars(Labels, ["a", "b"], [3, 4]),
        [nameof(Chart.Profiles)] = () => Chart.Profiles(Labels, Codes(2, 3), ["age", "height", "weight"]),
    };

    [Fact]
    public void Every_chart_of_the_library_is_tried_here() =>
        Assert.Equal(Methods(typeof(Chart)).Order(), Drawn.Keys.Order());

    [Theory]
    [MemberData(nameof(Charts))]
    public void A_chart_is_an_svg_document_with_a_title(string name)
    {
        var root = XDocument.Parse(Drawn[name]()).Root!;
        Assert.Equal("svg", root.Name.LocalName);
        Assert.Contains(root.Elements(), element => element.Name.LocalName == "title" && element.Value.Length > 0);
    }

    [Fact]
    public void Codes_of_two_dimensions_are_drawn_as_they_are() => Assert.Equal(
        Chart.Scatter(new ChartLabels("Codes", "first dimension", "second dimension"), [0, 2, 4], [1, 3, 5], [0, 1, 1]),
        Chart.LatentSpace("Codes", new Matrix((float[])[0, 1, 2, 3, 4, 5], 2), [0, 1, 1]));

    [Fact]
    public void Rows_are_counted_by_their_pair_of_groups() => Assert.Equal(
        ConfusionChart.Render(Labels, new[,] { { 1, 0 }, { 1, 1 }, { 0, 1 } }, ["0", "1", "2"], ["0", "1"]),
        Chart.Confusion(Labels, Groups, [0, 0, 1, 1]));

    [Fact]
    public void A_profile_has_a_bar_for_each_column_of_each_cluster_to_either_side()
    {
        var bars = XDocument.Parse(Chart.Profiles(Labels, new Matrix((float[])[1, -1, float.NaN, 2], 2))).Descendants()
            .Where(element => element.Name.LocalName == "rect" && (string?)element.Attribute("fill-opacity") == "0.750")
            .Select(bar => (Left: Number(bar, "x"), Width: Number(bar, "width"))).ToArray();
        Assert.Equal(3, bars.Length);
        var (up, down, far) = (bars[0], bars[1], bars[2]);
        Assert.Equal(up.Left, down.Left + down.Width, 0.2);
        Assert.Equal(2 * up.Width, far.Width, 0.2);

        static double Number(XElement bar, string name) => double.Parse(bar.Attribute(name)!.Value, CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Arguments_that_do_not_fit_are_refused()
    {
        Assert.ThrowsAny<ArgumentException>(() => Chart.Scatter(Labels, [1, 2], [1]));
        Assert.ThrowsAny<ArgumentException>(() => Chart.Confusion(Labels, [0, 1], [0]));
        Assert.ThrowsAny<ArgumentException>(() => Chart.Confusion(Labels, [0, -1], [0, 1]));
        Assert.ThrowsAny<ArgumentException>(() => Chart.Profiles(Labels, Codes(2, 3), ["age"]));
        Assert.ThrowsAny<ArgumentException>(() => Picture.Grid(Codes(2, 3), 1));
    }

    [Fact]
    public void A_grid_of_images_is_a_png_of_them()
    {
        var png = Picture.Grid(Matrix.FromImages(new byte[4 * 2 * 3], height: 2, width: 3), columns: 2, scale: 2);
        Assert.Equal([0x89, .. "PNG"u8], png[..4]);
        var sheet = PngDecoder.Decode(png);
        Assert.Equal((2 + (2 * (6 + 2)), 2 + (2 * (4 + 2))), (sheet.Width, sheet.Height));
    }

    [Fact]
    public void The_guide_for_dotnet_shows_every_chart()
    {
        var guide = File.ReadAllText(Path.Combine(Root(), "docs", "dotnet.md"));
        Assert.All(Methods(typeof(Chart)), name => Assert.Contains($"`Chart.{name}`", guide, StringComparison.Ordinal));
        Assert.Contains("`Picture.Grid`", guide, StringComparison.Ordinal);
        Assert.Contains("File.WriteAllText(\"codes.svg\", Chart.LatentSpace(", guide, StringComparison.Ordinal);
    }

    private static string[] Methods(Type type) =>
        [.. type.GetMethods(BindingFlags.Public | BindingFlags.Static).Select(method => method.Name).Distinct()];

    private static Matrix Codes(int rows, int columns) =>
        new(Enumerable.Range(0, rows * columns).Select(i => (float)Math.Sin(i)).ToArray(), columns);

    private static string Root([System.Runtime.CompilerServices.CallerFilePath] string source = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "..", "..", ".."));
}
