using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Report.Experiment;

/// <summary>Where a series rises through a threshold, and how fast it moved before and after.</summary>
/// <param name="At">The place in the series, from 0.</param>
/// <param name="SlopeBefore">The least-squares slope over the window before, in units of the series for each place.</param>
/// <param name="SlopeAfter">The same over the window from there on.</param>
internal sealed record RegimeChange(int At, double SlopeBefore, double SlopeAfter)
{
    /// <summary>
    /// The first place that is above <paramref name="threshold"/> while those before it are on average at or below: so noise
    /// about the threshold on the way down is not a rise. None where the series starts above and stays there, or never rises.
    /// </summary>
    /// <param name="values">The series.</param>
    /// <param name="threshold">What it rises through.</param>
    /// <param name="before">How many places before count; fewer at the start.</param>
    /// <param name="window">Places on either side over which slopes are taken; fewer at the ends.</param>
    public static Option<RegimeChange> Find(ReadOnlySpan<double> values, double threshold, int before, int window)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(before);
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 2);
        for (var i = 1; i < values.Length; i++)
            if (values[i] > threshold && MeanOf(values[Math.Max(0, i - before)..i]) <= threshold)
                return new RegimeChange(i, SlopeOf(values, i - window, i), SlopeOf(values, i, i + window));
        return None;
    }

    /// <summary>The running mean over <paramref name="length"/> places about each; fewer at the ends.</summary>
    public static double[] Smooth(ReadOnlySpan<double> values, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        var smooth = new double[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var first = Math.Max(0, i - ((length - 1) / 2));
            var end = Math.Min(values.Length, i + (length / 2) + 1);
            smooth[i] = MeanOf(values[first..end]);
        }

        return smooth;
    }

    /// <summary>The least-squares slope over the places from <paramref name="first"/> to before <paramref name="end"/>; 0 for fewer than
    /// two.</summary>
    public static double SlopeOf(ReadOnlySpan<double> values, int first, int end)
    {
        (first, end) = (Math.Max(0, first), Math.Min(values.Length, end));
        if (end - first < 2) return 0;
        var middle = (first + end - 1) / 2.0;
        var (mixed, squares) = (0.0, 0.0);
        for (var i = first; i < end; i++)
        {
            mixed += (i - middle) * values[i];
            squares += (i - middle) * (i - middle);
        }

        return mixed / squares;
    }

    private static double MeanOf(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values) sum += value;
        return sum / values.Length;
    }
}
