using System.Globalization;
using GmmVae.Domain.Graphs;
using GmmVae.Report.Charts;
using GmmVae.Report.Claims;
using GmmVae.Report.Experiment;

namespace GmmVae.Report.Pages;

/// <summary>Figures 1, 3, 5 and 6: encoded latent spaces.</summary>
internal static class LatentSections
{
    private const string Reading =
        "Every point is a row of a test split at its mean code; move the pointer over a point to see the row itself. ";

    /// <summary>Codes of two dimensions, drawn as they are.</summary>
    internal static ReportSection Plane(ReproductionReport report, ReproducedModel model, string number)
    {
        var sets = ReportWords.Shown(report).ToArray();
        return new(
            number,
            $"Test split in the latent space of the {ReportWords.Model(model)}",
            Reading + "Codes have two dimensions and are drawn as they are. "
            + "The one-dimensional data are coloured by the component of a plain Gaussian mixture fitted to the training rows, pictures by ten k-means clusters of the codes, both numbered like the label that they match best; beside it by the true label.",
            Purities(sets, model),
            [.. sets.SelectMany(set => (ReportFigure[])
                [set.MixtureLabels is { } components ? Scatter(set, model, components, "mixture") : Own(set, model), Labelled(set, model)])]);
    }

    /// <summary>One-dimensional data in both trainings of the Gaussian-mixture VAE.</summary>
    internal static ReportSection Clustered(ReproductionReport report)
    {
        var sets = ReportWords.Shown(report).Where(set => set.IsSynthetic).ToArray();
        return new(
            "Figure 5",
            "One-dimensional data in the latent space of the GMM-VAE",
            Reading + "Codes of more than two dimensions are shown in their first two principal components. Coloured by the model's own cluster, numbered like the label that it matches best, and by the true label; the paper's training above, this library's below.",
            [.. ReportWords.Mixtures.SelectMany(model => Purities(sets, model))],
            [.. sets.SelectMany(set => ReportWords.Mixtures.SelectMany(model => (ReportFigure[])[Own(set, model), Labelled(set, model)]))]);
    }

    /// <summary>Pictures in many dimensions: the VAE and both trainings of the Gaussian-mixture VAE.</summary>
    internal static ReportSection Wide(ReproductionReport report)
    {
        var set = report.Sets[^1];
        ReproducedModel[] models = [ReproducedModel.VariationalWide, .. ReportWords.Mixtures];
        return new(
            "Figure 6",
            $"{ReportWords.Set(set)} in many latent dimensions: VAE beside GMM-VAE",
            Reading + "First two principal components. Coloured by cluster (the GMM-VAE's own, ten of k-means on the VAE's codes), numbered like the label that it matches best, and by the true label. "
            + "All dimensions, with thumbnails, labels and clusters, are in the folder projector for the embedding projector: "
            + "load vectors.tsv and metadata.tsv of a folder in it at projector.tensorflow.org, or serve the folder over HTTP and open projector.tensorflow.org/?config= with the address of its projector_config.json, or point TensorBoard at it.",
            [.. models.Select(model => Clusters(set, model))],
            [.. models.SelectMany(model => (ReportFigure[])[Own(set, model), Labelled(set, model)])]);
    }

    private static string Clusters(SetReport set, ReproducedModel model)
    {
        var (latent, measures) = (set[model].Latent!, set[model].Latent!.Measures);
        return string.Create(CultureInfo.InvariantCulture,
            $"{Capital(ReportWords.Model(model))}, {latent.Dimensions} dimensions: clusters match labels one to one in {100 * measures.ClusterAccuracy:F1} % of rows, normalised mutual information {measures.ClusterInformation:F3}, silhouette by cluster {measures.OwnSilhouette:F3}.");
    }

    private static string[] Purities(IEnumerable<SetReport> sets, ReproducedModel model) => [.. sets.Select(set =>
    {
        var measures = set[model].Latent!.Measures;
        return string.Create(CultureInfo.InvariantCulture,
            $"{ReportWords.Set(set)}, {ReportWords.Model(model)}: of a code's ten nearest {100 * measures.Purity:F1} % have its label ({100 * set.ChancePurity:F1} % by chance); silhouette by label {measures.Silhouette:F3}")
            + (set.MixtureAccuracy is { } mixture ? $"; {ReportWords.Percent(mixture)} of the mixture's components match labels." : ".");
    })];

    private static string Capital(string words) => char.ToUpperInvariant(words[0]) + words[1..];

    private static ReportFigure.Chart Labelled(SetReport set, ReproducedModel model) => Scatter(set, model, set.Labels, "label");

    private static ReportFigure.Chart Own(SetReport set, ReproducedModel model) =>
        Scatter(set, model, set[model].Latent!.Clusters, "cluster");

