using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using GmmVae.Domain.Graphs;
using GmmVae.Report.Experiment;
using GmmVae.Report.Pages;

namespace GmmVae.Report.Charts;

/// <summary>Draws points of the plane, coloured by label.</summary>
internal static class ScatterChart
{
    // Labels take turns in drawing, so that in crowded places none hides the others for being the last.
    private const int PointsPerTurn = 500;

    /// <summary>The chart as SVG text. Points that are not finite are left out and counted below the plot.</summary>
    /// <param name="labels">The words.</param>
    /// <param name="x">Horizontal coordinates.</param>
    /// <param name="y">Vertical coordinates, as many.</param>
    /// <param name="label">The label of each point, from 0 to less than the number of names.</param>
    /// <param name="names">The labels' names, for the legend.</param>
    /// <param name="markerSize">Diameter of a point in pixels; by default smaller the more points there are.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="withScale">Whether an element without looks says how values become coordinates, for scripts.</param>
    public static string Render(
        ChartLabels labels, ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<int> label,
        IReadOnlyList<string> names, double? markerSize = null, int width = ChartFrame.Width, int height = 520,
        bool withScale = false)
    {
        if (x.Length != y.Length || x.Length != label.Length)
            throw new ArgumentException(
                $"{x.Length} x, {y.Length} y and {label.Length} labels do not match.", nameof(x));
        foreach (var value in label)
            if (value < 0 || value >= names.Count)
                throw new ArgumentOutOfRangeException(nameof(label), value, $"There are {names.Count} labels.");

        var (horizontal, vertical, skipped) = (ValueRange.Empty, ValueRange.Empty, 0);
        for (var point = 0; point < x.Length; point++)
        {
            if (ValueRange.IsDrawable(x[point]) && ValueRange.IsDrawable(y[point]))
                (horizontal, vertical) = (horizontal.Include(x[point]), vertical.Include(y[point]));
            else
                skipped++;
        }

        var svg = new SvgText(width, height, labels.Title);
        var legend = names.Select((name, index) => new LegendEntry(name, index, LegendMark.Point)).ToArray();
        var (xAxis, yAxis) = ChartFrame.Draw(
            svg, width, height, labels, horizontal with { Skipped = skipped }, vertical, legend);
        if (withScale)
            svg.Scale(xAxis, yAxis);
        var size = markerSize ?? SizeFor(x.Length);
        for (var start = 0; start < x.Length; start += PointsPerTurn)
        {
            var count = Math.Min(PointsPerTurn, x.Length - start);
            DrawTurn(svg, x.Slice(start, count), y.Slice(start, count), label.Slice(start, count),
                names.Count, xAxis, yAxis, size);
        }

        return svg.ToString();
    }

    private static double SizeFor(int points) => points switch { <= 200 => 6, <= 2000 => 4.5, _ => 3 };

    private static void DrawTurn(
        SvgText svg, ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<int> label, int labels,
        Axis xAxis, Axis yAxis, double size)
    {
        var paths = new StringBuilder?[labels];
        for (var point = 0; point < x.Length; point++)
        {
            if (!ValueRange.IsDrawable(x[point]) || !ValueRange.IsDrawable(y[point])) continue;
            var path = paths[label[point]] ??= new StringBuilder();
            path.Append('M').Append(SvgText.Number(xAxis.At(x[point]))).Append(' ')
                .Append(SvgText.Number(yAxis.At(y[point]))).Append(SvgText.Dot);
        }

        for (var index = 0; index < labels; index++)
            if (paths[index] is { } path)
                svg.Path(Palette.Points(index), path.ToString(), size);
    }
}

/// <summary>What a pointer over a point shows: coordinates of each training's points, and the rows behind them, once for each kind of data.</summary>
internal static class HoverData
{
    private const int CurveLevels = 255;

    internal static void Write(Html page, ReproductionReport report)
    {
        var sets = new JsonObject(report.Sets.Select(set => KeyValuePair.Create(set.Name, (JsonNode?)Rows(set))));
        var points = new JsonObject(report.Sets.SelectMany(set => set.Models
            .Where(model => model.Latent is not null)
            .Select(model => KeyValuePair.Create(LatentSections.PointsName(set, model.Model), (JsonNode?)Points(set, model)))));

        // The default encoder escapes <, so that no text can end the element.
        page.Raw("<script type=\"application/json\" id=\"hover-data\">");
        page.Raw(new JsonObject { ["sets"] = sets, ["points"] = points }.ToJsonString()).Raw("</script>\n");
    }

    private static JsonObject Points(SetReport set, ModelReport model) => new()
    {
        ["set"] = set.Name,
        ["at"] = new JsonArray([.. model.Latent!.Points.Select(value =>
            (JsonNode)JsonValue.Create(double.Parse(value.ToString("G5", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)))]),
    };

    private static JsonObject Rows(SetReport set)
    {
        var json = new JsonObject
        {
            ["names"] = new JsonArray([.. set.LabelNames.Select(name => (JsonNode)name)]),
            ["labels"] = new JsonArray([.. set.Labels.Select(label => (JsonNode)label)]),
            ["features"] = set.Features,
        };
        if (set.MixtureLabels is { } components)
            json["components"] = new JsonArray([.. components.Select(component => (JsonNode)component)]);
        if (set.Image is { } image)
            AddSprite(json, set, image);
        else if (set.Features == 1)
            json["values"] = new JsonArray([.. set.Observations.Select(value => (JsonNode)Math.Round(value, 3))]);
        else
            AddCurves(json, set);
        return json;
    }

    private static void AddSprite(JsonObject json, SetReport set, ImageShape image)
    {
        var across = 1;
        while (across * across < set.Labels.Length) across++;
        using var memory = new MemoryStream();
        ImageGrid.Render(set.Observations, image.Height, image.Width, across, gap: 0).WritePng(memory);
        json["sprite"] = $"data:image/png;base64,{Convert.ToBase64String(memory.GetBuffer(), 0, (int)memory.Length)}";
        json["across"] = across;
        json["width"] = image.Width;
        json["height"] = image.Height;
    }

    private static void AddCurves(JsonObject json, SetReport set)
    {
        var (low, high) = (set.Observations.Min(), set.Observations.Max());
        json["curves"] = Convert.ToBase64String(Array.ConvertAll(
            set.Observations, value => (byte)(CurveLevels * (value - low) / (high - low))));
    }
}
