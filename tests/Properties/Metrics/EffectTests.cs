using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

/// <summary>Correlations, shares of variance, and changes of pace.</summary>
public sealed class EffectTests
{
    private static readonly Gen<(double[] Values, int Rows, int Columns)> Tables =
        from rows in Gen.Choose(1, 6)
        from columns in Gen.Choose(2, 12)
        from values in Generators.Vector(rows * columns)
        select (values, rows, columns);

    private static Gen<(int Rows, double[] Values)> TwoColumns { get; } =
        from n in Gen.Choose(2, 20) from values in Generators.Vector(2 * n) select (n, values);

    [Law(nameof(TwoColumns))]
    public void A_correlation_is_bounded_symmetric_and_blind_to_scale_and_shift((int Rows, double[] Values) given)
    {
        var (first, second) = (given.Values[..given.Rows], given.Values[given.Rows..]);
        var value = Correlation.Of(first, second);
        Assert.InRange(value, -1, 1);
        Laws.Close(value, Correlation.Of(second, first), 1e-12);
        Laws.Close(value, Correlation.Of(Array.ConvertAll(first, x => (3 * x) - 7), second), 1e-9);
        Laws.Close(-value, Correlation.Of(Array.ConvertAll(first, x => -x), second), 1e-12);
    }

    [Fact]
    public void A_series_that_does_not_vary_correlates_with_nothing_and_any_other_with_itself()
    {
        Assert.Equal(0, Correlation.Of([2, 2, 2], [1, 2, 3]));
        Laws.Close(1, Correlation.Of([1, 5, 2], [1, 5, 2]), 1e-12);
        Laws.Close(-1.0 / 3, Correlation.MeanOfPairs([1, 2, 1, 2, 2, 1], 3, 2), 1e-12);
        Assert.Equal(0, Correlation.MeanOfPairs([1, 2], 1, 2));
    }

    [Law(nameof(Tables))]
    public void Shares_of_variance_sum_to_one_and_trade_places_with_the_axes((double[] Values, int Rows, int Columns) table)
    {
        var shares = EffectShares.Of(table.Values, table.Rows, table.Columns);
        if (table.Values.Distinct().Count() > 1)
            Laws.Close(1, shares.Rows + shares.Columns + shares.Rest, 1e-9);
        double[] turned = [.. Enumerable.Range(0, table.Values.Length).Select(i =>
            table.Values[(i % table.Rows * table.Columns) + (i / table.Rows)])];
        var other = EffectShares.Of(turned, table.Columns, table.Rows);
        Laws.Close(shares.Rows, other.Columns, 1e-9);
        Laws.Close(shares.Columns, other.Rows, 1e-9);
    }

    [Fact]
    public void A_table_of_one_effect_has_its_share_alone()
    {
        Assert.Equal(new EffectShares(1, 0, 0), EffectShares.Of([1, 1, 3, 3], 2, 2));
        Assert.Equal(new EffectShares(0, 1, 0), EffectShares.Of([1, 3, 1, 3], 2, 2));
        Assert.Equal(new EffectShares(0, 0, 1), EffectShares.Of([1, 3, 3, 1], 2, 2));
        Assert.Equal(default, EffectShares.Of([2, 2, 2, 2], 2, 2));
    }

    private static Gen<int> Thresholds { get; } = Gen.Choose(20, 80);

    private static Gen<int> SlopesBefore { get; } = Gen.Choose(1, 9);

    private static Gen<int> SlopesAfter { get; } = Gen.Choose(-5, 9);

    [Law(nameof(Thresholds), nameof(SlopesBefore), nameof(SlopesAfter))]
    public void A_bend_at_a_threshold_is_found_with_its_slopes(int at, int before, int after)
    {
        double[] series = [.. Enumerable.Range(0, 160).Select(i => i <= at ? 0.01 * before * (i - at) : 1e-9
            + (0.01 * after * (i - at - 1)))];
        var found = RegimeChange.Find(series, 0, before: 5, window: 10).IfNone(() => throw new InvalidOperationException());
        Assert.Equal(at + 1, found.At);
        Laws.Close(0.01 * before, found.SlopeBefore, 1e-9);
        Laws.Close(0.01 * after, found.SlopeAfter, 1e-9);
    }

    [Fact]
    public void A_series_that_never_rises_through_the_threshold_has_no_change()
    {
        Assert.True(RegimeChange.Find([1, 2, 3], 5, 2, 2).IsNone);
        Assert.True(RegimeChange.Find([7, 6, 8, 7], 5, 2, 2).IsNone);
        Assert.True(RegimeChange.Find([5, 5, 5], 5, 2, 2).IsNone);
        Assert.True(RegimeChange.Find([], 5, 2, 2).IsNone);
        Assert.Equal(4, RegimeChange.Find([9, 4, 5.1, 4, 5.2], 5, 3, 2).Map(change => change.At));
    }

    private static Gen<int> HalfLengths { get; } = Gen.Choose(1, 9);

    [Law(nameof(HalfLengths))]
    public void Smoothing_keeps_straight_lines_but_for_the_ends_and_the_length(int length)
    {
        double[] line = [.. Enumerable.Range(0, 30).Select(i => 2.0 * i)];
        var smooth = RegimeChange.Smooth(line, (2 * length) - 1);
        Assert.Equal(line.Length, smooth.Length);
        for (var i = length - 1; i <= line.Length - length; i++)
            Laws.Close(line[i], smooth[i], 1e-12);
        Assert.Equal(line, RegimeChange.Smooth(line, 1));
    }
}
