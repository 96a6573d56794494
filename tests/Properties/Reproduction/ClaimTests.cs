using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

/// <summary>Claims come out as their tests say, on made-up measurements.</summary>
public sealed class ClaimTests
{
    private static Gen<double[]> Margins { get; } =
        from count in Gen.Choose(2, Intervals.MostSeeds)
        from margins in Gen.Choose(-1000, 1000).Select(value => value / 1000.0).ArrayOf(count)
        select margins;

    [Law(nameof(Margins))]
    public void Several_seeds_decide_by_the_interval_of_their_mean(double[] margins)
    {
        var verdict = Intervals.Decide(margins, tie: 100);
        var (mean, width) = (margins.Average(), Intervals.HalfWidth(margins));
        Assert.Equal(mean - width > 0 ? Verdict.Holds : mean + width < 0 ? Verdict.DoesNotHold : Verdict.Undecided, verdict);
        Assert.Equal(Opposite(verdict), Intervals.Decide(Array.ConvertAll(margins, margin => -margin), tie: 100));
        Assert.Equal(Verdict.Undecided, Intervals.Decide([.. margins, double.NaN], tie: 0));
    }

    [Fact]
    public void Half_of_the_interval_of_five_numbers_is_2_776_standard_errors()
    {
        Assert.Equal(2.776 * Math.Sqrt(2.5 / 5), Intervals.HalfWidth([1, 2, 3, 4, 5]), 1e-12);
        Assert.Equal(12.706 * 0.5, Intervals.HalfWidth([0, 1]), 1e-12);
    }

    [Fact]
    public void One_seed_decides_but_for_a_tie()
    {
        Assert.Equal(Verdict.Holds, Intervals.Decide([0.011], 0.01));
        Assert.Equal(Verdict.Undecided, Intervals.Decide([0.01], 0.01));
        Assert.Equal(Verdict.Undecided, Intervals.Decide([-0.01], 0.01));
        Assert.Equal(Verdict.DoesNotHold, Intervals.Decide([-0.011], 0.01));
        Assert.Equal(Verdict.Undecided, Intervals.Decide([double.NaN], 0.01));
    }

    [Fact]
    public void A_sentence_holds_only_where_all_of_its_conditions_do()
    {
        Assert.Equal(Verdict.Holds, Two(0.5, 0.5).Verdict);
        Assert.Equal(Verdict.Undecided, Two(0.5, 0.1).Verdict);
        Assert.Equal(Verdict.DoesNotHold, Two(-0.5, 0.1).Verdict);
        Assert.Equal(Verdict.Undecided, Two(0.5, 0.5).Says(_ => null, _ => "nothing").Verdict);
        Assert.Equal(Verdict.DoesNotHold, Two(0.5, 0.5).Says(_ => false, _ => "no").Verdict);

        static Evidence Two(double first, double second) => new Evidence([ReproductionCase.Set()])
            .Above("first", "first", _ => first, 0, 0.2).Lower("second", "second", _ => 1 - second, _ => 1, 0.2);
    }

    private static Gen<(int Length, int At, int Parts)> Runs { get; } =
        from length in Gen.Choose(4, 40)
        from at in Gen.Choose(1, 38)
        from parts in Gen.Choose(0, 39)
        select (length, Math.Min(at, length - 2), parts);

    [Law(nameof(Runs))]
    public void The_term_is_ignored_where_runs_part_one_step_after_it_first_exceeds_the_threshold((int Length, int At, int Parts) given)
    {
        double[] with = [.. Enumerable.Range(0, given.Length).Select(i => i == given.At ? 1.6 : 1.2)];
        double[] without = [.. with.Select((value, i) => i >= given.Parts ? value + 0.001 : value)];
        Assert.Equal(given.Parts == given.At + 1, PriorTermClaims.Ignored(Term(0, with, without)));
    }

