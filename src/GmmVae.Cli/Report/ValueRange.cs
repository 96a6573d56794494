namespace GmmVae.Cli;

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
