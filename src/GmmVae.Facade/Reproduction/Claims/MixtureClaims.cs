namespace GmmVae;

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
