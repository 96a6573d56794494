using System.Diagnostics;

namespace GmmVae.Engine;

/// <summary>
/// How long a rank waits for others. It looks again and again; of the time between two looks no more than a second counts, so that a
/// process which was itself stopped for long does not take the others for silent.
/// </summary>
internal struct RankPatience(TimeSpan limit)
{
    private static readonly long Second = Stopwatch.Frequency;

    private long last;
    private long waited;

    /// <summary>Whether the wait has lasted too long.</summary>
    /// <param name="now">The clock's <see cref="Stopwatch.GetTimestamp"/>; the wait begins with the first look.</param>
    internal bool IsOver(long now)
    {
        if (last != 0)
            waited += Math.Min(now - last, Second);
        last = now;
        return waited > limit.TotalSeconds * Second;
    }
}
