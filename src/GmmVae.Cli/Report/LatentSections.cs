using System.Globalization;

namespace GmmVae.Cli;

/// <summary>Figures 1, 3, 5 and 6: encoded latent spaces.</summary>
internal static class LatentSections
{
    internal static ReportSection Of(ReproductionReport report, ReproducedModel model, string number) => new(
        number,
        $"Test split in the latent space of the {ReportWords.Model(model)}",
        "Every point is a row of a test split at its mean code; move the pointer over a point to see the row itself. Codes of more than two dimensions are shown in their first two principal components. "
        + "The one-dimensional data are coloured twice: by the component of a plain Gaussian mixture fitted to the training rows, numbered like the label that it matches best, and by the true label.",
        Purities(report, model),
        [.. report.Sets.SelectMany(set => Scatters(set, model))]);

    internal static ReportSection SideBySide(ReproductionReport report)
    {
        var set = report.Sets[^1];
        var width = set[ReproducedModel.Variational].Latent!.Dimensions;
        return new(
            "Figure 6",
            $"{ReportWords.Set(set)} in {ReportWords.Number(width)} latent dimensions: VAE beside GMM-VAE",
            "The same test rows in both. All dimensions, with thumbnails, labels and clusters, are in the folders projector/vae and projector/gmm-vae for the embedding projector: "
            + "load vectors.tsv and metadata.tsv of a folder at projector.tensorflow.org, or serve the folder over HTTP and open projector.tensorflow.org/?config= with the address of its projector_config.json, or point TensorBoard at it.",
            [],
            [Scatter(set, ReproducedModel.Variational, "figure-6", set.Labels, "label"), Scatter(set, ReproducedModel.Mixture, "figure-6", set.Labels, "label")]);
    }

    private static string[] Purities(ReproductionReport report, ReproducedModel model) => [.. report.Sets.Select(set =>
    {
        var measures = set[model].Latent!.Measures;
        return string.Create(CultureInfo.InvariantCulture, $"{ReportWords.Set(set)}: of a code's ten nearest {100 * measures.Purity:F1} % have its label in all {set[model].Latent!.Dimensions} dimensions, {100 * measures.PicturePurity:F1} % in the picture ({100 * set.ChancePurity:F1} % by chance); silhouette by label {measures.Silhouette:F3}.");
    })];

    private static IEnumerable<ReportFigure> Scatters(SetReport set, ReproducedModel model)
    {
        if (set.MixtureLabels is { } components)
            yield return Scatter(set, model, "latent", components, "mixture");
        yield return Scatter(set, model, "latent", set.Labels, "label");
    }

    private static ReportFigure.Chart Scatter(SetReport set, ReproducedModel model, string prefix, int[] groups, string by)
    {
        var latent = set[model].Latent!;
        var coloured = by == "mixture" ? $"mixture component ({ReportWords.Percent(set.MixtureAccuracy!.Value)} match labels)" : "true label";
        var title = $"{ReportWords.Set(set)}, {ReportWords.Model(model)}, by {coloured}";
        var (x, y) = double.IsNaN(latent.ExplainedVariance.First)
            ? ("first code dimension", "second code dimension")
            : (Component("first", latent.ExplainedVariance.First), Component("second", latent.ExplainedVariance.Second));
        double[] xs = [.. latent.Points.Where((_, i) => i % 2 == 0)], ys = [.. latent.Points.Where((_, i) => i % 2 == 1)];
        var names = groups.Contains(-1) ? [.. set.LabelNames, "none"] : set.LabelNames;
        var shades = Array.ConvertAll(groups, group => group < 0 ? set.LabelNames.Count : group);
        return new ReportFigure.Chart(
            $"{prefix}-{set.Name}-{ReportWords.File(model)}-{by}",
            title,
            width => ScatterChart.Render(new ChartLabels(title, x, y), xs, ys, shades, names, width: width, height: Math.Max(400, width), withScale: true),
            PointsName(set, model));
    }

    /// <summary>The name of the points of one training on the page.</summary>
    internal static string PointsName(SetReport set, ReproducedModel model) => $"{set.Name}-{ReportWords.File(model)}";

    private static string Component(string which, double share) =>
        string.Create(CultureInfo.InvariantCulture, $"{which} component ({100 * share:F1} % of variance)");
}