    [Fact]
    public void A_start_above_the_threshold_and_a_term_that_never_exceeds_it_are_no_evidence()
    {
        Assert.Null(PriorTermClaims.Ignored(Term(0, [1.8, 1.4, 1.4], [1.8, 1.5, 1.4])));
        Assert.Null(PriorTermClaims.Ignored(Term(0, [1, 1, 1], [1, 1, 1])));
        Assert.Equal(false, PriorTermClaims.Ignored(Term(0, [1, 1, 1], [1, 1, 1.1])));
        Assert.Equal(false, PriorTermClaims.Ignored(Term(1, [1.8, 1.8, 1.8], [1.8, 1.8, 1.8])));
        Assert.Equal(true, PriorTermClaims.Ignored(Term(1, [1.8, 1.2, 1.8, 1.2], [1.8, 1.2, 1.8, 1.3])));
    }

    [Fact]
    public void The_regime_changes_where_the_term_slows_down_at_the_threshold_and_the_run_without_it_does_not()
    {
        double[] bends = [.. Enumerable.Range(0, 400).Select(i => i <= 150 ? 0.01 * i : 1.5001 + (0.002 * (i - 151)))];
        double[] goesOn = [.. Enumerable.Range(0, 400).Select(i => 0.01 * i)];
        var bend = Term(0, bends, goesOn).Change!;
        Assert.Equal(0.2, bend.SlopeRatio, 1e-9);
        Assert.Equal(0.01, bend.SlopeWithoutTerm, 1e-9);
        Assert.Equal(1, Term(0, goesOn, goesOn).Change!.SlopeRatio, 1e-9);
        Assert.Null(TermReport.Of(5, 0, bends, goesOn, 25, 50).Change);
    }

    [Fact]
    public void The_document_keeps_the_contract_and_writes_no_number_that_is_not_finite()
    {
        var outcome = new ClaimOutcome(Verdict.Holds, "value", [("a", 1.5), ("b", double.NaN)]);
        var claim = new Claim("id", "group", "sentence", "test", outcome) { Subject = "data" };
        var document = Claim.ToJson(
        [
            claim with { Paper = outcome with { Verdict = Verdict.DoesNotHold }, Explanation = "why" },
            claim with { Outcome = outcome with { Verdict = Verdict.Undecided } },
        ]);
        Assert.Equal((1, 1, 0), ((int)document["holding"]!, (int)document["undecided"]!, (int)document["notHolding"]!));
        var json = document["claims"]![0]!.AsObject();
        Assert.Equal(
            ["id", "group", "sentence", "test", "value", "holds", "verdict", "numbers", "explanation", "paper"], json.Select(field => field.Key));
        Assert.Equal("""{"a":1.5,"b":null}""", json["numbers"]!.ToJsonString());
        Assert.Equal((true, "holds"), ((bool)json["holds"]!, (string)json["verdict"]!));
        Assert.Equal((false, "does not hold"), ((bool)json["paper"]!["holds"]!, (string)json["paper"]!["verdict"]!));
        Assert.Equal((false, "undecided"), ((bool)document["claims"]![1]!["holds"]!, (string)document["claims"]![1]!["verdict"]!));
    }

    [Fact]
    public void Values_are_written_alike_in_every_culture()
    {
        var ambient = System.Globalization.CultureInfo.CurrentCulture;
        var before = Measured();
        try
        {
            var culture = (System.Globalization.CultureInfo)System.Globalization.CultureInfo.InvariantCulture.Clone();
            culture.NumberFormat.NumberDecimalSeparator = ",";
            System.Globalization.CultureInfo.CurrentCulture = culture;
            Assert.Equal(before, Measured());
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = ambient;
        }

        static string Measured() => new Evidence([ReproductionCase.Set(), ReproductionCase.Set()]).Above("a", "a", _ => 0.25, 0.125, 0).Value;
    }

    private static Verdict Opposite(Verdict verdict) => verdict switch
    {
        Verdict.Holds => Verdict.DoesNotHold,
        Verdict.DoesNotHold => Verdict.Holds,
        _ => Verdict.Undecided,
    };

    private static TermReport Term(int firstWeighted, double[] with, double[] without) =>
        TermReport.Of(1.5, firstWeighted, with, without, PriorTermClaims.Before, PriorTermClaims.Window);
}
