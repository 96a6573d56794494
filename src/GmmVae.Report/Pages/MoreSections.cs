using GmmVae.Domain.Graphs;
using GmmVae.Domain.Models;
using GmmVae.Report.Charts;
using GmmVae.Report.Claims;
using GmmVae.Report.Experiment;

namespace GmmVae.Report.Pages;

/// <summary>What goes beyond the original's figures: reconstructions, interpolations, confusion, sizes, every loss term.</summary>
internal static class MoreSections
{
    private static readonly ReproducedModel[] Models =
        [ReproducedModel.AutoEncoder, ReproducedModel.Variational, ReproducedModel.Mixture, ReproducedModel.Clustering];

    internal static IEnumerable<ReportSection> Of(ReproductionReport report)
    {
        var sets = ReportWords.Shown(report).ToArray();
        yield return new(
            "Figure 12", "Reconstructions", "Rows of the test split above, and below what each model makes of their mean codes; autoencoder and VAE have codes of two dimensions; then the GMM-VAE with the paper's training and with this library's.",
            [], [.. sets.Select(Reconstructions)], Columns: 1);
        yield return new(
            "Figure 13", "Between two observations", "Decoded on the straight line between the mean codes of two test rows with different labels, the ends included.",
            [], [.. sets.Where(set => set.InterpolatedLabels.Count > 0).SelectMany(set =>
                Models.Select(model => Interpolations(set, model)))]);
        yield return new(
            "Figure 14", "Clusters against labels, and cluster sizes", "Rows of the test split by the GMM-VAE's cluster and true label, which no model saw; clusters stand in the order of the classes that they match, so that what lies right lies on the diagonal. A cell's shade is its share of the cluster.",
            [.. sets.SelectMany(set => set.Name == "signals"
                ? Matches(set).Append($"Labels of {ReportWords.Set(set)}: {string.Join("; ", ReportWords.Labels(set))}.")
                : Matches(set))],
            [.. sets.SelectMany(set => ReportWords.Mixtures.SelectMany(model => Confusions(set, model)))]);
        yield return new(
            "Figure 15", "Every loss term through training", "Batch means in nats at each step: what is minimised with the reconstruction, and the prior terms. The autoencoder has its reconstruction alone.",
            [], [.. sets.SelectMany(Terms)]);
    }

    private static ReportFigure Reconstructions(SetReport set)
    {
        var (name, title) = ($"reconstructions-{set.Name}", $"{ReportWords.Set(set)}: test rows and reconstructions");
        string[] rows = ["data", .. Models.Select(ReportWords.Briefly)];
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
                [.. Models.Select(ReportWords.Briefly)], width: width, height: 360));
    }

    private static ReportFigure Interpolations(SetReport set, ReproducedModel model)
    {
        var (name, title) = ($"between-{set.Name}-{model.FileName()}", $"{ReportWords.Set(set)}, {ReportWords.Model(model)}");
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

    private static IEnumerable<string> Matches(SetReport set) => ReportWords.Mixtures.Select(model =>
    {
        var measures = set[model].Mixture!.Measures;
        return FormattableString.Invariant(
            $"{ReportWords.Set(set)}, {ReportWords.Model(model)}: matched one to one, {100 * measures.Accuracy:F1} % of rows are in the cluster of their label; normalised mutual information {measures.Information:F3}.");
    });

    private static IEnumerable<ReportFigure> Confusions(SetReport set, ReproducedModel model)
    {
        var mixture = set[model].Mixture!;
        var clusters = mixture.Confusion.GetLength(0);
        var start = $"{ReportWords.Set(set)}, {ReportWords.Model(model)}";
        var (title, sizes) = ($"{start}: clusters and labels", $"{start}: cluster sizes");
        string[] rows = [.. mixture.ClusterOfRow.Select(ReportWords.Number)];
        string[] columns = [.. Enumerable.Range(0, mixture.Confusion.GetLength(1)).Select(ReportWords.Number)];
        double[] counts = [.. Enumerable.Range(0, clusters).Select(row =>
            (double)Enumerable.Range(0, columns.Length).Sum(label => mixture.Confusion[row, label]))];
        yield return new ReportFigure.Chart(
            $"confusion-{set.Name}-{model.FileName()}", title, width =>
                ConfusionChart.Render(new ChartLabels(title, "label", "cluster"), mixture.Confusion, rows, columns, width));
        yield return new ReportFigure.Chart(
            $"sizes-{set.Name}-{model.FileName()}", sizes, width =>
                BarChart.Render(new ChartLabels(sizes, "rows of the test split", "cluster"), rows, counts, width));
    }

    /// <summary>Reconstructions of models without clusters together, then each model's terms: pairs that fill their rows.</summary>
    private static IEnumerable<ReportFigure> Terms(SetReport set)
    {
        string[] minimised = [GraphNames.Objective, LossTerm.Reconstruction.Name()];
        ReproducedModel[] plain = [ReproducedModel.AutoEncoder, ReproducedModel.Variational];
        yield return Chart(
            $"reconstruction-{set.Name}",
            $"{ReportWords.Set(set)}: reconstruction of autoencoder and VAE",
            [.. plain.Select(model => Line(ReportWords.Model(model), set[model], LossTerm.Reconstruction.Name()))]);
        foreach (var model in Models.Except(plain).Prepend(ReproducedModel.Variational))
        {
            var title = $"{ReportWords.Set(set)}, {ReportWords.Model(model)}";
            if (model != ReproducedModel.Variational)
                yield return Chart($"objective-{set.Name}-{model.FileName()}", $"{title}: objective and reconstruction",
                    [.. minimised.Select(name => Line(ReportWords.Term(name), set[model], name))]);
            yield return Chart($"terms-{set.Name}-{model.FileName()}", $"{title}: prior terms",
                [.. set[model].TermNames.Except([.. minimised, GraphNames.Total]).Select(name =>
                    Line(ReportWords.Term(name), set[model], name))]);
        }
    }

    /// <summary>A term over the steps of the phases that have it.</summary>
    private static LineSeries Line(string name, ModelReport report, string term)
    {
        var column = report.TermNames.Index().First(one => one.Item == term).Index + 1;
        var steps = report.Steps.Where(step => !double.IsNaN(step[column])).ToArray();
        return new LineSeries(name, [.. steps.Select(step => step[0])], [.. steps.Select(step => step[column])]);
    }

    private static ReportFigure.Chart Chart(string name, string title, LineSeries[] series) => new(
        name, title, width => LineChart.Render(new ChartLabels(title, "step", "nats"), series, width: width, height: 300));
}
