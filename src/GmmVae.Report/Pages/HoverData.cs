using System.Globalization;
using System.Text.Json.Nodes;
using GmmVae.Domain.Graphs;
using GmmVae.Report.Charts;
using GmmVae.Report.Claims;
using GmmVae.Report.Experiment;

namespace GmmVae.Report.Pages;

/// <summary>What a pointer over a point shows: coordinates of each training's points, and the rows behind them, once for each kind of
/// data.</summary>
internal static class HoverData
{
    private const int CurveLevels = 255;

    internal static void Write(Html page, ReproductionReport report)
    {
        var sets = new JsonObject(ReportWords.Shown(report).Select(set => KeyValuePair.Create(set.Name, (JsonNode?)Rows(set))));
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
