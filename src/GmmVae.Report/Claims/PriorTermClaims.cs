using GmmVae.Domain.Graphs;
using GmmVae.Domain.Models;
using GmmVae.Report.Experiment;

namespace GmmVae.Report.Claims;

/// <summary>What the report says of the cluster prior term through training, on the paper's training.</summary>
internal static class PriorTermClaims
{
    /// <summary>Steps before the threshold that must be on average at or below it.</summary>
    internal const int Before = 25;

    /// <summary>Steps before and after the threshold over which slopes are compared.</summary>
    internal const int Window = 50;

    private const string Group = "Cluster prior term";
    private const double Little = 0.2;
    private const double Near = 0.15;
    private const double ReportedEnd = 1.8;

    /// <summary>
    /// Up to the threshold the term has value τ and gradient 0: so a run with the term and one without it are the same to
    /// the bit until the step after the term first exceeds τ while it has weight.
    /// </summary>
    internal static Claim IgnoredUntilThreshold(IReadOnlyList<SetReport> seeds) => ClaimText.Claim(
        seeds,
        "term-ignored",
        Group,
        "The cluster prior term is ignored until it exceeds the threshold.",
        $"from the same seed the run with the term and the run without it have the same bits up to the first step whose term exceeds {seeds[0].Term.Threshold:0.###} nats, from below, and part at the next; a start above is no evidence",
        evidence => evidence.Says(
            seed => Ignored(seed.Term),
            seed => FormattableString.Invariant(
                $"first above at step {Place(seed.Term.FirstAbove)}, first difference at step {Place(seed.Term.FirstDifference)}")),
        "The term is above its threshold from the first weighted step on, so that nothing is seen of its being ignored.");

    /// <summary>A change of pace where the term passes the threshold that the run without the term does not show.</summary>
    internal static Claim ChangesRegime(IReadOnlyList<SetReport> seeds) => ClaimText.Claim(
        seeds,
        "term-regime",
        Group,
        "At the threshold the course of the term changes.",
        $"over {Window} steps before and after the term first rises through the threshold its slope falls to less than half, and is then below that of the run without the term",
        evidence => evidence
            .Below("slopeRatio", "slope after over slope before", seed => Change(seed)?.SlopeRatio ?? double.NaN, 0.5, ClaimText.Tie)
            .Lower("slopeAfter", "nats per 1000 steps after", seed => 1000 * Change(seed)?.SlopeAfter ?? double.NaN,
                seed => 1000 * Change(seed)?.SlopeWithoutTerm ?? double.NaN, ClaimText.Tie),
        "The term does not rise through the threshold from below, or is still noisy where it does.");

    internal static Claim EndsAboveTwo(IReadOnlyList<SetReport> seeds) => ClaimText.Claim(
        seeds,
        "term-end",
        Group,
        "On MNIST the term ends above 2 nats.",
        $"test split after training: the term is above 2 nats, and the KL of the mean assignment below {Little} (both near ln K would mean one cluster for all)",
        evidence => evidence
            .Above("clusterPrior", "nats", End, 2, ClaimText.Tie)
            .Below("batchMeanKl", "mean assignment", Mean, Little, ClaimText.Tie));

    internal static Claim EndsNearOnePointEight(IReadOnlyList<SetReport> seeds, IEnumerable<IReadOnlyList<SetReport>> synthetic)
    {
        var all = synthetic.ToArray();
        return ClaimText.Claim(
            seeds,
            "term-end",
            Group,
            "On synthetic data the term ends near 1.8 nats.",
            $"the report's data are not known, but 1.8 of ln 10 = 2.3 nats say how much they overlap; on data whose true posterior has as much, the term of the test split after training is within {Near} of 1.8 nats; the KL of the mean assignment is below {Little} there and on the other synthetic data",
            evidence => evidence
                .Number("clusterPrior", "nats", End)
                .Below("distance", "from 1.8 by", seed => Math.Abs(End(seed) - ReportedEnd), Near, ClaimText.Tie)
                .Below("batchMeanKl", "mean assignment at most", seed => MostOf(seed, seeds, all), Little, ClaimText.Tie),
            "The term stays at its threshold of 1.5 nats: there its pull towards doubt is as strong as what the model gains by being surer. Without the term the same training ends above 1.7 nats.");
    }

    private static double MostOf(SetReport seed, IReadOnlyList<SetReport> seeds, IReadOnlyList<SetReport>[] all)
    {
        var place = seeds.Index().First(one => ReferenceEquals(one.Item, seed)).Index;
        return all.Max(data => Mean(data[place]));
    }

    private static double End(SetReport seed) => (double)seed[ReproducedModel.Mixture].Summary["terms"]![LossTerm.ClusterPrior.Name()]!;

    private static double Mean(SetReport seed) => (double)seed[ReproducedModel.Mixture].Summary["terms"]![GraphNames.BatchMeanKl]!;

    private static TermChange? Change(SetReport seed) => seed.Term.Change;

    /// <summary>Whether the runs part where they should; null where the term is above the threshold from the start.</summary>
    internal static bool? Ignored(TermReport term) => term.FirstAbove is not { } above ? term.FirstDifference is null ? null : false
        : above <= term.FirstWeighted ? term.FirstDifference == above + 1 ? null : false
        : term.FirstDifference == above + 1;

    private static string Place(int? index) => index is { } at ? FormattableString.Invariant($"{at + 1}") : "none";
}
