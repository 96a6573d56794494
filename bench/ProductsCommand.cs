using System.Diagnostics;
using System.Globalization;

namespace GmmVae.Bench;

/// <summary>
/// The speed of each matrix product of a training step, by itself and beside fused multiply-adds that wait for nothing. The file of
/// <c>--output</c> has a line for each, for <c>peers/products.py</c> to time another library on the same shapes.
/// </summary>
internal static class ProductsCommand
{
    private const double SecondsEach = 0.25;

    public static int Run(BenchOptions options)
    {
        var (model, training) = options.Specify(60_000);
        var graph = TrainStepGraph.Build(model, training.Adam, training.Phases[0]).Graph;
        using var workers = new WorkerPool(options.Threads);
        var peak = new MachinePeak(workers);
        var products = graph.Nodes.Where(node => node.Op is Op.MatMul).Select(node => MatrixProduct.Of(graph, node, options.Batch))
            .GroupBy(product => product).Select(same => (Product: same.Key, Count: same.Count())).ToArray();
        var lines = new List<string>();
        var (seconds, flop) = (0.0, 0.0);
        foreach (var (product, count) in products.OrderByDescending(pair => pair.Product.Flop))
        {
            peak.Measure();
            var time = Seconds(product, workers);
            (seconds, flop) = (seconds + (count * time), flop + (count * product.Flop));
            Write($"{count} x {product,-44} {time * 1e6,8:F1} µs {product.Flop / time / 1e9,7:F1} GFLOP/s");
            lines.Add(FormattableString.Invariant(
                $"{count} {(product.TransposeLeft ? 1 : 0)} {(product.TransposeRight ? 1 : 0)} {product.Rows} {product.Columns} {product.Inner} {time:E6}"));
        }

        Write($"all: {seconds * 1e3:F2} ms, {flop / seconds / 1e9:F1} GFLOP/s; {options.Threads} thread(s) can do {peak.FlopPerSecond(0.1) / 1e9:F1}");
        if (options.Path is { } path)
            File.WriteAllLines(path, lines);
        return 0;
    }

    /// <summary>The 10 % quantile of the seconds that a product takes.</summary>
    public static double Seconds(MatrixProduct product, WorkerPool workers)
    {
        var work = new Work(product, workers.Threads);
        var times = new List<double>();
        for (var started = Stopwatch.GetTimestamp(); times.Count < 20 || Stopwatch.GetElapsedTime(started).TotalSeconds < SecondsEach;)
        {
            var before = Stopwatch.GetTimestamp();
            workers.Run(work);
            times.Add(Stopwatch.GetElapsedTime(before).TotalSeconds);
        }

        return StepCommand.Quantile(times, 0.1);
    }

    private static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private sealed class Work(MatrixProduct product, int threads) : IParallelWork
    {
        private readonly float[] left = Numbers(product.Rows * product.Inner);
        private readonly float[] right = Numbers(product.Inner * product.Columns);
        private readonly float[] output = new float[product.Rows * product.Columns];
        private readonly float[] workspace = new float[Gemm.WorkspaceLength(product.Rows, product.Inner, threads)];

        public void Run(int part, int parts) => Gemm.Multiply(
            product.TransposeLeft, product.TransposeRight, product.Rows, product.Columns, product.Inner, left, right, output, workspace,
                part, parts);

        private static float[] Numbers(int count)
        {
            var numbers = new float[count];
            NormalNoise.Fill(RandomKey.FromSeed(0), 0, 1, count, numbers, 0, 1);
            return numbers;
        }
    }
}
