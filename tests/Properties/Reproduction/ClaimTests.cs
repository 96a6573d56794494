using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

/// <summary>Claims hold exactly where their tests say, on made-up measurements.</summary>
public sealed class ClaimTests
{
    private static readonly LatentMeasures Middling = new(0.7, 0.5, 0.1, 0.6, 0.6);
    private static readonly GenerationMeasures Made = new(0.8, 0.9, 10);

    [Fact]
    public void A_latent_space_is_without_order_only_where_neither_neighbours_nor_groups_show_any()
    {
        Assert.True(Holds(0.3, 0.1));
        Assert.False(Holds(0.95, 0.05));
        Assert.False(Holds(0.3, 0.4));

        static bool Holds(double purity, double silhouette) =>
            MappingClaims.ImagesWithoutOrder("mnist", Middling with { Purity = purity, Silhouette = silhouette }, 0.1).Holds;
    }

    [Fact]
    public void A_model_is_better_only_where_it_is_better_in_every_measure_and_never_better_than_itself()
    {
        Assert.False(MappingClaims.VariationalMapsBetter("line", Middling, Middling).Holds);
        Assert.False(MappingClaims.VariationalMapsBetter("line", Middling, Middling with { Purity = 0.8 }).Holds);
        Assert.True(MappingClaims.VariationalMapsBetter("line", Middling, Middling with { Purity = 0.8, Silhouette = 0.2 }).Holds);
        Assert.False(GenerationClaims.VariationalGeneratesBetter("line", Made, Made, Made).Holds);
        Assert.False(GenerationClaims.VariationalGeneratesBetter("line", Made, Made with { Distance = 5 }, Made).Holds);
        Assert.True(GenerationClaims.VariationalGeneratesBetter("line", Made, Made with { Distance = 5, Confidence = 0.9 }, Made).Holds);
        Assert.False(MappingClaims.MixtureSeparates("mnist", 128, Middling, Middling with { ClusterAccuracy = 0.9 }).Holds);
        Assert.True(MappingClaims.MixtureSeparates("mnist", 128, Middling,
            Middling with { ClusterAccuracy = 0.9, Silhouette = 0.2 }).Holds);
    }

    private static Gen<(int Length, int At, int Parts)> Runs { get; } =
        from length in Gen.Choose(4, 40)
        from at in Gen.Choose(0, 38)
        from parts in Gen.Choose(0, 39)
        select (length, Math.Min(at, length - 2), parts);

    [Law(nameof(Runs))]
    public void The_term_is_ignored_where_runs_part_one_step_after_it_first_exceeds_the_threshold((int Length, int At, int Parts) given)
    {
        double[] with = [.. Enumerable.Range(0, given.Length).Select(i => i == given.At ? 1.6 : 1.2)];
        double[] without = [.. with.Select((value, i) => i >= given.Parts ? value + 0.001 : value)];
        Assert.Equal(given.Parts == given.At + 1, PriorTermClaims.IgnoredUntilThreshold("line", 1.5, with, without, 0).Holds);
    }

    [Fact]
    public void Steps_without_weight_do_not_count_and_runs_that_never_exceed_the_threshold_must_be_equal()
    {
        Assert.True(PriorTermClaims.IgnoredUntilThreshold("line", 1.5, [1.8, 1.4, 1.4], [1.8, 1.4, 1.4], 1).Holds);
        Assert.False(PriorTermClaims.IgnoredUntilThreshold("line", 1.5, [1.8, 1.4, 1.4], [1.8, 1.4, 1.4], 0).Holds);
        Assert.False(PriorTermClaims.IgnoredUntilThreshold("line", 1.5, [1, 1, 1], [1, 1, 1.1], 0).Holds);
    }

    [Fact]
    public void The_regime_changes_where_the_term_slows_down_at_the_threshold_and_the_run_without_it_does_not()
    {
        double[] bends = [.. Enumerable.Range(0, 400).Select(i => i <= 150 ? 0.01 * i : 1.5001 + (0.002 * (i - 151)))];
        double[] goesOn = [.. Enumerable.Range(0, 400).Select(i => 0.01 * i)];
        Assert.True(PriorTermClaims.ChangesRegime("line", 1.5, bends, goesOn).Holds);
        Assert.False(PriorTermClaims.ChangesRegime("line", 1.5, goesOn, goesOn).Holds);
        Assert.False(PriorTermClaims.ChangesRegime("line", 1.5, bends, bends).Holds);
        Assert.False(PriorTermClaims.ChangesRegime("line", 5, bends, goesOn).Holds);
    }

    [Fact]
    public void The_end_of_the_term_counts_only_where_the_mean_assignment_is_spread()
    {
        Assert.True(PriorTermClaims.EndsAboveTwo("mnist", 2.1, 0.05).Holds);
        Assert.False(PriorTermClaims.EndsAboveTwo("mnist", 2.3, 2.3).Holds);
        Assert.False(PriorTermClaims.EndsAboveTwo("mnist", 1.9, 0.05).Holds);
        Assert.True(PriorTermClaims.EndsNearOnePointEight("line", 1.9, 0.05).Holds);
        Assert.False(PriorTermClaims.EndsNearOnePointEight("line", 1.5, 0.05).Holds);
    }

    [Fact]
    public void Indicator_and_noise_are_judged_by_their_bounds()
    {
        var mixture = new MixtureMeasures(0.9, 0.85, 0.9, 0.5, 10, 10);
        Assert.True(MixtureClaims.IndicatorDecidesClass("mnist", mixture).Holds);
        Assert.False(MixtureClaims.IndicatorDecidesClass("mnist", mixture with { OwnClassShare = 0.79 }).Holds);
        Assert.True(MixtureClaims.SyntheticClusters("line", mixture).Holds);
        Assert.False(MixtureClaims.SyntheticClusters("line", mixture with { Information = 0.5 }).Holds);
        var style = new StyleReport(0.5, 0.6, 0.9, 0.9, 0, 0, default, default, 0.4, 0.2);
        Assert.True(MixtureClaims.NoiseDecidesStyle("mnist", style).Holds);
        Assert.False(MixtureClaims.NoiseDecidesStyle("mnist", style with { SlantSameStyle = 0.2 }).Holds);
    }

    [Fact]
    public void The_document_keeps_the_contract_and_writes_no_number_that_is_not_finite()
    {
        var json = Claim.ToJson([new Claim("id", "sentence", "test", "value", true, [("a", 1.5), ("b", double.NaN)])]);
        var claim = json["claims"]![0]!.AsObject();
        Assert.Equal(["id", "sentence", "test", "value", "holds", "numbers"], claim.Select(field => field.Key));
        Assert.Equal("""{"a":1.5,"b":null}""", claim["numbers"]!.ToJsonString());
        Assert.True((bool)claim["holds"]!);
    }

    [Fact]
    public void Values_are_written_alike_in_every_culture()
    {
        var ambient = System.Globalization.CultureInfo.CurrentCulture;
        var before = MappingClaims.SyntheticMapped("line", Middling, 0.1);
        try
        {
            var culture = (System.Globalization.CultureInfo)System.Globalization.CultureInfo.InvariantCulture.Clone();
            culture.NumberFormat.NumberDecimalSeparator = ",";
            System.Globalization.CultureInfo.CurrentCulture = culture;
            var after = MappingClaims.SyntheticMapped("line", Middling, 0.1);
            Assert.Equal((before.Test, before.Value), (after.Test, after.Value));
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = ambient;
        }
    }
}
