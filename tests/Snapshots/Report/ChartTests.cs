using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Snapshots.Report;

public sealed partial class ChartTests
{
    private static readonly ChartLabels Labels = new("A title", "x (units)", "y (units)");

    /// <summary>Values of every kind, those that no chart can show among them.</summary>
    private static Gen<double> AnyValue { get; } = Gen.Frequency(
        (8, Gen.Choose(-5000, 5000).Select(value => value / 100d)),
        (1, ArbMap.Default.GeneratorFor<double>()),
        (1, Gen.Elements(double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, double.Epsilon)));

    private static Arbitrary<double[]> AnyValues { get; } = AnyValue.ArrayOf().ToArbitrary();

    [Fact]
    public void Every_example_is_well_formed_and_stays_inside_its_frame() =>
        Assert.All(ChartExamples.All, example => AssertDrawable(example.Value()));

    [Fact]
    public void A_culture_with_other_signs_and_separators_changes_no_byte()
    {
        var before = ChartExamples.All.ToDictionary(example => example.Key, example => example.Value());
        var ambient = CultureInfo.CurrentCulture;
        try
        {
            // The number format of tr-TR with a sign of its own; made by hand because globalization is invariant here.
            var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            culture.NumberFormat.NumberDecimalSeparator = ",";
            culture.NumberFormat.NumberGroupSeparator = ".";
            culture.NumberFormat.NegativeSign = "\u2212";
            CultureInfo.CurrentCulture = culture;
            Assert.Equal("-1,5".Replace('-', '\u2212'), (-1.5).ToString(CultureInfo.CurrentCulture));

            Assert.All(ChartExamples.All, example => Assert.Equal(before[example.Key], example.Value()));
        }
        finally
        {
            CultureInfo.CurrentCulture = ambient;
        }
    }

    [Law(nameof(AnyValues), nameof(AnyValue), MaxTest = 200)]
    public void A_line_chart_of_any_values_is_drawable(double[] values, double level)
    {
        var positions = Enumerable.Range(0, values.Length).Select(index => (double)index).ToArray();
        AssertDrawable(LineChart.Render(Labels,
            [new LineSeries("up", positions, values), new LineSeries("across", values, positions)],
            [new ReferenceLine("level", level)]));
    }

    [Law(nameof(AnyValues), MaxTest = 200)]
    public void A_scatter_chart_of_any_values_is_drawable(double[] values) =>
        AssertDrawable(ScatterChart.Render(
            Labels, values, values.Reverse().ToArray(), values.Select((_, index) => index % 2).ToArray(), ["a", "b"]));

    [Law(nameof(AnyValues), nameof(AnyValues), MaxTest = 200)]
    public void A_histogram_of_any_values_is_drawable(double[] first, double[] second) =>
        AssertDrawable(HistogramChart.Render("A title", "x", "first", first, "second", second, bins: 7));

    private static Gen<float[]> Curves { get; } = AnyValue.Select(value => (float)value).ArrayOf(2 * 3 * 4);

    [Law(nameof(Curves), MaxTest = 200)]
    public void A_curve_grid_of_any_values_is_drawable(float[] values) =>
        AssertDrawable(CurveGrid.Render(Labels, values, length: 4, columns: 3, ["a", "b"]));

    private static Arbitrary<string> AnyText { get; } = ArbMap.Default.ArbFor<string>();

    [Law(nameof(AnyText), MaxTest = 300)]
    public void Any_text_can_be_a_title(string text) => AssertDrawable(LineChart.Render(Labels with { Title = text ?? "" }, []));

    [Fact]
    public void A_title_reads_back_but_for_forbidden_characters()
    {
        var svg = LineChart.Render(Labels with { Title = "<a> & \"b\" \u0001 τ" }, []);
        Assert.Equal("<a> & \"b\" \uFFFD τ", XDocument.Parse(svg).Root!.Elements().First().Value);
    }

    [Fact]
    public void A_long_line_keeps_its_extremes_and_becomes_small()
    {
        var steps = Enumerable.Range(0, 100_000).Select(step => (double)step).ToArray();
        var values = Array.ConvertAll(steps, step => step % 10);
        values[54_321] = 100;
        var svg = LineChart.Render(Labels, [new LineSeries("loss", steps, values)]);

        var path = XDocument.Parse(svg).Descendants().Last(element => element.Name.LocalName == "path");
        var heights = PathPoint().Matches(path.Attribute("d")!.Value).Select(match => Parse(match.Groups[2].Value)).ToArray();
        var top = XDocument.Parse(svg).Descendants().Where(element => element.Attribute("class")?.Value == "rule grid")
            .Min(element => Parse(element.Attribute("y2")!.Value));
        Assert.Equal(top, heights.Min());
        Assert.InRange(heights.Length, 100, 4 * 640);
    }

    [Law(nameof(AnyValues), MaxTest = 200)]
    public void A_bar_chart_of_any_values_is_drawable_and_writes_each_value_that_it_draws(double[] values)
    {
        if (values.Length == 0) return;
        var svg = BarChart.Render(Labels, [.. values.Select((_, i) => $"bar {i}")], values);
        AssertDrawable(svg);
        Assert.Equal(
            values.Count(value => value is >= 0 and <= 1e100),
            XDocument.Parse(svg).Descendants().Count(element => element.Attribute("class")?.Value == "tick ink"));
    }

