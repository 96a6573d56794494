using System.Diagnostics;
using System.Globalization;

namespace GmmVae.Bench;

/// <summary>
/// What a trained model costs to use, through the methods that a user calls: rows a second of many rows, the time of a single one,
/// and how much of the time its matrix products would take by themselves.
/// </summary>
internal static class InferenceCommand
{
    private const int Rows = 70_000;
    private const int Rounds = 5;
    private const int Singles = 2000;
    private const int Batch = 256;

    public static int Run(BenchOptions options)
    {
        var bytes = new byte[Rows * BenchData.Features];
        new Random(0).NextBytes(bytes);
        var all = Matrix.FromBytes(bytes, BenchData.Features);
        var single = Matrix.FromBytes(bytes.AsMemory(0, BenchData.Features), BenchData.Features);
        using var estimator = new GaussianMixtureVae(new GaussianMixtureVaeOptions { Preset = "report", Steps = 2,
            BatchNorm = options.BatchNorm, Threads = options.Threads });
        estimator.Fit(Matrix.FromBytes(bytes.AsMemory(0, 1000 * BenchData.Features), BenchData.Features));
        using var workers = new WorkerPool(options.Threads);
        var graph = EvaluationGraph.Build(options.Specify(Rows).Model).Graph;
        Report("Predict", GraphNames.Responsibilities, data => estimator.Predict(data));
        Report("Embed", GraphNames.Code, data => estimator.Embed(data));
        return 0;

        void Report(string name, string output, Action<Matrix> use)
        {
            var (many, processor) = Times(Rounds, () => use(all));
            var (one, _) = Times(Singles, () => use(single));
            var needed = GraphBuilder.From(graph with { Outputs = graph.Outputs.Filter(found => found.Name == output) }).Build();
            var products = needed.Nodes.Where(node => node.Op is Op.MatMul).Select(node => MatrixProduct.Of(needed, node, Batch)).ToArray();
            var alone = products.Sum(product => ProductsCommand.Seconds(product, workers)) * Rows / Batch;
            var median = StepCommand.Quantile(many, 0.5);
            Write($"{name,-8} {Rows} rows, {options.Threads} thread(s): median {median:F3} s, {Rows / median:F0} rows/s, best {Rows / many.Min():F0} rows/s");
            Write($"{name,-8} {products.Sum(product => product.Flop) / Batch / 1e6:F2} MFLOP of products a row, alone {alone:F3} s, {100 * alone * options.Threads / processor.Min():F0} % of the processor time of {processor.Min():F3} s");
            Write($"{name,-8} one row: median {1e6 * StepCommand.Quantile(one, 0.5):F0} µs, 10 % {1e6 * StepCommand.Quantile(one, 0.1):F0} µs, 90 % {1e6 * StepCommand.Quantile(one, 0.9):F0} µs");
        }
    }

    /// <summary>Seconds of each round by the wall clock, and of all threads together, after one round that does not count.</summary>
    private static (double[] Wall, double[] Processor) Times(int rounds, Action work)
    {
        work();
        var (wall, processor) = (new double[rounds], new double[rounds]);
        for (var round = 0; round < rounds; round++)
        {
            var (started, used) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            work();
            (wall[round], processor[round]) =
                (Stopwatch.GetElapsedTime(started).TotalSeconds, (Environment.CpuUsage.TotalTime - used).TotalSeconds);
        }

        return (wall, processor);
    }

    private static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
