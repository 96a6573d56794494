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
        var images = report.Sets.Where(set => set.Image is not null).ToArray();
        var synthetic = report.Sets.Where(set => set.Image is null).ToArray();
        yield return new(
            "Figure 8",
            "Same noises, different cluster indicators: pictures",
            "A row a cluster, named with the class that most of its test rows have. Along a column the noise is the same: on the left style and code noise, on the right the style noise only.",
            [.. images.Select(Decides)],
            [.. images.SelectMany(set => (ReportFigure[])[Table(set, true), Table(set, false)])]);
        var reach = images[0][ReproducedModel.Mixture].Mixture!.StyleReach;
        yield return new(
            "Figure 9",
            "Same cluster, noise varied",
            string.Create(CultureInfo.InvariantCulture,
                $"Every cluster over a grid of its two-dimensional style noise w, with no code noise: the first dimension grows from left to right, the second from top to bottom, both through equally likely values from -{reach:F1} to {reach:F1} standard deviations."),
            [.. images.Select(Styles)],
            [.. images.SelectMany(StyleGrids)],
            Columns: 4);
        yield return Synthetic("Figure 10", "Same style and code noise, different cluster indicators: one-dimensional samples", synthetic,
            true);
        yield return Synthetic("Figure 11", "Same style noise only, different cluster indicators: one-dimensional samples", synthetic,
            false);
    }

    private static ReportSection Synthetic(string number, string title, IEnumerable<SetReport> sets, bool sameCode) => new(
        number,
        title,
        "A row or colour a cluster, named with the class that most of its test rows have; along a column the noise is the same.",
        [.. sets.Select(Decides)],
        [.. sets.Select(set => set.Features == 1 ? Numbers(set, sameCode) : Signals(set, sameCode))]);

    private static string Decides(SetReport set)
    {
        var measures = set[ReproducedModel.Mixture].Mixture!.Measures;
        return string.Create(CultureInfo.InvariantCulture,
            $"{ReportWords.Set(set)}: the judge gives {100 * measures.OwnClassShare:F1} % of a cluster's samples the cluster's own class ({100 * measures.LeastOwnClassShare:F1} % in the worst cluster); {measures.ClassesCovered} of {measures.Classes} classes have a cluster.");
    }

    private static string Styles(SetReport set) => set[ReproducedModel.Mixture].Mixture!.Style is not { } style ? "" : string.Create(
        CultureInfo.InvariantCulture,
        $"With the same w, stroke thickness correlates by {style.ThicknessSameStyle:F2} between clusters and slant by {style.SlantSameStyle:F2} (fresh noise: {style.ThicknessFresh:F2} and {style.SlantFresh:F2}); w explains {100 * style.Thickness.Columns:F0} % of the variance of thickness and {100 * style.Slant.Columns:F0} % of that of slant, the cluster {100 * style.Thickness.Rows:F0} % and {100 * style.Slant.Rows:F0} %.");

    private static string[] Names(SetReport set)
    {
        var mixture = set[ReproducedModel.Mixture].Mixture!;
        return [.. Enumerable.Range(0, mixture.ClassOfCluster.Length).Select(k => ReportWords.Cluster(set, mixture, k))];
    }

    private static ReportFigure.Picture Table(SetReport set, bool sameCode)
    {
        var mixture = set[ReproducedModel.Mixture].Mixture!;
        var image = set.Image!.Value;
        return new ReportFigure.Picture(
            $"clusters-{set.Name}-{(sameCode ? "same-noise" : "same-style")}",
            $"{ReportWords.Set(set)}: {(sameCode ? "same style and code noise" : "same style noise")} in a column",
            ImageGrid.Render(sameCode ? mixture.SameNoise : mixture.SameStyle, image.Height, image.Width, mixture.Columns),
            Names(set));
    }

    private static IEnumerable<ReportFigure> StyleGrids(SetReport set)
    {
        var mixture = set[ReproducedModel.Mixture].Mixture!;
        var (image, names) = (set.Image!.Value, Names(set));
        var size = mixture.StyleSide * mixture.StyleSide * image.Features;
        return names.Select((name, k) => new ReportFigure.Picture(
            $"styles-{set.Name}-cluster-{ReportWords.Number(k)}",
            $"{ReportWords.Set(set)}, cluster {name}",
            ImageGrid.Render(mixture.StyleGrid.AsSpan(k * size, size), image.Height, image.Width, mixture.StyleSide, gap: 1),
            []));
    }

    private static ReportFigure.Chart Numbers(SetReport set, bool sameCode)
    {
        var mixture = set[ReproducedModel.Mixture].Mixture!;
        var title = $"{ReportWords.Set(set)}: samples of each cluster";
        var values = Array.ConvertAll(sameCode ? mixture.SameNoise : mixture.SameStyle, value => (double)value);
        var clusters = Array.ConvertAll(Enumerable.Range(0, values.Length).ToArray(), i => i / mixture.Columns);
        return new ReportFigure.Chart(
            $"clusters-{set.Name}-{(sameCode ? "same-noise" : "same-style")}",
            title,
            width => ScatterChart.Render(
                new ChartLabels(title, "standardised value", "cluster"), values, Array.ConvertAll(clusters, k => (double)k), clusters,
                    Names(set), width: width, height: 460));
    }

    private static ReportFigure.Chart Signals(SetReport set, bool sameCode)
    {
        var mixture = set[ReproducedModel.Mixture].Mixture!;
        var samples = sameCode ? mixture.SameNoise : mixture.SameStyle;
        var title = $"{ReportWords.Set(set)}: samples of each cluster";
        return new ReportFigure.Chart(
            $"clusters-{set.Name}-{(sameCode ? "same-noise" : "same-style")}",
            title,
            width =>
            {
                var columns = width < 400 ? 3 : 5;
                float[] shown = [.. Enumerable.Range(0, mixture.ClassOfCluster.Length)
                    .SelectMany(k => samples.Skip(k * mixture.Columns * set.Features).Take(columns * set.Features))];
                return CurveGrid.Render(new ChartLabels(title, "position", "standardised value"), shown, set.Features, columns, Names(set),
                    width);
            });
    }
}
