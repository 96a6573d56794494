using System.Globalization;
using GmmVae.Domain.Graphs;
using GmmVae.Report.Charts;
using GmmVae.Report.Claims;
using GmmVae.Report.Experiment;

namespace GmmVae.Report.Pages;

/// <summary>Figures 8 to 11: what the cluster indicator and the noise decide.</summary>
internal static class ClusterSections
{
    internal static IEnumerable<ReportSection> Of(ReproductionReport report)
    {
        var images = ReportWords.Shown(report).Where(set => !set.IsSynthetic).ToArray();
        var synthetic = ReportWords.Shown(report).Where(set => set.IsSynthetic).ToArray();
        yield return new(
            "Figure 8",
            "Same noises, different cluster indicators: pictures",
            "A row a cluster, named with its number and the class that most of its test rows have, in the order of the classes. Along a column the noise is the same: on the left style and code noise, on the right the style noise only. The paper's training above, this library's below.",
            [.. images.SelectMany(Decides)],
            [.. images.SelectMany(set => ReportWords.Mixtures.SelectMany(model =>
                (ReportFigure[])[Table(set, model, true), Table(set, model, false)]))]);
        var reach = images[0][ReproducedModel.Mixture].Mixture!.StyleReach;
        yield return new(
            "Figure 9",
            "Same cluster, noise varied",
            string.Create(CultureInfo.InvariantCulture,
                $"Every cluster over a grid of its two-dimensional style noise w, with no code noise: the first dimension grows from left to right, the second from top to bottom, both through equally likely values from -{reach:F1} to {reach:F1} standard deviations. First the clusters of the paper's training, then those of this library's."),
            [.. images.SelectMany(Styles)],
            [.. images.SelectMany(set => ReportWords.Mixtures.SelectMany(model => StyleGrids(set, model)))],
            Columns: 5);
        yield return Synthetic("Figure 10", "Same style and code noise, different cluster indicators: one-dimensional samples", synthetic,
            true);
        yield return Synthetic("Figure 11", "Same style noise only, different cluster indicators: one-dimensional samples", synthetic,
            false);
    }

    private static ReportSection Synthetic(string number, string title, SetReport[] sets, bool sameCode) => new(
        number,
        title,
        "A row or colour a cluster, named with its number and the class that most of its test rows have; along a column the noise is the same. The paper's training on the left, this library's on the right.",
        [.. sets.SelectMany(Decides), .. sets.SelectMany(Styles)],
        [.. sets.SelectMany(set => ReportWords.Mixtures.Select(model =>
            set.Features == 1 ? Numbers(set, model, sameCode) : Signals(set, model, sameCode)))]);

    private static IEnumerable<string> Decides(SetReport set) => ReportWords.Mixtures.Select(model =>
    {
        var measures = set[model].Mixture!.Measures;
        return string.Create(CultureInfo.InvariantCulture,
            $"{ReportWords.Set(set)}, {ReportWords.Model(model)}: the judge gives {100 * measures.OwnClassShare:F1} % of a cluster's samples the cluster's own class ({100 * measures.LeastOwnClassShare:F1} % in the worst cluster); {measures.ClassesCovered} of {measures.Classes} classes have a cluster.");
    });

    private static IEnumerable<string> Styles(SetReport set) => ReportWords.Mixtures.Select(model =>
    {
        var mixture = set[model].Mixture!;
        var share = mixture.StyleShare;
        return string.Create(CultureInfo.InvariantCulture,
            $"{ReportWords.Set(set)}, {ReportWords.Model(model)}: w explains {100 * share.Explained:F1} % of what varies inside a cluster, shuffled w {100 * share.Shuffled:F1} % (p = {share.PValue:F3})")
            + (mixture.Style is not { } style ? "." : string.Create(CultureInfo.InvariantCulture,
                $"; with the same w, stroke thickness correlates by {style.ThicknessSameStyle:F2} between clusters and slant by {style.SlantSameStyle:F2} (fresh noise: {style.ThicknessFresh:F2} and {style.SlantFresh:F2})."));
    });

    private static ReportFigure.Picture Table(SetReport set, ReproducedModel model, bool sameCode)
    {
        var mixture = set[model].Mixture!;
        var image = set.Image!.Value;
        return new ReportFigure.Picture(
            Name(set, model, sameCode),
            $"{ReportWords.Set(set)}, {ReportWords.Model(model)}: {(sameCode ? "same style and code noise" : "same style noise")}",
            ImageGrid.Render(sameCode ? mixture.SameNoise : mixture.SameStyle, image.Height, image.Width, mixture.Columns),
            ReportWords.Clusters(set, mixture));
    }

    private static string Name(SetReport set, ReproducedModel model, bool sameCode) =>
        $"clusters-{set.Name}-{model.FileName()}-{(sameCode ? "same-noise" : "same-style")}";

    private static IEnumerable<ReportFigure> StyleGrids(SetReport set, ReproducedModel model)
    {
        var mixture = set[model].Mixture!;
        var (image, names) = (set.Image!.Value, ReportWords.Clusters(set, mixture));
        var size = mixture.StyleSide * mixture.StyleSide * image.Features;
        return names.Select((name, row) => new ReportFigure.Picture(
            $"styles-{set.Name}-{model.FileName()}-cluster-{ReportWords.Number(mixture.ClusterOfRow[row])}",
            $"{(model == ReproducedModel.Mixture ? "Paper's" : "Library's")} cluster {name}",
            ImageGrid.Render(mixture.StyleGrid.AsSpan(row * size, size), image.Height, image.Width, mixture.StyleSide, gap: 1),
            []));
    }

    private static ReportFigure.Chart Numbers(SetReport set, ReproducedModel model, bool sameCode)
    {
        var mixture = set[model].Mixture!;
        var title = $"{ReportWords.Set(set)}, {ReportWords.Model(model)}: samples";
        var values = Array.ConvertAll(sameCode ? mixture.SameNoise : mixture.SameStyle, value => (double)value);
        var clusters = Array.ConvertAll(Enumerable.Range(0, values.Length).ToArray(), i => i / mixture.Columns);
        return new ReportFigure.Chart(
            Name(set, model, sameCode),
            title,
            width => ScatterChart.Render(
                new ChartLabels(title, "standardised value", "cluster"), values, Array.ConvertAll(clusters, k => (double)k), clusters,
                    ReportWords.Clusters(set, mixture), width: width, height: 460));
    }

    private static ReportFigure.Chart Signals(SetReport set, ReproducedModel model, bool sameCode)
    {
        var mixture = set[model].Mixture!;
        var samples = sameCode ? mixture.SameNoise : mixture.SameStyle;
        var title = $"{ReportWords.Set(set)}, {ReportWords.Model(model)}: samples";
        return new ReportFigure.Chart(
            Name(set, model, sameCode),
            title,
            width =>
            {
                var columns = width < 400 ? 3 : 5;
                float[] shown = [.. Enumerable.Range(0, mixture.ClassOfCluster.Length)
                    .SelectMany(k => samples.Skip(k * mixture.Columns * set.Features).Take(columns * set.Features))];
                return CurveGrid.Render(new ChartLabels(title, "position", "standardised value"), shown, set.Features, columns, ReportWords.Clusters(set, mixture),
                    width);
            });
    }
}
