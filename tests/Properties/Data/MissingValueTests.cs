using FsCheck;
using FsCheck.Fluent;

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
        return Dataset.FromFloats("gaps", values, features);
    }

    [Law(nameof(Sizes), MaxTest = 200)]
    public void A_missing_value_stays_missing_and_the_others_are_standardised_by_themselves((int Rows, int Features, int Seed) s)
    {
        var data = WithGaps(s.Rows, s.Features, s.Seed);
        var raw = data.Raw();
        var fitted = DataSplits.Fit(data, data).Train;
        var values = fitted.Preprocessed();
        Assert.Equal(raw.Select(float.IsNaN), values.Select(float.IsNaN));
        Assert.Equal(values.Select(value => float.IsNaN(value) ? 0 : value), fitted.ToFilledArray());
        Assert.Equal(raw.Count(float.IsNaN), data.CountMissing());
        var first = System.Array.FindIndex(raw, float.IsNaN);
        Assert.Equal(first < 0 ? null : (first / s.Features, first % s.Features), data.FirstMissing());
        for (var f = 0; f < s.Features; f++)
        {
            var present = Enumerable.Range(0, s.Rows).Select(r => r * s.Features + f).Where(i => !float.IsNaN(raw[i])).ToArray();
            if (present.Length == 0) continue;
            var alone = Dataset.FromFloats("alone", System.Array.ConvertAll(present, i => raw[i]), 1);
            Assert.Equal(DataSplits.Fit(alone, alone).Train.Preprocessed(), present.Select(i => values[i]));
        }
    }

    [Fact]
    public void Whichever_NaN_stands_for_a_missing_value_a_model_sees_the_same_bits()
    {
        var nans = new[] { 0x7FC00000, 0x7FC12345, 0x7F800001, unchecked((int)0xFFC00000),
            unchecked((int)0xFFFFFFFF) }.Select(BitConverter.Int32BitsToSingle);
        foreach (var features in new[] { 1, 3, 8, 37 })
            Assert.Single(nans.Select(nan => Seen(nan, features)).Distinct());

        static string Seen(float nan, int features)
        {
            var values = Enumerable.Range(0, 4 * features).Select(i => i % 5 == 2 ? nan : i).ToArray();
            var data = Dataset.FromFloats("a", values, features);
            return string.Join(',', DataSplits.Fit(data, data).Train.Preprocessed().Select(BitConverter.SingleToInt32Bits));
        }
    }

    [Fact]
    public void A_feature_that_is_constant_where_it_has_values_becomes_zero()
    {
        var data = Dataset.FromFloats("constant", [3, float.NaN, 3, 3], 1);
        Assert.Equal([0, float.NaN, 0, 0], DataSplits.Fit(data, data).Train.Preprocessed());
    }

    [Fact]
    public void A_feature_without_any_value_is_named()
    {
        var data = Dataset.FromFloats("empty", [1, float.NaN, 2, float.NaN], 2);
        Assert.Equal(new Preprocessing.Standardisation(new(new[] { 1.5f, 0f }), new(new[] { 0.5f, 1f })),
            Preprocessing.FitStandardisation(data));
        foreach (var error in new[] { HeldOutRows.Fit("empty.csv", data, data).Error(), SourceRows.AllOf(data, []).Error() })
            Assert.Contains("Feature 2 has no value in any of the 2 training rows", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_missing_value_of_a_source_is_named_in_its_own_order()
    {
        var (whole, gaps) = (Dataset.FromFloats("whole", [1, 2], 2), Dataset.FromFloats("gaps", [1, 2, 3, float.NaN], 2));
        Assert.Equal("gaps, row 1, column 1, counted from 0", Place(SourceRows.Of(DataSplits.Fit(whole, gaps))));
        Assert.Equal("a.csv, row 1, column 1, counted from 0", Place(SourceRows.Of("a.csv", gaps)));
        Assert.True(SourceRows.Of("a.csv", whole).FirstMissing(isTrained: false).IsNone);

        static string Place(SourceRows rows) => rows.FirstMissing(isTrained: false).Match(error => error.Place, () => "");
    }

    [Fact]
    public void Callers_cannot_pass_in_infinities()
    {
        foreach (var value in new[] { float.PositiveInfinity, float.NegativeInfinity })
            Assert.Throws<ArgumentException>(() => Dataset.FromFloats("a", [1, value], 1));
    }
}
