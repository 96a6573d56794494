using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Domain;

/// <summary>Where a series rises through a threshold, and how fast it moved before and after.</summary>
/// <param name="At">The place in the series, from 0.</param>
/// <param name="SlopeBefore">The least-squares slope over the window before, in units of the series for each place.</param>
/// <param name="SlopeAfter">The same over the window from there on.</param>
public sealed record RegimeChange(int At, double SlopeBefore, double SlopeAfter)
{
    /// <summary>
    /// The first place at which the smoothed series is above <paramref name="threshold"/> and was not just before; of a series
    /// that settles at the threshold, so that its mean never rises above, the first place at which the series itself does. None
    /// where it starts above and stays there, or never rises above.
    /// </summary>
    /// <param name="values">The series as measured.</param>
    /// <param name="threshold">What it rises through.</param>
    /// <param name="smoothing">The length of the running mean, see <see cref="Smooth"/>.</param>
    /// <param name="window">Places on either side over which slopes are taken; fewer at the ends.</param>
    public static Option<RegimeChange> Find(ReadOnlySpan<double> values, double threshold, int smoothing, int window)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 2);
        var at = Rise(Smooth(values, smoothing), threshold) ?? Rise(values, threshold);
        return at is { } place
            ? new RegimeChange(place, SlopeOf(values, place - window, place), SlopeOf(values, place, place + window))
            : None;
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
            var sum = 0.0;
            foreach (var value in values[first..end]) sum += value;
            smooth[i] = sum / (end - first);
        }

        return smooth;
    }

    /// <summary>The least-squares slope over the places from <paramref name="first"/> to before <paramref name="end"/>; 0 for fewer than two.</summary>
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

    private static int? Rise(ReadOnlySpan<double> values, double threshold)
    {
        for (var i = 1; i < values.Length; i++)
            if (values[i] > threshold && values[i - 1] <= threshold)
                return i;
        return null;
    }
}
