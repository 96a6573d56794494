namespace GmmVae.Cli;

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
