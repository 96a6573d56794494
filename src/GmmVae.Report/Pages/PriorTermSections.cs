using System.Globalization;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Models;
using GmmVae.Report.Charts;
using GmmVae.Report.Claims;
using GmmVae.Report.Experiment;

namespace GmmVae.Report.Pages;

/// <summary>Figure 7: the cluster prior term through training.</summary>
internal static class PriorTermSections
{
    private const int Smoothing = 25;
    private const int Beginning = 400;

    internal static ReportSection Of(ReproductionReport report) => new(
        "Figure 7",
        "The cluster prior term through training",
        "The term KL(r ‖ π) of each batch in nats, faint as measured and strong as a running mean over 25 steps, with the threshold and its maximum ln K. "
        + "The mark is the first step above the threshold whose 25 steps before are on average at or below it. "
        + "The KL of the batch's mean assignment tells clusters from collapse: a term near ln K with a mean assignment near ln K too is one cluster for all. "
        + "Below each pair: the same start with a threshold of 0, and without the term in the objective. "
        + "The paper's training; of pictures its beginning with ten latent dimensions, where the term starts below the threshold.",
        [.. report.Sets.Select(End)],
        [.. report.Sets.SelectMany(Charts)]);

    private static string End(SetReport set)
    {
        var terms = set[ReproducedModel.Mixture].Summary["terms"]!;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{ReportWords.Set(set)}: on the test split after the whole training with {set[ReproducedModel.Mixture].Notes["spec"]!["latent"]} dimensions {(double)terms[LossTerm.ClusterPrior.Name()]!:F3} nats, mean assignment {(double)terms[GraphNames.BatchMeanKl]!:F3} nats.");
    }

    private static IEnumerable<ReportFigure> Charts(SetReport set)
    {
        yield return Course(set, "whole", $"{ReportWords.Set(set)}: whole training", int.MaxValue);
        yield return Course(set, "beginning", $"{ReportWords.Set(set)}: first {ReportWords.Number(Beginning)} steps", Beginning);
        yield return Compare(set, "compared", $"{ReportWords.Set(set)}: threshold, no threshold, no term", int.MaxValue);
        yield return Compare(set, "compared-beginning", $"{ReportWords.Set(set)}: the same, first {ReportWords.Number(Beginning)} steps",
            Beginning);
    }

    private static ReportFigure.Chart Course(SetReport set, string part, string title, int most)
    {
        var model = set.TermModel;
        var (threshold, maximum) = model.ClusterPrior!.Value;
        var term = model.Term(LossTerm.ClusterPrior.Name());
        var crossing = RegimeChange.Find(term, threshold, before: Smoothing, window: 2).Map(change => change.At + 1);
        ReferenceLine[] marks = crossing.Match(
            step => step <= most ? [new ReferenceLine($"step {ReportWords.Number(step)}", step)] : Array.Empty<ReferenceLine>(), () => []);
        LineSeries[] series =
        [
            Line("each step", term, most, 0, isFaint: true),
            Line("running mean", RegimeChange.Smooth(term, Smoothing), most, 0),
            Line("mean assignment, running mean", RegimeChange.Smooth(model.Term(GraphNames.BatchMeanKl), Smoothing), most, 2),
        ];
        return Chart($"cluster-prior-{set.Name}-{part}", title, series, References(threshold, maximum), marks);
    }

    private static ReportFigure.Chart Compare(SetReport set, string part, string title, int most)
    {
        var (threshold, maximum) = set.TermModel.ClusterPrior!.Value;
        ModelReport[] models = [set.TermModel, set[ReproducedModel.TermWithoutThreshold], set[ReproducedModel.TermOff]];
        string[] names = [string.Create(CultureInfo.InvariantCulture, $"threshold {threshold:0.###}"), "threshold 0", "term off"];
        int[] colours = [0, 1, 4];
        return Chart(
            $"cluster-prior-{set.Name}-{part}",
            title,
            [.. models.Select((model, i) =>
                Line(names[i], RegimeChange.Smooth(model.Term(LossTerm.ClusterPrior.Name()), Smoothing), most, colours[i]))],
            References(threshold, maximum),
            []);
    }

    private static ReferenceLine[] References(double threshold, double maximum) =>
    [
        new(string.Create(CultureInfo.InvariantCulture, $"threshold {threshold:0.###} nats"), threshold),
        new(string.Create(CultureInfo.InvariantCulture, $"ln K = {maximum:F2} nats"), maximum),
    ];

    private static LineSeries Line(string name, double[] values, int most, int colour, bool isFaint = false)
    {
        var count = Math.Min(values.Length, most);
        return new LineSeries(name, [.. Enumerable.Range(1, count).Select(step => (double)step)], values[..count], colour, isFaint);
    }

    private static ReportFigure.Chart Chart(string name, string title, LineSeries[] series, ReferenceLine[] references,
        ReferenceLine[] marks) => new(
        name, title, width => LineChart.Render(new ChartLabels(title, "step", "cluster prior (nats)"), series, references, width,
            marks: marks));
}
