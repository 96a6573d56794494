using GmmVae.Report.Experiment;

namespace GmmVae.Report.Claims;

/// <summary>What the report says of generated observations.</summary>
internal static class GenerationClaims
{
    internal static Claim VariationalGeneratesBetter(string set, GenerationMeasures plain, GenerationMeasures variational,
        GenerationMeasures real) => ClaimText.Claim(
        $"vae-generates-better-{set}",
        "The variational autoencoder generates better than the autoencoder.",
        $"{ClaimText.Words(set)}: the judge's Fréchet distance to the test split is lower and its confidence higher; the autoencoder's codes are drawn from a Gaussian fitted to its training codes",
        variational.Distance < plain.Distance && variational.Confidence > plain.Confidence,
        $"distance {variational.Distance:F2} against {plain.Distance:F2} (training data: {real.Distance:F2}), confidence {variational.Confidence:F3} against {plain.Confidence:F3} ({real.Confidence:F3}), evenness of classes {variational.Evenness:F3} against {plain.Evenness:F3} ({real.Evenness:F3})",
        ("distance", variational.Distance), ("distanceAutoencoder", plain.Distance),
        ("confidence", variational.Confidence), ("confidenceAutoencoder", plain.Confidence),
        ("evenness", variational.Evenness), ("evennessAutoencoder", plain.Evenness));
}

/// <summary>What the report says of encoded latent spaces.</summary>
internal static class MappingClaims
{
    /// <summary>Below this silhouette groups are not set apart (Rousseeuw's table calls up to 0.25 "no substantial structure").</summary>
    private const double NoStructure = 0.25;
    private const double Mapped = 0.9;
    private const double HardlyAny = 0.5;

    internal static Claim ImagesWithoutOrder(string set, LatentMeasures code, double chance) => ClaimText.Claim(
        $"autoencoder-order-{set}",
        "The autoencoder places MNIST in no meaningful order in its latent space.",
        $"{ClaimText.Words(set)}, test codes: 10-nearest-neighbour purity by label below {HardlyAny} and silhouette by label below {NoStructure}",
        code.Purity < HardlyAny && code.Silhouette < NoStructure,
        $"purity {code.Purity:F3} in all dimensions and {code.PicturePurity:F3} in the picture's two (chance {chance:F3}), silhouette {code.Silhouette:F3}",
        ("purity", code.Purity), ("picturePurity", code.PicturePurity), ("chance", chance), ("silhouette", code.Silhouette));

    internal static Claim SyntheticMapped(string set, LatentMeasures code, double chance) => ClaimText.Claim(
        $"autoencoder-order-{set}",
        "The autoencoder maps the one-dimensional synthetic data.",
        $"{ClaimText.Words(set)}, test codes: 10-nearest-neighbour purity by label of at least {Mapped}",
        code.Purity >= Mapped,
        $"purity {code.Purity:F3} (chance {chance:F3}), silhouette {code.Silhouette:F3}",
        ("purity", code.Purity), ("chance", chance), ("silhouette", code.Silhouette));

    internal static Claim VariationalMapsBetter(string set, LatentMeasures plain, LatentMeasures variational) => ClaimText.Claim(
        $"vae-maps-better-{set}",
        "The variational autoencoder maps the data better than the autoencoder.",
        $"{ClaimText.Words(set)}, test codes: both 10-nearest-neighbour purity and silhouette by label are higher",
        variational.Purity > plain.Purity && variational.Silhouette > plain.Silhouette,
        $"purity {variational.Purity:F3} against {plain.Purity:F3}, silhouette {variational.Silhouette:F3} against {plain.Silhouette:F3}",
        ("purity", variational.Purity), ("purityAutoencoder", plain.Purity),
        ("silhouette", variational.Silhouette), ("silhouetteAutoencoder", plain.Silhouette));

