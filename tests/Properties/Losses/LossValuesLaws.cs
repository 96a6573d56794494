using LanguageExt;

namespace GmmVae.Tests.Properties;

public sealed class LossValuesLaws
{
    [Fact]
    public void Names_are_those_of_run_files_in_their_order() => Assert.Equal(
        [
            "reconstruction", "latentPrior", "conditionalPrior", "stylePrior", "clusterPrior", "batchMeanKl", "total", "objective",
            "consistency", "assignmentEntropy", "balance", "clusterObjective", "headAgreement", "supervision",
        ],
        Enum.GetValues<LossValue>().Select(value => value.Name()));

    [Law(typeof(Generators), nameof(Generators.Seed))]
    public void Each_value_has_a_place_of_its_own_and_terms_share_that_of_their_value(int seed)
    {
        var numbers = Numbers(seed);
        var values = new LossValues(numbers);
        Assert.Equal(LossValues.Count, Enum.GetValues<LossValue>().Length);
        Assert.Equal(numbers, Enum.GetValues<LossValue>().Select(value => values[value]));
        Assert.All(Enum.GetValues<LossTerm>(), term => Assert.Equal(values[(LossValue)term], values[term]));
        Assert.All(Enum.GetValues<LossTerm>(), term => Assert.Equal(term.ToString(), ((LossValue)term).ToString()));
        Assert.Equal(
            (values[LossValue.BatchMeanKl], values[LossValue.Total], values[LossValue.Objective]),
            (values.BatchMeanKl, values.Total, values.Objective));
    }

    [Law(typeof(Generators), nameof(Generators.Seed))]
    public void Sums_and_parts_are_taken_number_by_number(int seed)
    {
        var (a, b) = (Numbers(seed), Numbers(unchecked(seed + 1)));
        Assert.Equal(a.Zip(b, (x, y) => x + y), All(new LossValues(a) + new LossValues(b)));
        Assert.Equal(a.Select(x => x / 3), All(new LossValues(a) / 3));
    }

    [Law(typeof(Generators), nameof(Generators.Seed))]
    public void Equality_is_by_value_and_one_changed_number_breaks_it(int seed)
    {
        var values = new LossValues(Numbers(seed));
        Assert.Equal(values, new LossValues(Numbers(seed)));
        Assert.Equal(values.GetHashCode(), new LossValues(Numbers(seed)).GetHashCode());
        foreach (var value in Enum.GetValues<LossValue>())
        {
            var changed = values.With(value, 7);
            Assert.NotEqual(values, changed);
            Assert.Equal(7, changed[value]);
            Assert.Equal(values, changed.With(value, values[value]));
        }
    }

    [Fact]
    public void Numbers_that_are_missing_are_0_and_more_than_there_are_are_refused()
    {
        Assert.Equal(new LossValues([1, 2]), default(LossValues).With(LossValue.Reconstruction, 1).With(LossValue.LatentPrior, 2));
        Assert.Throws<ArgumentException>(() => new LossValues(new double[LossValues.Count + 1]));
    }

    private static double[] Numbers(int seed) => [.. Enumerable.Range(0, LossValues.Count).Select(i => Draws.Between(seed, i, -3, 3))];

    private static IEnumerable<double> All(LossValues values) => Enum.GetValues<LossValue>().Select(value => values[value]);
}
