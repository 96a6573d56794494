using System.Text.Json.Nodes;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Models;
using GmmVae.Engine.Artifacts.Checkpoints;
using GmmVae.Report.Experiment;

namespace GmmVae.Report.Claims;

/// <summary>A sentence of the original report, tested.</summary>
/// <param name="Id">Its short name.</param>
/// <param name="Sentence">What the report says.</param>
/// <param name="Test">How it is tested, with the bounds set beforehand.</param>
/// <param name="Value">What was measured, in words, with units.</param>
/// <param name="Holds">Whether the test is passed.</param>
/// <param name="Numbers">What was measured, by name.</param>
public sealed record Claim(
    string Id, string Sentence, string Test, string Value, bool Holds, IReadOnlyList<(string Name, double Value)> Numbers)
{
    /// <summary>A document that holds claims in order; a number that is not finite is <c>null</c>.</summary>
    public static JsonObject ToJson(IEnumerable<Claim> claims) => new()
    {
        ["claims"] = new JsonArray([.. claims.Select(claim => (JsonNode)new JsonObject
        {
            ["id"] = claim.Id,
            ["sentence"] = claim.Sentence,
            ["test"] = claim.Test,
            ["value"] = claim.Value,
            ["holds"] = claim.Holds,
            ["numbers"] = new JsonObject(claim.Numbers.Select(number =>
                KeyValuePair.Create(number.Name, (JsonNode?)(double.IsFinite(number.Value) ? number.Value : null)))),
        })]),
    };
}

/// <summary>All sentences of the original report that are tested, in its order.</summary>
internal static class ClaimBook
{
    internal static IReadOnlyList<Claim> Of(IReadOnlyList<SetReport> sets)
    {
        var (synthetic, images) = (sets.Where(set => set.IsSynthetic).ToArray(), sets.Where(set => !set.IsSynthetic).ToArray());
        return
        [
            .. images.Select(set => MappingClaims.ImagesWithoutOrder(set.Name, Codes(set, ReproducedModel.AutoEncoder), set.ChancePurity)),
            .. synthetic.Select(set => MappingClaims.SyntheticMapped(set.Name, Codes(set, ReproducedModel.AutoEncoder), set.ChancePurity)),
            .. sets.Select(set => MappingClaims.VariationalMapsBetter(
                set.Name, Codes(set, ReproducedModel.AutoEncoder), Codes(set, ReproducedModel.Variational))),
            .. sets.Select(set => GenerationClaims.VariationalGeneratesBetter(
                set.Name, Made(set, ReproducedModel.AutoEncoder), Made(set, ReproducedModel.Variational), set.Real)),
            .. images.Select(set => MappingClaims.MixtureSeparates(
                set.Name,
                set[ReproducedModel.Variational].Latent!.Dimensions,
                Codes(set, ReproducedModel.Variational),
                Codes(set, ReproducedModel.Mixture))),
            .. synthetic.Select(set => MixtureClaims.SyntheticClusters(set.Name, Clusters(set).Measures)),
            .. sets.Select(Ignored),
            .. sets.Select(Regime),
            .. images.Select(set => End(set, PriorTermClaims.EndsAboveTwo)),
            .. synthetic.Select(set => End(set, PriorTermClaims.EndsNearOnePointEight)),
            .. sets.Select(set => MixtureClaims.IndicatorDecidesClass(set.Name, Clusters(set).Measures)),
            .. images.Where(set => Clusters(set).Style is not null).Select(set =>
                MixtureClaims.NoiseDecidesStyle(set.Name, Clusters(set).Style!)),
        ];
    }

    private static LatentMeasures Codes(SetReport set, ReproducedModel model) => set[model].Latent!.Measures;

    private static GenerationMeasures Made(SetReport set, ReproducedModel model) => set[model].Generation!.Measures;

    private static MixtureReport Clusters(SetReport set) => set[ReproducedModel.Mixture].Mixture!;

    private static double[] Course(SetReport set, ReproducedModel model) => set[model].Term(LossTerm.ClusterPrior.Name());

    private static Claim Ignored(SetReport set)
    {
        var mixture = set[ReproducedModel.Mixture];
        var training = SpecJson.ReadTraining(mixture.Notes["training"], mixture.Folder).IfLeft(error =>
            throw new InvalidOperationException(error.ToString()));
        var firstWeighted = Enumerable.Range(0, mixture.Steps.Count)
            .First(step => training.Phases[0].Weight(LossTerm.ClusterPrior, step, mixture.Steps.Count) > 0);
        return PriorTermClaims.IgnoredUntilThreshold(
            set.Name,
            mixture.ClusterPrior!.Value.Threshold,
            Course(set, ReproducedModel.Mixture),
            Course(set, ReproducedModel.MixtureWithoutTerm),
            firstWeighted);
    }

    private static Claim Regime(SetReport set) => PriorTermClaims.ChangesRegime(
        set.Name,
        set[ReproducedModel.Mixture].ClusterPrior!.Value.Threshold,
        Course(set, ReproducedModel.Mixture),
        Course(set, ReproducedModel.MixtureWithoutTerm));

    private static Claim End(SetReport set, Func<string, double, double, Claim> claim)
    {
        var terms = set[ReproducedModel.Mixture].Summary["terms"]!;
        return claim(set.Name, (double)terms[LossTerm.ClusterPrior.Name()]!, (double)terms[GraphNames.BatchMeanKl]!);
    }
}

/// <summary>Builds claims from named numbers.</summary>
internal static class ClaimText
{
    /// <summary>How data are called in sentences.</summary>
    internal static string Words(string set) => set switch
    {
        "mnist" => "MNIST",
        "digits" => "drawn digits (in MNIST's place)",
        "line" => "numbers on the line",
        _ => "signals",
    };

    internal static Claim Claim(string id, string sentence, FormattableString test, bool holds, FormattableString value,
        params (string, double)[] numbers) =>
        new(id, sentence, FormattableString.Invariant(test), FormattableString.Invariant(value), holds, numbers);
}
