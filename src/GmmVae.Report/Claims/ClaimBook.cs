using GmmVae.Report.Experiment;

namespace GmmVae.Report.Claims;

/// <summary>
/// All sentences of the original report that are tested. Sentences about clusters are judged on this library's training, with the paper's
/// training and its verdict beside it; those about the cluster prior term on the paper's, whose term it is.
/// </summary>
internal static class ClaimBook
{
    /// <summary>The claims on data, each with one report a seed, in the report's order.</summary>
    internal static IReadOnlyList<Claim> Of(IReadOnlyList<IReadOnlyList<SetReport>> data)
    {
        var shown = data.Where(seeds => seeds[0].Has(ReproducedModel.AutoEncoder)).ToArray();
        var synthetic = shown.Where(seeds => seeds[0].IsSynthetic).ToArray();
        var images = shown.Where(seeds => !seeds[0].IsSynthetic).ToArray();
        var overlap = data.Where(seeds => seeds[0].Name == ReproductionPlan.Overlap).ToArray();
        return
        [
            .. images.Select(AutoEncoderClaims.ImagesWithoutOrder),
            .. synthetic.Select(AutoEncoderClaims.SyntheticMapped),
            .. images.Select(AutoEncoderClaims.DigitsNotFull),
            .. shown.Select(VariationalClaims.GeneratesBetter),
            .. shown.Select(VariationalClaims.MapsBetter),
            .. synthetic.Select(MixtureClaims.EncodesByLabel),
            .. images.Select(MixtureClaims.EnforcesClusters),
            .. data.Select(PriorTermClaims.IgnoredUntilThreshold),
            .. data.Select(PriorTermClaims.ChangesRegime),
            .. images.Select(PriorTermClaims.EndsAboveTwo),
            .. overlap.Select(seeds => PriorTermClaims.EndsNearOnePointEight(seeds, data.Where(other => other[0].IsSynthetic))),
            .. shown.Select(MixtureClaims.IndicatorDecidesClass),
            .. shown.Select(MixtureClaims.NoiseDecidesStyle),
            .. images.Select(MixtureClaims.SameStyleInEveryCluster),
        ];
    }
}

/// <summary>Puts claims together.</summary>
internal static class ClaimText
{
    /// <summary>How far apart shares of one seed must be from a bound to be no tie.</summary>
    internal const double ShareTie = 0.005;

    /// <summary>The same of nats, and of distances.</summary>
    internal const double Tie = 0.01;

    /// <summary>How data are called in sentences.</summary>
    internal static string Words(string set) => set switch
    {
        "mnist" => "MNIST",
        "digits" => "drawn digits (in MNIST's place)",
        "line" => "numbers on the line",
        ReproductionPlan.Overlap => "overlapping numbers",
        _ => "signals",
    };

    /// <summary>A claim of one kind of data about one training.</summary>
    internal static Claim Claim(IReadOnlyList<SetReport> seeds, string id, string group, string sentence, FormattableString test,
        Func<Evidence, Evidence> judge, string? explanation = null)
    {
        var outcome = ClaimOutcome.Of(judge(new Evidence(seeds)));
        return new Claim($"{id}-{seeds[0].Name}", group, sentence, $"{Start(seeds)}: {FormattableString.Invariant(test)}", outcome)
        {
            Subject = ClaimText.Words(seeds[0].Name),
            Explanation = outcome.Verdict == Verdict.Holds ? null : explanation,
        };
    }

    /// <summary>A claim about the Gaussian-mixture VAE: judged on this library's training, the paper's beside it.</summary>
    internal static Claim OfBoth(IReadOnlyList<SetReport> seeds, string id, string sentence, FormattableString test,
        Func<Evidence, ReproducedModel, Evidence> judge, string? explanation = null) =>
        Claim(seeds, id, "Gaussian-mixture VAE", sentence, test, evidence => judge(evidence, ReproducedModel.Clustering), explanation) with
        {
            Paper = ClaimOutcome.Of(judge(new Evidence(seeds), ReproducedModel.Mixture)),
        };

    private static string Start(IReadOnlyList<SetReport> seeds)
    {
        var words = Words(seeds[0].Name);
        return char.ToUpperInvariant(words[0]) + words[1..];
    }
}
