using GmmVae.Domain.Graphs;
using GmmVae.Domain.Models;
using GmmVae.Report.Charts;
using GmmVae.Report.Claims;
using GmmVae.Report.Experiment;

namespace GmmVae.Report.Pages;

/// <summary>What goes beyond the original's figures: reconstructions, interpolations, confusion, sizes, every loss term.</summary>
internal static class MoreSections
{
    private static readonly ReproducedModel[] Models = [ReproducedModel.AutoEncoder, ReproducedModel.Variational, ReproducedModel.Mixture];

    internal static IEnumerable<ReportSection> Of(ReproductionReport report)
    {
        yield return new(
            "Figure 12", "Reconstructions", "Rows of the test split above, and below what each model makes of their mean codes.",
            [], [.. report.Sets.Select(Reconstructions)], Columns: 1);
        yield return new(
            "Figure 13", "Between two observations", "Decoded on the straight line between the mean codes of two test rows with different labels, the ends included.",
            [], [.. report.Sets.Where(set => set.InterpolatedLabels.Count > 0).SelectMany(set =>
                Models.Select(model => Interpolations(set, model)))]);
        yield return new(
            "Figure 14", "Clusters against labels, and cluster sizes", "Rows of the test split by the GMM-VAE's cluster and true label, which no model saw; a cell's shade is its share of the cluster.",
            [.. report.Sets.Select(Matches)],
            [.. report.Sets.SelectMany(Confusions)]);
        yield return new(
            "Figure 15", "Every loss term through training", "Batch means in nats at each step: what is minimised with the reconstruction, and the prior terms.",
            [], [.. report.Sets.SelectMany(set => Models.SelectMany(model => Terms(set, model)))]);
    }

    private static ReportFigure Reconstructions(SetReport set)
    {
        var (name, title) = ($"reconstructions-{set.Name}", $"{ReportWords.Set(set)}: test rows and reconstructions");
        string[] rows = ["data", .. Models.Select(ReportWords.Model)];
        var pairs = set[ReproducedModel.AutoEncoder].Reconstructions.Length / set.Features;
        float[] values = [.. set.Observations.Take(pairs * set.Features), .. Models.SelectMany(model => set[model].Reconstructions)];
        if (set.Image is { } image)
            return new ReportFigure.Picture(name, title, ImageGrid.Render(values, image.Height, image.Width, pairs), rows);
        if (set.Features == 1)
            return NumberReconstructions(name, title, set, pairs);
        return new ReportFigure.Chart(name, title, width =>
        {
            var columns = width < 400 ? 4 : 8;
            float[] shown = [.. Enumerable.Range(0, rows.Length).SelectMany(row =>
                values.Skip(row * pairs * set.Features).Take(columns * set.Features))];
            return CurveGrid.Render(new ChartLabels(title, "position", "standardised value"), shown, set.Features, columns, rows, width);
        });
    }

    private static ReportFigure.Chart NumberReconstructions(string name, string title, SetReport set, int pairs)
    {
        double[] x = [.. Models.SelectMany(_ => set.Observations.Take(pairs)).Select(value => (double)value)];
        double[] y = [.. Models.SelectMany(model => set[model].Reconstructions).Select(value => (double)value)];
        int[] models = [.. Enumerable.Range(0, x.Length).Select(i => i / pairs)];
        return new ReportFigure.Chart(name, title, width => ScatterChart.Render(
            new ChartLabels(title, "test row (standardised value)", "reconstruction (standardised value)"), x, y, models,
                [.. Models.Select(ReportWords.Model)], width: width, height: 360));
    }

    private static ReportFigure Interpolations(SetReport set, ReproducedModel model)
    {
        var (name, title) = ($"between-{set.Name}-{ReportWords.File(model)}", $"{ReportWords.Set(set)}, {ReportWords.Model(model)}");
        var values = set[model].Interpolations;
        var steps = values.Length / set.Features / set.InterpolatedLabels.Count;
        string[] rows = [.. set.InterpolatedLabels.Select(pair => $"{ReportWords.Number(pair.From)} to {ReportWords.Number(pair.To)}")];
        return set.Image is { } image
            ? new ReportFigure.Picture(name, title, ImageGrid.Render(values, image.Height, image.Width, steps), rows)
            : new ReportFigure.Chart(name, title, width =>
            {
                var every = width < 400 ? 4 : 2;
                float[] shown = [.. Enumerable.Range(0, values.Length / set.Features).Where(i => i % steps % every == 0)
                    .SelectMany(i => values.Skip(i * set.Features).Take(set.Features))];
                return CurveGrid.Render(new ChartLabels(title, "position", "standardised value"), shown, set.Features,
                    ((steps - 1) / every) + 1, rows, width);
            });
    }

    private static string Matches(SetReport set)
    {
        var measures = set[ReproducedModel.Mixture].Mixture!.Measures;
        return FormattableString.Invariant(
            $"{ReportWords.Set(set)}: matched one to one, {100 * measures.Accuracy:F1} % of rows are in the cluster of their label; normalised mutual information {measures.Information:F3}. Labels: {string.Join("; ", ReportWords.Labels(set))}.");
    }

    private static IEnumerable<ReportFigure> Confusions(SetReport set)
    {
        var mixture = set[ReproducedModel.Mixture].Mixture!;
        var clusters = mixture.Confusion.GetLength(0);
        var (title, sizes) = ($"{ReportWords.Set(set)}: clusters and labels", $"{ReportWords.Set(set)}: cluster sizes");
        string[] rows = [.. Enumerable.Range(0, clusters).Select(ReportWords.Number)];
        string[] columns = [.. Enumerable.Range(0, set.LabelNames.Count).Select(ReportWords.Number)];
        double[] counts = [.. Enumerable.Range(0, clusters).Select(k =>
            (double)Enumerable.Range(0, mixture.Confusion.GetLength(1)).Sum(label => mixture.Confusion[k, label]))];
        yield return new ReportFigure.Chart(
            $"confusion-{set.Name}", title, width =>
                ConfusionChart.Render(new ChartLabels(title, "label", "cluster"), mixture.Confusion, rows,
                columns[..mixture.Confusion.GetLength(1)], width));
        yield return new ReportFigure.Chart(
            $"sizes-{set.Name}", sizes, width =>
                BarChart.Render(new ChartLabels(sizes, "rows of the test split", "cluster"), rows, counts, width));
    }

    private static IEnumerable<ReportFigure> Terms(SetReport set, ReproducedModel model)
    {
        var report = set[model];
        var steps = report.Steps.Select(step => step[0]).ToArray();
        var title = $"{ReportWords.Set(set)}, {ReportWords.Model(model)}";
        string[] minimised = [GraphNames.Objective, LossTerm.Reconstruction.Name()];
        yield return Chart("objective", $"{title}: objective and reconstruction", minimised);
        var rest = report.TermNames.Except([.. minimised, GraphNames.Total]).ToArray();
        if (rest.Length > 0)
            yield return Chart("terms", $"{title}: prior terms", rest);

        ReportFigure.Chart Chart(string what, string heading, string[] names) => new(
            $"{what}-{set.Name}-{ReportWords.File(model)}",
            heading,
            width => LineChart.Render(
                new ChartLabels(heading, "step", "nats"),
                    [.. names.Select(name => new LineSeries(ReportWords.Term(name), steps, report.Term(name)))], width: width,
                    height: 300));
    }
}
