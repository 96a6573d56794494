using System.Diagnostics;
using System.Globalization;

namespace GmmVae.Bench;

/// <summary>
/// How the time of a training step grows with the batch, the clusters, the code, the features, and the rows of the data, each by itself
/// from the report preset on MNIST's shape without batch norm, batch 128: a table with the growth's exponent, the slope of a line
/// through the logarithms.
/// </summary>
internal static class GrowthCommand
{
    private const int Rows = 8192;
    private const int FewFeatures = 64;
    private const int WarmUp = 4;
    private const int LeastSteps = 4;
    private static readonly TimeSpan TimeEach = TimeSpan.FromSeconds(4);

    private sealed record Case(int Batch = 128, int Clusters = 10, int Latent = 128, int Features = BenchData.Features, int Rows = Rows);

    public static int Run(BenchOptions options)
    {
        (string Name, (int Size, Case Case)[] Cases)[] axes =
        [
            ("batch", Along([32, 64, 128, 256, 512, 1024, 2048, 4096], size => new Case(Batch: size))),
            ("clusters", Along([5, 10, 20, 50, 100], size => new Case(Clusters: size))),
            ("latent", Along([2, 8, 32, 128, 512], size => new Case(Latent: size))),
            ("features", Along([64, 256, 784, 2500, 10_000], size => new Case(Features: size))),
            ("rows", Along([10_000, 100_000, 1_000_000], size => new Case(Features: FewFeatures, Rows: size))),
        ];
        using var workers = new WorkerPool(options.Threads);
        var lines = new List<LineSeries>();
        Write($"axis          size     step, ms   µs a row   processor, ms   exponent to here");
        foreach (var (name, cases) in axes)
        {
            var (sizes, times) = (new List<double>(), new List<double>());
            foreach (var (size, one) in cases)
            {
                var (wall, processor) = Time(one, workers);
                sizes.Add(Math.Log10(size));
                times.Add(Math.Log10(processor));
                var slope = sizes.Count > 1 ? ((times[^1] - times[^2]) / (sizes[^1] - sizes[^2])).ToString("F2",
                    CultureInfo.InvariantCulture) : "";
                Write($"{name,-8} {size,9} {wall,12:F3} {1e3 * wall / one.Batch,10:F2} {processor,15:F3} {slope,18}");
            }

            Write($"{name,-8} exponent {Slope(sizes, times):F2} over all, by processor time{(name == "rows" ? $" ({FewFeatures} features)" : "")}");
            lines.Add(new LineSeries(name, [.. sizes.Select(size => size - sizes[0])], [.. times.Select(time => time - times[0])]));
        }

        if (options.Path is { } path)
            File.WriteAllText(path, LineChart.Render(
                new ChartLabels("Growth of the training step, relative to the smallest size", "size, decimal logarithm", "processor time, decimal logarithm"), lines));
        return 0;
    }

    private static (int Size, Case Case)[] Along(int[] sizes, Func<int, Case> of) => Array.ConvertAll(sizes, size => (size, of(size)));

    /// <summary>Milliseconds of one step, by the wall clock (median) and in processor time (10 % quantile, which neighbours hardly
    /// lengthen).</summary>
    private static (double Wall, double Processor) Time(Case one, WorkerPool workers)
    {
        var bytes = new byte[checked(one.Rows * one.Features)];
        new Random(0).NextBytes(bytes);
        var data = Dataset.FromBytes("random", bytes, one.Features);
        var traits = new DataTraits(one.Rows, one.Features, true, null);
        var preset = Presets.Report(ModelKind.GaussianMixture, traits) with
        {
            BatchNorm = false,
            Batch = one.Batch,
            Clusters = one.Clusters,
            Latent = one.Latent,
            Epochs = 1000,
        };
        var (model, training) = preset.Check(traits).IfFail(errors => throw new ArgumentException(errors.ToString()));
        using var trainer = new Trainer(model, training, data, workers);
        using var enough = new CancellationTokenSource();
        var clock = new StepClock(WarmUp);
        return StepCommand.Failed(trainer.Run(new Limit(clock, enough), enough.Token))
            ? throw new InvalidOperationException($"{one} cannot be trained.")
            : (StepCommand.Quantile(clock.Wall, 0.5), StepCommand.Quantile(clock.Processor, 0.1));
    }

    /// <summary>The slope of the least-squares line.</summary>
    private static double Slope(List<double> x, List<double> y)
    {
        var (meanX, meanY) = (x.Average(), y.Average());
        return x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum() / x.Sum(a => (a - meanX) * (a - meanX));
    }

    /// <summary>Ends a training after some time, but not before some steps count.</summary>
    private sealed class Limit(StepClock clock, CancellationTokenSource enough) : ITrainingObserver
    {
        private readonly long started = Stopwatch.GetTimestamp();

        public void OnStep(in StepRecord step)
        {
            clock.OnStep(step);
            if (clock.Wall.Count >= LeastSteps && Stopwatch.GetElapsedTime(started) > TimeEach)
                enough.Cancel();
        }

        public void OnEpoch(EpochRecord epoch, TrainingState state) => clock.OnEpoch(epoch, state);
    }

    private static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
