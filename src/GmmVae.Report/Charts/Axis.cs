using System.Globalization;
using GmmVae.Domain.Graphs;

namespace GmmVae.Report.Charts;

/// <summary>A linear scale from values to coordinates, with its ticks and its label.</summary>
/// <param name="Label">What the axis measures, with its unit in brackets.</param>
/// <param name="Ticks">The ticks; the axis reaches from the first to the last.</param>
/// <param name="From">Coordinate of the first tick.</param>
/// <param name="To">Coordinate of the last tick; less than <paramref name="From"/> on an axis that points up.</param>
internal sealed record Axis(string Label, Ticks Ticks, double From, double To)
{
    private const double SpaceBetweenLabels = 14;

    /// <summary>A horizontal axis with as many ticks as its labels leave room for.</summary>
    public static Axis Horizontal(string label, ValueRange range, double left, double right, bool whole = false)
    {
        const int Most = 8;
        for (var about = Most; about > 1; about--)
        {
            var ticks = Ticks.Cover(range, about, whole);
            var widest = ticks.Labels.Max(text => SvgText.WidthOf(text, ChartFrame.TickSize));
            if ((widest + SpaceBetweenLabels) * (ticks.Values.Count - 1) <= right - left)
                return new Axis(label, ticks, left, right);
        }

        return new Axis(label, Ticks.Cover(range, 1, whole), left, right);
    }

    /// <summary>Where a value lies; the caller keeps to drawable values.</summary>
    public double At(double value) => From + ((To - From) * ((value - Ticks.Low) / (Ticks.High - Ticks.Low)));
}

/// <summary>
/// Tick values at 1, 2 or 5 times a power of ten that cover a range: the first is at most its least value, the last
/// at least its greatest. Built from exact arithmetic only, so labels are the same on every machine.
/// </summary>
internal sealed class Ticks
{
    private Ticks(double[] values, string[] labels) => (Values, Labels) = (values, labels);

    /// <summary>At least two values, increasing.</summary>
    public IReadOnlyList<double> Values { get; }

    /// <summary>A label for each value, all with the same number of decimals.</summary>
    public IReadOnlyList<string> Labels { get; }

    public double Low => Values[0];

    public double High => Values[^1];

    /// <summary>Ticks that cover a range; an empty range is taken as 0 to 1, a single value is given room.</summary>
    /// <param name="range">What to cover.</param>
    /// <param name="about">How many intervals to aim at; there are at most two more.</param>
    /// <param name="whole">Whether only whole numbers may be ticks (counts, epochs).</param>
    public static Ticks Cover(ValueRange range, int about, bool whole = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(about, 1);
        var (low, high) = Widen(range);
        var (mantissa, exponent) = StepFor((high - low) / about);
        if (whole && exponent < 0)
            (mantissa, exponent) = (1, 0);

        // The corrections make the cover exact where the division rounds.
        var first = (long)Math.Floor(low / At(1, mantissa, exponent));
        while (At(first, mantissa, exponent) > low) first--;
        while (At(first + 1, mantissa, exponent) <= low) first++;
        var last = Math.Max((long)Math.Floor(high / At(1, mantissa, exponent)), first + 1);
        while (At(last, mantissa, exponent) < high) last++;
        while (last > first + 1 && At(last - 1, mantissa, exponent) >= high) last--;

        var values = new double[last - first + 1];
        for (var tick = 0; tick < values.Length; tick++)
            values[tick] = At(first + tick, mantissa, exponent);
        return new Ticks(values, LabelsOf(values, exponent));
    }

    /// <summary>Ticks at the two ends of a range of positions, and nowhere else.</summary>
    public static Ticks Ends(int first, int last)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(last, first);
        return new Ticks([first, last], [Fixed(first, 0), Fixed(last, 0)]);
    }

    private static (double Low, double High) Widen(ValueRange range)
    {
        if (range.IsEmpty) return (0, 1);
        var size = Math.Max(Math.Abs(range.Low), Math.Abs(range.High));
        if (size < 1e-100) return (-1, 1);
        var tooNarrow = range.High - range.Low <= 1e-9 * size;
        return tooNarrow ? (range.Low - (size / 10), range.High + (size / 10)) : (range.Low, range.High);
    }

    private static (int Mantissa, int Exponent) StepFor(double least)
    {
        var exponent = 0;
        while (PowerOfTen(exponent) > least) exponent--;
        while (PowerOfTen(exponent + 1) <= least) exponent++;
        var fraction = least / PowerOfTen(exponent);
        return fraction switch
        {
            <= 1 => (1, exponent),
            <= 2 => (2, exponent),
            <= 5 => (5, exponent),
            _ => (1, exponent + 1),
        };
    }

    // Dividing by a power of ten rounds once; multiplying by its inverse would round twice (0.30000000000000004).
    private static double At(long count, int mantissa, int exponent) => exponent < 0
        ? count * mantissa / PowerOfTen(-exponent)
        : count * mantissa * PowerOfTen(exponent);

    private static double PowerOfTen(int exponent)
    {
        if (exponent < 0) return 1 / PowerOfTen(-exponent);
        var power = 1d;
        for (var factor = 0; factor < exponent; factor++)
            power *= 10;
        return power;
    }

    private static string[] LabelsOf(double[] values, int exponent)
    {
        var size = Math.Max(Math.Abs(values[0]), Math.Abs(values[^1]));
        if (exponent >= -4 && size < 1e6)
            return Array.ConvertAll(values, value => Fixed(value, Math.Max(0, -exponent)));

        var common = exponent;
        while (PowerOfTen(common + 1) <= size) common++;
        var suffix = "e" + common.ToString(CultureInfo.InvariantCulture);
        return Array.ConvertAll(
            values, value => value == 0 ? "0" : Fixed(value / PowerOfTen(common), common - exponent) + suffix);
    }

    private static string Fixed(double value, int decimals) =>
        value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}

/// <summary>The least and the greatest drawable value seen so far, and how many values could not be drawn.</summary>
/// <param name="Low">The least value; +∞ while there is none.</param>
/// <param name="High">The greatest value; −∞ while there is none.</param>
/// <param name="Skipped">How many values were not drawable.</param>
internal readonly record struct ValueRange(double Low, double High, int Skipped)
{
    private const double Limit = 1e100;

    /// <summary>The range of no values.</summary>
    public static ValueRange Empty { get; } = new(double.PositiveInfinity, double.NegativeInfinity, 0);

    public bool IsEmpty => !(Low <= High);

    /// <summary>Whether a chart can show the value: finite, and not so great that differences overflow.</summary>
    public static bool IsDrawable(double value) => value is >= -Limit and <= Limit;

    public ValueRange Include(double value) => IsDrawable(value)
        ? new ValueRange(Math.Min(Low, value), Math.Max(High, value), Skipped)
        : this with { Skipped = Skipped + 1 };

    public ValueRange Include(ReadOnlySpan<double> values)
    {
        var range = this;
        foreach (var value in values)
            range = range.Include(value);
        return range;
    }
}