    internal static Claim MixtureSeparates(string set, int dimensions, LatentMeasures variational, LatentMeasures mixture) =>
        ClaimText.Claim(
        $"mixture-separates-{set}",
        "The Gaussian-mixture VAE separates the classes, which the VAE with the same 128 latent dimensions does not.",
        $"{ClaimText.Words(set)}, test codes: silhouette by label is higher, and the model's own clusters match labels one to one better than 10-means on the VAE's codes",
        mixture.Silhouette > variational.Silhouette && mixture.ClusterAccuracy > variational.ClusterAccuracy,
        $"{dimensions} dimensions: silhouette {mixture.Silhouette:F3} against {variational.Silhouette:F3}, accuracy {100 * mixture.ClusterAccuracy:F1} % against {100 * variational.ClusterAccuracy:F1} %",
        ("silhouette", mixture.Silhouette), ("silhouetteVae", variational.Silhouette),
        ("accuracy", mixture.ClusterAccuracy), ("accuracyVae", variational.ClusterAccuracy));
}

/// <summary>What the report says of clusters and noise.</summary>
internal static class MixtureClaims
{
    private const double Clustered = 0.8;
    private const double Decides = 0.8;
    private const double Alike = 0.3;

    internal static Claim SyntheticClusters(string set, MixtureMeasures mixture) => ClaimText.Claim(
        $"synthetic-clusters-{set}",
        "Synthetic samples cluster by label.",
        $"{ClaimText.Words(set)}, test split: normalised mutual information of clusters and labels of at least {Clustered}",
        mixture.Information >= Clustered,
        $"mutual information {mixture.Information:F3}, one-to-one accuracy {100 * mixture.Accuracy:F1} %",
        ("information", mixture.Information), ("accuracy", mixture.Accuracy));

    internal static Claim IndicatorDecidesClass(string set, MixtureMeasures mixture) => ClaimText.Claim(
        $"indicator-decides-class-{set}",
        "The cluster indicator decides the class of a generated sample.",
        $"{ClaimText.Words(set)}: the judge gives at least {Decides} of a cluster's samples the class that most of the cluster's test rows have, on average over clusters",
        mixture.OwnClassShare >= Decides,
        $"{mixture.OwnClassShare:F3} on average, {mixture.LeastOwnClassShare:F3} for the worst cluster; {mixture.ClassesCovered} of {mixture.Classes} classes have a cluster",
        ("share", mixture.OwnClassShare), ("leastShare", mixture.LeastOwnClassShare), ("classesCovered", mixture.ClassesCovered));

    internal static Claim NoiseDecidesStyle(string set, StyleReport style) => ClaimText.Claim(
        $"noise-decides-style-{set}",
        "The noise decides the style: the same w gives like style in every cluster.",
        $"{ClaimText.Words(set)}, same w and other code noise: stroke thickness and slant each correlate by more than {Alike} between clusters, on average over pairs",
        style.ThicknessSameStyle > Alike && style.SlantSameStyle > Alike,
        $"thickness {style.ThicknessSameStyle:F2}, slant {style.SlantSameStyle:F2}; with the same code noise too {style.ThicknessSameNoise:F2} and {style.SlantSameNoise:F2}; with fresh noise {style.ThicknessFresh:F2} and {style.SlantFresh:F2}; inside a cluster thickness varies by {style.ThicknessDeviation:F2} px (SD), slant by {style.SlantDeviation:F2} px a px",
        ("thickness", style.ThicknessSameStyle), ("slant", style.SlantSameStyle),
        ("thicknessSameNoise", style.ThicknessSameNoise), ("slantSameNoise", style.SlantSameNoise),
        ("thicknessFresh", style.ThicknessFresh), ("slantFresh", style.SlantFresh),
        ("thicknessFromNoise", style.Thickness.Columns), ("slantFromNoise", style.Slant.Columns),
        ("thicknessDeviation", style.ThicknessDeviation), ("slantDeviation", style.SlantDeviation));
}

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
        FormattableString test =
            $"{ClaimText.Words(set)}: over {Window} steps before and after the term first rises through the threshold, its slope falls to less than half, and is then below that of the run without the term";
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
                    ("step", change.At + 1), ("slopeBefore", change.SlopeBefore), ("slopeAfter", change.SlopeAfter),
                        ("slopeWithoutTerm", control));
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
