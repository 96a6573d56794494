using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Snapshots.Report;

public sealed class TicksTests
{
    /// <summary>Ranges of every size and place, single values among them.</summary>
    private static Arbitrary<(double Low, double High, int About)> Ranges { get; } = (
        from mantissa in Gen.Choose(-1_000_000, 1_000_000)
        from exponent in Gen.Choose(-60, 60)
        from spread in Gen.Choose(0, 1_000_000)
        from spreadExponent in Gen.Choose(-70, 70)
        from about in Gen.Choose(1, 10)
        let low = Parse(mantissa, exponent)
        let high = low + Parse(spread, spreadExponent)
        select (low, high, about)).ToArbitrary();

    [Law(nameof(Ranges), MaxTest = 2000)]
    public bool Ticks_cover_the_range_and_increase((double Low, double High, int About) input)
    {
        var ticks = Cover(input);
        return ticks.Low <= input.Low && ticks.High >= input.High
            && Enumerable.Zip(ticks.Values, ticks.Values.Skip(1)).All(pair => pair.First < pair.Second);
    }

    [Law(nameof(Ranges), MaxTest = 2000)]
    public bool Intervals_are_at_most_two_more_than_asked_for((double Low, double High, int About) input) =>
        Cover(input).Values.Count - 1 is var intervals
            && intervals >= 1 && intervals <= input.About + 2;

    [Law(nameof(Ranges), MaxTest = 2000)]
    public bool A_label_reads_back_as_its_value_and_no_two_are_equal((double Low, double High, int About) input)
    {
        var ticks = Cover(input);
        var step = ticks.Values[1] - ticks.Values[0];
        return ticks.Labels.Distinct().Count() == ticks.Labels.Count
            && Enumerable.Zip(ticks.Values, ticks.Labels).All(tick =>
                Math.Abs(double.Parse(tick.Second, CultureInfo.InvariantCulture) - tick.First) <= 0.01 * step);
    }

    [Law(nameof(Ranges), MaxTest = 1000)]
    public bool Whole_ticks_are_whole((double Low, double High, int About) input) =>
        Cover(input, whole: true).Values.All(value => Math.Floor(value) == value);

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

    private static Ticks Cover((double Low, double High, int About) input, bool whole = false) =>
        Ticks.Cover(new ValueRange(input.Low, input.High, 0), input.About, whole);

    private static double Parse(int mantissa, int exponent) =>
        double.Parse($"{mantissa}e{exponent}", CultureInfo.InvariantCulture);
}
