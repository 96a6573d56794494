using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

/// <summary>How long a rank waits for silent ones.</summary>
public sealed class RankPatienceLaws
{
    private const double Limit = 10;

    /// <summary>Milliseconds from look to look.</summary>
    private static readonly Gen<int[]> Gaps = Gen.Choose(1, 3000).ArrayOf();

    [Law(nameof(Gaps))]
    public void A_wait_is_over_once_its_gaps_of_a_second_at_most_exceed_the_limit(int[] gaps)
    {
        var patience = new RankPatience(TimeSpan.FromSeconds(Limit));
        var (now, counted) = (1L, 0L);
        Assert.False(patience.IsOver(now));
        foreach (var gap in gaps)
        {
            now += gap * Stopwatch.Frequency / 1000;
            counted += Math.Min(gap, 1000);
            Assert.Equal(counted > 1000 * Limit, patience.IsOver(now));
        }
    }

    [Fact]
    public void A_process_that_was_stopped_for_an_hour_still_waits_for_the_others()
    {
        var patience = new RankPatience(TimeSpan.FromSeconds(Limit));
        Assert.False(patience.IsOver(1));
        Assert.False(patience.IsOver(3600 * Stopwatch.Frequency));
    }
}
