using GmmVae.Domain;

namespace GmmVae;

/// <summary>What the report says of the cluster prior term through training.</summary>
internal static class PriorTermClaims
{
    /// <summary>Steps before the threshold that must be on average at or below it.</summary>
    internal const int Before = 25;

    /// <summary>Steps before and after the threshold over which slopes are compared.</summary>
    internal const int Window = 50;

    private const double Little = 0.2;
    private const double Near = 0.15;

    /// <summary>
    /// Up to the threshold the term has value τ and gradient 0: so a run with the term and one without it are the same to
    /// the bit until the step after the term first exceeds τ while it has weight.
    /// </summary>
    internal static Claim IgnoredUntilThreshold(string set, double threshold, double[] with, double[] without, int firstWeighted)
    {
        var (exceeds, differs) = (FirstAbove(with, threshold, firstWeighted), FirstDifference(with, without));
        return ClaimText.Claim(
            $"term-ignored-{set}",
            "The cluster prior term is ignored until it exceeds the threshold.",
            $"{ClaimText.Words(set)}: from the same seed the run with the term and the run without it have the same bits up to the first step whose term exceeds {threshold} nats, and part at the next",
            exceeds is { } first ? differs == first + 1 : differs is null,
            $"first above at step {Place(exceeds)}{(exceeds == firstWeighted ? " (so from the start)" : "")}, first difference at step {Place(differs)}",
            ("firstAbove", Number(exceeds)), ("firstDifference", Number(differs)));
    }

    /// <summary>A change of pace where the term passes the threshold that the run without the term does not show.</summary>
    internal static Claim ChangesRegime(string set, double threshold, double[] with, double[] without)
    {
        const string Sentence = "At the threshold the course of the term changes.";
        FormattableString test = $"{ClaimText.Words(set)}: over {Window} steps before and after the term first rises through the threshold, its slope falls to less than half, and is then below that of the run without the term";
        var found = RegimeChange.Find(with, threshold, Before, Window);
        return found.Match(
            change =>
            {
                var control = RegimeChange.SlopeOf(without, change.At, change.At + Window);
                return ClaimText.Claim(
                    $"term-regime-{set}",
                    Sentence,
                    test,
                    change.SlopeAfter < change.SlopeBefore / 2 && change.SlopeAfter < control,
                    $"rises through it at step {change.At + 1}; slope {1000 * change.SlopeBefore:F2} before and {1000 * change.SlopeAfter:F2} after, without the term {1000 * control:F2} (nats per 1000 steps)",
                    ("step", change.At + 1), ("slopeBefore", change.SlopeBefore), ("slopeAfter", change.SlopeAfter), ("slopeWithoutTerm", control));
            },
            () => ClaimText.Claim(
                $"term-regime-{set}", Sentence, test, false, $"the term never rises through the threshold", ("step", double.NaN)));
    }

    internal static Claim EndsAboveTwo(string set, double clusterPrior, double batchMean) => ClaimText.Claim(
        $"term-end-{set}",
        "On MNIST the term ends above 2 nats.",
        $"{ClaimText.Words(set)}, test split after training: the term is above 2 nats, and the KL of the mean assignment below {Little} (both near ln K would mean one cluster for all)",
        clusterPrior > 2 && batchMean < Little,
        $"{clusterPrior:F3} nats, mean assignment {batchMean:F3} nats",
        ("clusterPrior", clusterPrior), ("batchMeanKl", batchMean));

    internal static Claim EndsNearOnePointEight(string set, double clusterPrior, double batchMean) => ClaimText.Claim(
        $"term-end-{set}",
        "On synthetic data the term ends near 1.8 nats.",
        $"{ClaimText.Words(set)}, test split after training: within {Near} of 1.8 nats, and the KL of the mean assignment below {Little}",
        Math.Abs(clusterPrior - 1.8) <= Near && batchMean < Little,
        $"{clusterPrior:F3} nats, mean assignment {batchMean:F3} nats",
        ("clusterPrior", clusterPrior), ("batchMeanKl", batchMean));

    private static int? FirstAbove(double[] values, double threshold, int first)
    {
        for (var i = first; i < values.Length; i++)
            if (values[i] > threshold)
                return i;
        return null;
    }

    private static int? FirstDifference(double[] a, double[] b)
    {
        for (var i = 0; i < Math.Min(a.Length, b.Length); i++)
            if (!a[i].Equals(b[i]))
                return i;
        return null;
    }

    private static string Place(int? index) => index is { } at ? FormattableString.Invariant($"{at + 1}") : "none";

    private static double Number(int? index) => index + 1 ?? double.NaN;
}
