using System.Diagnostics;
using System.Globalization;
using System.Numerics;

namespace GmmVae.Bench;

/// <summary>
/// Under mpirun: the time of a sum over all ranks against its size, in the fixed order of the tree and in MPI's own, and the latency and
/// bandwidth that fit the tree's best. What a link's time for a byte holds is sending, receiving and adding.
/// </summary>
internal static class RanksCommand
{
    private const int Smallest = 1 << 10;
    private const int Largest = 1 << 24;
    private const int WarmUp = 5;

    public static int Run(BenchOptions options)
    {
        if (options.IsPrediction)
            return RankPrediction.Run(options);
        if (MpiRankGroup.Launched < 2)
        {
            Console.Error.WriteLine("ranks without --predict runs under mpirun: bench/ranks.sh exchange");
            return 2;
        }

        // A process joins once, so that both orders are asked of the same group.
        using var ranks = MpiRankGroup.Join(options.IsFast);
        int[] sizes = [.. Enumerable.Range(0, 8).Select(i => Smallest << (2 * i)).Where(size => size <= Largest)];
        var measured = Array.ConvertAll(sizes, size => (Bytes: (double)size, Seconds: Time(ranks, size, options.Steps)));
        if (ranks.Rank > 0)
            return 0;
        var levels = options.IsFast ? 1 : BitOperations.Log2((uint)ranks.Count);
        var link = Link.Fit("measured", [.. measured.Select(m => (m.Bytes, m.Seconds / levels))]);
        Write($"{ranks.Count} ranks, {(options.IsFast ? "MPI's order" : $"tree: {levels} exchange(s)")}");
        Write($"{"bytes",10} {"median, µs",12} {"fitted, µs",12} {"error",7}");
        foreach (var (bytes, seconds) in measured)
        {
            var fitted = levels * link.Seconds(bytes);
            Write($"{bytes,10:F0} {1e6 * seconds,12:F1} {1e6 * fitted,12:F1} {100 * ((fitted / seconds) - 1),6:F0}%");
        }

        Write($"α {1e6 * link.Latency:F1} µs, β {1e9 * link.SecondsPerByte:F3} ns a byte ({link.Gigabits:F1} Gb/s){(options.IsFast ? ", of the whole sum" : ", of one exchange")}");
        return 0;
    }

    /// <summary>The median of the seconds of a sum of so many bytes that all ranks begin at once.</summary>
    private static double Time(MpiRankGroup ranks, int bytes, int times)
    {
        var sum = GC.AllocateArray<float>(bytes / sizeof(float), pinned: true);
        var received = GC.AllocateArray<float>(bytes / sizeof(float), pinned: true);
        var seconds = new List<double>();
        for (var i = 0; i < WarmUp + times; i++)
        {
            _ = ranks.Any(false);
            var started = Stopwatch.GetTimestamp();
            ranks.BeginSum(sum, received, 0);
            ranks.EndSum(sum, received, 0);
            if (i >= WarmUp)
                seconds.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        return StepCommand.Quantile(seconds, 0.5);
    }

    private static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
