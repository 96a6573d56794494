using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Snapshots.Report;

public sealed class TicksTests
{
    /// <summary>Ranges of every size and place, single values among them.</summary>
    private static Arbitrary<(ValueRange Range, int About)> Ranges { get; } = (
        from mantissa in Gen.Choose(-1_000_000, 1_000_000)
        from exponent in Gen.Choose(-60, 60)
        from spread in Gen.Choose(0, 1_000_000)
        from spreadExponent in Gen.Choose(-70, 70)
        from about in Gen.Choose(1, 10)
        let low = Parse(mantissa, exponent)
        let high = low + Parse(spread, spreadExponent)
        select (new ValueRange(low, high, 0), about)).ToArbitrary();

    [Fact]
    public void Ticks_cover_the_range_and_increase() => Prop.ForAll(Ranges, input =>
    {
        var ticks = Ticks.Cover(input.Range, input.About);
        return ticks.Low <= input.Range.Low && ticks.High >= input.Range.High
            && Enumerable.Zip(ticks.Values, ticks.Values.Skip(1)).All(pair => pair.First < pair.Second);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Intervals_are_at_most_two_more_than_asked_for() => Prop.ForAll(Ranges, input =>
        Ticks.Cover(input.Range, input.About).Values.Count - 1 is var intervals
            && intervals >= 1 && intervals <= input.About + 2).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void A_label_reads_back_as_its_value_and_no_two_are_equal() => Prop.ForAll(Ranges, input =>
    {
        var ticks = Ticks.Cover(input.Range, input.About);
        var step = ticks.Values[1] - ticks.Values[0];
        return ticks.Labels.Distinct().Count() == ticks.Labels.Count
            && Enumerable.Zip(ticks.Values, ticks.Labels).All(tick =>
                Math.Abs(double.Parse(tick.Second, CultureInfo.InvariantCulture) - tick.First) <= 0.01 * step);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Whole_ticks_are_whole() => Prop.ForAll(Ranges, input =>
        Ticks.Cover(input.Range, input.About, whole: true).Values.All(value => Math.Floor(value) == value))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void Ticks_are_round_numbers()
    {
        Assert.Equal(["0.0", "0.1", "0.2", "0.3"], Ticks.Cover(new ValueRange(0, 0.3, 0), 4).Labels);
        Assert.Equal(["-5", "0", "5", "10"], Ticks.Cover(new ValueRange(-3, 9, 0), 3).Labels);
        Assert.Equal(["0", "1e6", "2e6"], Ticks.Cover(new ValueRange(1, 1_999_999, 0), 2).Labels);
        Assert.Equal(["0", "1"], Ticks.Cover(ValueRange.Empty, 1).Labels);
        Assert.Equal(["4", "5", "6"], Ticks.Cover(new ValueRange(5, 5, 0), 2, whole: true).Labels);
    }

    [Fact]
    public void Values_that_cannot_be_drawn_are_counted_and_change_no_range()
    {
        var range = ValueRange.Empty.Include([1, double.NaN, 3, double.PositiveInfinity, -1e200, 2]);

        Assert.Equal(new ValueRange(1, 3, 3), range);
        Assert.True(ValueRange.Empty.Include(double.NaN).IsEmpty);
    }

    private static double Parse(int mantissa, int exponent) =>
        double.Parse($"{mantissa}e{exponent}", CultureInfo.InvariantCulture);
}