    private static ReportFigure.Chart Scatter(SetReport set, ReproducedModel model, int[] groups, string by)
    {
        var latent = set[model].Latent!;
        var coloured = by switch
        {
            "mixture" => "mixture component",
            "cluster" => model is ReproducedModel.Mixture or ReproducedModel.Clustering ? "own cluster" : "k-means cluster",
            _ => "true label",
        };
        var title = $"{ReportWords.Set(set)}, {ReportWords.Model(model)}, by {coloured}";
        var (x, y) = CodePlane.Axes(latent.ExplainedVariance);
        double[] xs = [.. latent.Points.Where((_, i) => i % 2 == 0)], ys = [.. latent.Points.Where((_, i) => i % 2 == 1)];
        var names = groups.Any(group => group < 0) ? [.. set.LabelNames, "none"] : set.LabelNames;
        var shades = Array.ConvertAll(groups, group => group < 0 ? set.LabelNames.Count : group);
        return new ReportFigure.Chart(
            $"latent-{set.Name}-{model.FileName()}-{by}",
            title,
            width => ScatterChart.Render(new ChartLabels(title, x, y), xs, ys, shades, names, width: width, height: Math.Max(400, width),
                withScale: true),
            PointsName(set, model));
    }

    /// <summary>The name of the points of one training on the page.</summary>
    internal static string PointsName(SetReport set, ReproducedModel model) => $"{set.Name}-{model.FileName()}";
}

/// <summary>Figures 2 and 4: what decoders generate.</summary>
internal static class SampleSections
{
    private const int Rows = 8;

    internal static ReportSection Of(ReproductionReport report, ReproducedModel model, string number) => new(
        number,
        $"Samples generated by the decoder of the {ReportWords.Model(model)}",
        (model == ReproducedModel.AutoEncoder
            ? "An autoencoder has no distribution of codes: these are drawn from N(0, I), as the VAE's are. "
            : "Codes are drawn from N(0, I), the prior. ")
        + "Shown are expectations, beside rows of the test split.",
        [.. ReportWords.Shown(report).Select(set => Verdict(set, model))],
        [.. ReportWords.Shown(report).SelectMany(set => Figures(set, model))],
        Columns: 2);

    private static string Verdict(SetReport set, ReproducedModel model)
    {
        var (made, fitted, real) = (set[model].Generation!.Measures, set[model].Generation!.Fitted, set.Real);
        return FormattableString.Invariant(
            $"{ReportWords.Set(set)}: the judge's Fréchet distance to the test split is {made.Distance:F2} (training rows: {real.Distance:F2}), it is sure of {100 * made.Sure:F1} % ({100 * real.Sure:F1} %), evenness of classes {made.Evenness:F3} ({real.Evenness:F3})")
            + (fitted is null ? "." : FormattableString.Invariant(
                $"; with codes from a Gaussian fitted to those of the training split {fitted.Distance:F2}, {100 * fitted.Sure:F1} %, {fitted.Evenness:F3}."));
    }

    private static IEnumerable<ReportFigure> Figures(SetReport set, ReproducedModel model)
    {
        var (name, title) = ($"samples-{set.Name}-{model.FileName()}", $"{ReportWords.Set(set)}, {ReportWords.Model(model)}");
        var samples = set[model].Generation!.Samples;
        if (set.Image is { } image)
        {
            yield return Grid(name, $"{title}: generated", samples, image);
            yield return Grid($"samples-{set.Name}-data", $"{ReportWords.Set(set)}: test split", set.Observations, image);
        }
        else if (set.Features == 1)
        {
            yield return new ReportFigure.Chart(name, title, width => HistogramChart.Render(
                title, "standardised value", "generated", Doubles(samples), "test split", Doubles(set.Observations), bins: 80,
                    width: width));
        }
        else
        {
            yield return Curves(name, $"{title}: generated, and test split", set, samples);
        }
    }

    private static ReportFigure.Picture Grid(string name, string title, float[] samples, ImageShape image) => new(
        name, title, ImageGrid.Render(samples.AsSpan(0, Math.Min(samples.Length, 100 * image.Features)), image.Height, image.Width, 10),
            []);

    private static ReportFigure.Chart Curves(string name, string title, SetReport set, float[] samples) => new(
        name,
        title,
        width =>
        {
            var columns = width < 400 ? 3 : 6;
            var half = Rows / 2 * columns * set.Features;
            string[] names = [.. Enumerable.Repeat("generated", Rows / 2), .. Enumerable.Repeat("test", Rows / 2)];
            float[] values = [.. samples.Take(half), .. set.Observations.Take(half)];
            return CurveGrid.Render(
                new ChartLabels(title, "position", "standardised value"), values, set.Features, columns, names, width, colourOf: row =>
                    row / (Rows / 2));
        });

    private static double[] Doubles(float[] values) => Array.ConvertAll(values, value => (double)value);
}
