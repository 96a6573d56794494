using FsCheck;
using FsCheck.Fluent;
using GmmVae.Engine;

namespace GmmVae.Tests.Properties;

public sealed class MissingValueTests
{
    private static readonly Arbitrary<(int Rows, int Features, int Seed)> Sizes = Arb.From(
        from rows in Gen.Choose(2, 20)
        from features in Gen.Choose(1, 40)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select (rows, features, seed));

    private static Dataset WithGaps(int rows, int features, int seed)
    {
        var random = new System.Random(seed);
        var values = new float[rows * features];
        foreach (ref var value in values.AsSpan()) value = random.Next(3) == 0 ? float.NaN : random.NextSingle() * 10;
        return Dataset.AdoptFloats("gaps", values, features, null);
    }

    [Fact]
    public void A_missing_value_becomes_zero_and_the_others_are_standardised_by_themselves() =>
        Prop.ForAll(Sizes, s =>
        {
            var data = WithGaps(s.Rows, s.Features, s.Seed);
            var raw = data.Raw();
            var values = DataSplits.Fit(data, data).Train.Preprocessed();
            Assert.All(Enumerable.Range(0, raw.Length).Where(i => float.IsNaN(raw[i])), i => Assert.Equal(0, values[i]));
            Assert.All(values, value => Assert.True(float.IsFinite(value)));
            Assert.Equal(raw.Count(float.IsNaN), data.CountMissing());
            for (var f = 0; f < s.Features; f++)
            {
                var present = Enumerable.Range(0, s.Rows).Select(r => r * s.Features + f).Where(i => !float.IsNaN(raw[i])).ToArray();
                if (present.Length == 0) continue;
                var alone = Dataset.FromFloats("alone", System.Array.ConvertAll(present, i => raw[i]), 1);
                Assert.Equal(DataSplits.Fit(alone, alone).Train.Preprocessed(), present.Select(i => values[i]));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void A_feature_that_is_constant_where_it_has_values_becomes_zero()
    {
        var data = Dataset.AdoptFloats("constant", [3, float.NaN, 3, 3], 1, null);
        Assert.Equal([0, 0, 0, 0], DataSplits.Fit(data, data).Train.Preprocessed());
    }

    [Fact]
    public void A_feature_without_any_value_is_named_by_readers_and_stays_zero_elsewhere()
    {
        var data = Dataset.AdoptFloats("empty", [1, float.NaN, 2, float.NaN], 2, null);
        Assert.Equal(new Preprocessing.Standardisation(new(new[] { 1.5f, 0f }), new(new[] { 0.5f, 1f })), Preprocessing.FitStandardisation(data));
        Assert.Equal([-1, 0, 1, 0], DataSplits.Fit(data, data).Train.Preprocessed());
        var error = HeldOutRows.Fit("empty.csv", data, data).Error();
        Assert.Contains("Feature 2 has no value in any of the 2 training rows", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Callers_cannot_pass_in_what_is_not_finite()
    {
        foreach (var value in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
            Assert.Throws<ArgumentException>(() => Dataset.FromFloats("a", [1, value], 1));
    }
}
