using System.Diagnostics;
using System.Globalization;
using GmmVae.Bench.Eager;
using GmmVae.Engine.Torch;

namespace GmmVae.Bench;

/// <summary>
/// The library's training step on its own engine, on TorchSharp, and as an eager TorchSharp program: first whether all three compute the
/// same from the same numbers, then all three in turns of a few steps, so that what else the machine does meets all alike.
/// </summary>
internal static class CompareCommand
{
    /// <summary>Steps of a turn that count, and those before, while threads and caches of the one before make room.</summary>
    private const int Counted = 10;
    private const int NotCounted = 3;

    public static int Run(BenchOptions options)
    {
        if (TorchEngine.WhyUnavailable() is { } why)
        {
            Console.Error.WriteLine(why);
            return 1;
        }

        var data = BenchData.Load();
        Console.WriteLine(
            """
            Milliseconds a step by the clock and, in brackets, of processor time on all threads, which
            others on the machine change less; medians of turns.

            | step | threads | managed | torch | eager TorchSharp | torch / eager | eager / managed |
            |---|---|---|---|---|---|---|
            """);
        foreach (var one in options.Cases())
        {
            if (CompareCheck.Run(one, data) is { } difference)
            {
                Console.Error.WriteLine($"{one.Title}: {difference}");
                return 1;
            }

            foreach (var threads in options.IsThreadsGiven ? new[] { options.Threads } : [1, 2])
                Console.WriteLine(Row(one.WithThreads(threads), data));
        }

        return 0;
    }

    private static string Row(BenchOptions options, Dataset data)
    {
        var turns = Math.Max(1, options.Steps / Counted);
        var longer = options.WithSteps(options.WarmUp + (turns * (Counted + NotCounted)) + 1);
        using var workers = new WorkerPool(options.Threads);
        using var managed = new TrainerTurns(longer, data, workers, null);
        using var torch = new TrainerTurns(longer, data, workers, new TorchEngine());
        using var eager = new EagerTurns(longer, data);
        ITurns[] all = [managed, torch, eager];
        var times = all.Select(_ => new List<StepTime>()).ToArray();
        foreach (var each in all)
            each.Steps(options.WarmUp);
        for (var turn = 0; turn < turns; turn++)
            for (var i = 0; i < all.Length; i++)
                times[i].AddRange(all[i].Steps(NotCounted + Counted).Skip(NotCounted));
        var (m, t, e) = (Median(0), Median(1), Median(2));
        return $"| {options.Title} | {options.Threads} | {Words(m)} | {Words(t)} | {Words(e)} | {Ratio(t, e)} | {Ratio(e, m)} |";

        StepTime Median(int i) => new(
            StepCommand.Quantile(times[i].Select(time => time.Wall), 0.5),
            StepCommand.Quantile(times[i].Select(time => time.Processor), 0.5));
        static string Words(StepTime time) => string.Create(CultureInfo.InvariantCulture, $"{time.Wall:F1} ({time.Processor:F1})");
        static string Ratio(StepTime a, StepTime b) =>
            string.Create(CultureInfo.InvariantCulture, $"{a.Wall / b.Wall:F2} ({a.Processor / b.Processor:F2})");
    }
}

/// <summary>Milliseconds of a step by the clock, and of processor time on all threads.</summary>
internal readonly record struct StepTime(double Wall, double Processor)
{
    /// <summary>Now, to count from.</summary>
    public static StepTime Now =>
        new(Stopwatch.GetTimestamp() * (1e3 / Stopwatch.Frequency), Environment.CpuUsage.TotalTime.TotalMilliseconds);

    /// <summary>What has gone by since.</summary>
    public StepTime Elapsed
    {
        get
        {
            var now = Now;
            return new(now.Wall - Wall, now.Processor - Processor);
        }
    }
}

/// <summary>What takes turns.</summary>
internal interface ITurns : IDisposable
{
    /// <summary>Makes so many steps; what each took.</summary>
    IReadOnlyList<StepTime> Steps(int count);
}

/// <summary>The library's trainer on an engine.</summary>
internal sealed class TrainerTurns : ITurns, ITrainingObserver
{
    private readonly Trainer trainer;
    private readonly List<StepTime> times = [];
    private CancellationTokenSource source = new();
    private StepTime started;
    private int left;

    public TrainerTurns(BenchOptions options, Dataset data, WorkerPool workers, IEngine? engine)
    {
        var (model, training) = options.Specify(data.Rows);
        trainer = new Trainer(model, training, data, workers, engine: engine);
        if (trainer.Store.Contains(ClusterHead.Members))
            CompareCheck.Group(trainer.Store);
    }

    public IReadOnlyList<StepTime> Steps(int count)
    {
        times.Clear();
        source.Dispose();
        source = new CancellationTokenSource();
        left = count;
        Restart();
        return StepCommand.Failed(trainer.Run(this, source.Token)) ? throw new InvalidOperationException("The training failed.") : times;
    }

    public void OnStep(in StepRecord step)
    {
        times.Add(started.Elapsed);
        if (--left == 0)
            source.Cancel();
        Restart();
    }

    public void OnEpoch(EpochRecord epoch, TrainingState state) => Restart();

    public void Dispose()
    {
        source.Dispose();
        trainer.Dispose();
    }

    private void Restart() => started = StepTime.Now;
}
