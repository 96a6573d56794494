using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public sealed class ConformalPValueLaws
{
    [Law(nameof(Scores))]
    public void It_counts_the_reference_rows_that_score_as_high(double[] scores)
    {
        var reference = scores.Skip(1).Order().ToArray();
        Assert.Equal((1.0 + reference.Count(other => other >= scores[0])) / (1 + reference.Length),
            ConformalPValue.Of(reference, scores[0]));
    }

    [Law(nameof(Scores))]
    public void Among_rows_of_one_distribution_no_more_than_a_share_alpha_has_alpha_or_less(double[] scores)
    {
        // Each score in turn against all others: the p-values that exchangeable rows have with equal probability.
        var values = scores.Select((score, i) => ConformalPValue.Of(scores.Where((_, j) => j != i).Order().ToArray(), score)).ToArray();
        foreach (var alpha in values)
            Assert.True(values.Count(value => value <= alpha) <= (alpha * scores.Length) + 1e-9);
    }

    private static Gen<double[]> Scores { get; } =
        from count in Gen.Choose(1, 60)
        from seed in Generators.Seed
        from distinct in Gen.Choose(1, 60)
        select Enumerable.Range(0, count).Select(i => Math.Floor(Draws.Between(seed, i, 0, distinct))).ToArray();
}
