using System.Diagnostics;
using System.Globalization;

namespace GmmVae.Bench;

/// <summary>
/// Predicts how fast many ranks would be from what one computes on this machine and what a step exchanges. Links are assumptions: every
/// rank has a whole one, nothing else uses the network, and no rank is slower than another.
/// </summary>
internal static class RankPrediction
{
    private const int MostRanks = 1024;
    private const int AddedFloats = 1 << 22;
    private const int Additions = 20;

    /// <summary>Assumed: TCP takes tens of microseconds for a message, InfiniBand one or two.</summary>
    private static readonly Link[] Assumed =
    [
        Link.Of("10 Gb/s Ethernet", 30, 10), Link.Of("25 Gb/s Ethernet", 20, 25), Link.Of("100 Gb/s InfiniBand", 2, 100),
            Link.Of("200 Gb/s InfiniBand", 1.5, 200),
    ];

    public static int Run(BenchOptions options)
    {
        var cost = Cost(options);
        Link[] links = [.. Assumed, .. options.Link is { } given ? [given] : Array.Empty<Link>()];
        Write($"one rank, {options.Threads} thread(s): {1e3 * cost.FixedSeconds:F2} ms + {1e3 * cost.SecondsPerSample:F4} ms a sample; {cost.Exchanges.Count} sums of {cost.Exchanges.Sum() / 1e6:F2} MB in all, {1e9 * cost.AddingSecondsPerByte:F3} ns a byte to add, {cost.Overlap:P0} hidden");
        foreach (var isFast in new[] { false, true })
        {
            Write($"");
            Write($"--reduce {(isFast ? "fast" : "tree")}: samples/s and efficiency with {options.Batch} samples a rank; efficiency with {options.GlobalBatch} samples in all");
            Write($"| ranks | {string.Join(" | ", links.Select(link => string.Create(CultureInfo.InvariantCulture, $"{link.Name}, {1e6 * link.Latency:F1} µs")))} |");
            Write($"|---|{string.Concat(Enumerable.Repeat("---|", links.Length))}");
            for (var ranks = 1; ranks <= MostRanks; ranks *= 2)
                Write($"| {ranks} | {string.Join(" | ", links.Select(link => Cell(cost, options, ranks, link, isFast)))} |");
        }

        return 0;
    }

    private static string Cell(StepCost cost, BenchOptions options, int ranks, Link link, bool isFast)
    {
        var speed = ranks * options.Batch / cost.Seconds(ranks, options.Batch, link, isFast);
        var strong = options.GlobalBatch % ranks == 0 ? $"{100 * cost.StrongEfficiency(ranks, options.GlobalBatch, link, isFast):F0} %"
            : "-";
        return string.Create(CultureInfo.InvariantCulture,
            $"{speed:F0}/s, {100 * cost.WeakEfficiency(ranks, options.Batch, link, isFast):F0} %; {strong}");
    }

    /// <summary>What a step computes, measured here with the batch and with a quarter of it, and what it exchanges, counted.</summary>
    private static StepCost Cost(BenchOptions options)
    {
        var data = BenchData.Load();
        var few = options.Batch / 4;
        var (little, much) = (Median(few), Median(options.Batch));
        var perSample = Math.Max(0, (much - little) / (options.Batch - few));
        var counting = new CountingRanks();
        _ = StepCommand.Time(options, data, counting);
        return new StepCost(Math.Max(0, little - (few * perSample)), perSample, counting.LastStep, Adding(), options.Overlap);

        double Median(int batch) => 1e-3 * StepCommand.Quantile(StepCommand.Time(options.WithBatch(batch), data, SingleRank.Instance).Wall,
            0.5);
    }

    private static double Adding()
    {
        // Written to once, since memory that never was costs nothing to read.
        var (a, b) = (new float[AddedFloats], new float[AddedFloats]);
        Array.Fill(a, 1f);
        Array.Fill(b, 1f);
        var seconds = Enumerable.Range(0, Additions).Select(_ =>
        {
            var started = Stopwatch.GetTimestamp();
            Elementwise.Add(a, b, a);
            return Stopwatch.GetElapsedTime(started).TotalSeconds;
        }).ToArray();
        return StepCommand.Quantile(seconds, 0.5) / (AddedFloats * sizeof(float));
    }

    private static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
