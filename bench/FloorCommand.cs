using System.Globalization;
using GmmVae.Domain;
using GmmVae.Engine;

namespace GmmVae.Bench;

/// <summary>
/// How far a training step is from what this machine could do at best: its matrix products at the speed of fused multiply-adds that
/// wait for nothing, and Adam's 28 bytes a parameter at the speed of a copy, both measured between the steps.
/// </summary>
internal static class FloorCommand
{
    /// <summary>Adam reads gradient, parameter and two moments and writes all but the gradient.</summary>
    private const int BytesPerParameter = 7 * sizeof(float);

    public static int Run(BenchOptions options)
    {
        var data = BenchData.Load();
        var (model, training) = options.Specify(data.Rows);
        using var workers = new WorkerPool(options.Threads);
        using var trainer = new Trainer(model, training, data, workers);
        var peak = new MachinePeak(workers);
        var clock = new StepClock(options.WarmUp, peak.Measure);
        if (StepCommand.Failed(trainer.Run(clock, CancellationToken.None)))
            return 1;

        var step = TrainStepGraph.Build(model, training.Adam, training.Phases[0]);
        var flop = StepCommand.MatrixProductFlop(step.Graph, trainer.Batch);
        var parameters = step.Parameters.Filter(parameter => parameter.Role == InputRole.Parameter).Sum(parameter => (long)parameter.Shape.Size.Factor);
        var (products, update) = (1e3 * flop / peak.FlopPerSecond, 1e3 * BytesPerParameter * parameters / peak.BytesPerSecond);
        var floor = products + update;
        Write($"machine, {options.Threads} thread(s): {peak.FlopPerSecond / 1e9:F1} GFLOP/s fused multiply-adds, {peak.BytesPerSecond / 1e9:F1} GB/s copied (read and written)");
        Write($"floor: {flop / 1e9:F3} GFLOP {products:F2} ms + {BytesPerParameter} bytes x {parameters} parameters {update:F2} ms = {floor:F2} ms");
        foreach (var (name, times) in new[] { ("wall clock", clock.Wall), ("processor", clock.Processor) })
            Write($"step, {name,-10}: median {Of(times, 0.5):F2} ms, ratio {Of(times, 0.5) / floor:F2}; 10 % {Of(times, 0.1):F2} ms, ratio {Of(times, 0.1) / floor:F2}");
        return 0;

        static double Of(IReadOnlyList<double> times, double part) => StepCommand.Quantile(times, part);
    }

    private static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