    [Fact]
    public void Points_lie_where_the_scale_of_their_chart_says()
    {
        var svg = ScatterChart.Render(Labels, [1.5], [-2.25], [0], ["all"], withScale: true);
        var scale = XDocument.Parse(svg).Descendants().Single(element => element.Attribute("class")?.Value == "scale");
        var point = PathPoint().Matches(svg)[^1];
        Assert.Equal(Place("data-x", 1.5), Parse(point.Groups[1].Value), 0.11);
        Assert.Equal(Place("data-y", -2.25), Parse(point.Groups[2].Value), 0.11);

        double Place(string axis, double value)
        {
            var ends = scale.Attribute(axis)!.Value.Split(' ').Select(Parse).ToArray();
            return ends[0] + ((value - ends[2]) / (ends[3] - ends[2]) * (ends[1] - ends[0]));
        }
    }

    [Fact]
    public void A_short_line_keeps_every_point()
    {
        var steps = Enumerable.Range(0, 50).Select(step => (double)step).ToArray();
        var svg = LineChart.Render(Labels, [new LineSeries("loss", steps, steps)]);

        Assert.Equal(50, PathPoint().Count(svg[svg.LastIndexOf("<path", StringComparison.Ordinal)..]));
    }

    [Fact]
    public void A_scatter_chart_draws_every_finite_point_once()
    {
        var values = Enumerable.Range(0, 10_000).Select(index => (double)(index * 37 % 1009)).ToArray();
        values[5] = double.NaN;
        var svg = ScatterChart.Render(Labels, values, values, new int[10_000], ["all"]);

        Assert.Equal(9_999 + 1, PathPoint().Count(svg));        // one more in the legend
        Assert.Contains("1 not finite", svg, StringComparison.Ordinal);
    }

    private static Gen<double[]> Levels { get; } = Gen.Choose(0, 400).Select(level => (double)level).ArrayOf(5);

    [Law(nameof(Levels), MaxTest = 200)]
    public void Names_of_reference_lines_and_marks_stand_above_the_plot_where_no_curve_is(double[] levels)
    {
        var svg = LineChart.Render(
            Labels, [new LineSeries("total", [0, 400], [0, 400])],
            levels.Select(level => new ReferenceLine($"at {level}", level)).ToArray(),
            marks: levels.Select(level => new ReferenceLine($"step {level}", level)).ToArray());

        var elements = XDocument.Parse(svg).Descendants().ToArray();
        var top = elements.Where(element => element.Attribute("class")?.Value == "rule grid").Min(line => Parse(line.Attribute("y1")!.Value));
        foreach (var start in (string[])["at ", "step "])
        {
            var names = elements.Where(element => element.Name.LocalName == "text" && element.Value.StartsWith(start, StringComparison.Ordinal))
                .ToArray();
            Assert.Equal(levels.Select(level => $"{start}{level}").Order(), names.Select(name => name.Value).Order());
            Assert.All(names, name => Assert.True(Parse(name.Attribute("y")!.Value) <= top));
        }
    }

    [Fact]
    public void A_narrow_confusion_chart_writes_every_count_or_none()
    {
        static int[] Written(int columns)
        {
            var counts = new int[1, columns];
            for (var column = 0; column < columns; column++)
                counts[0, column] = 1000 + column;
            var names = Enumerable.Range(0, columns).Select(column => $"c{column}").ToArray();
            var svg = ConfusionChart.Render(Labels, counts, ["row"], names);
            AssertDrawable(svg);
            return XDocument.Parse(svg).Descendants().Where(element => element.Attribute("class")?.Value == "ink")
                .Select(element => int.Parse(element.Value, CultureInfo.InvariantCulture)).ToArray();
        }

        Assert.Equal(Enumerable.Range(1000, 20), Written(20));
        Assert.Empty(Written(60));
    }

    [Fact]
    public void Coordinates_are_rounded_to_a_tenth_and_have_no_negative_zero()
    {
        Assert.Equal("0", SvgText.Number(-0.04));
        Assert.Equal("-0.1", SvgText.Number(-0.06));
        Assert.Equal("12.5", SvgText.Number(12.46));
        Assert.Equal("13", SvgText.Number(12.95));
        Assert.Throws<ArgumentOutOfRangeException>(() => SvgText.Number(double.NaN));
    }

    /// <summary>Well-formed, no number that is not finite, nothing outside the frame.</summary>
    private static void AssertDrawable(string svg)
    {
        Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("Infinity", svg, StringComparison.Ordinal);
        var root = XDocument.Parse(svg).Root!;
        var (width, height) = (Parse(root.Attribute("width")!.Value), Parse(root.Attribute("height")!.Value));
        var attributes = root.Descendants().Attributes().ToLookup(attribute => attribute.Name.LocalName, attribute => attribute.Value);
        Assert.All(new[] { "x", "x1", "x2" }.SelectMany(name => attributes[name]), x => Assert.InRange(Parse(x), 0, width));
        Assert.All(new[] { "y", "y1", "y2" }.SelectMany(name => attributes[name]), y => Assert.InRange(Parse(y), 0, height));
        foreach (Match point in attributes["d"].SelectMany(data => PathPoint().Matches(data)))
        {
            Assert.InRange(Parse(point.Groups[1].Value), 0, width);
            Assert.InRange(Parse(point.Groups[2].Value), 0, height);
        }
    }

    private static double Parse(string number) => double.Parse(number, CultureInfo.InvariantCulture);

    [GeneratedRegex("[ML]([^ ]+) ([-.0-9]+)")]
    private static partial Regex PathPoint();
}
