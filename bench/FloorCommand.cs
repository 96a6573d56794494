using System.Globalization;

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
        var parameters = step.Parameters.Filter(parameter => parameter.Role == InputRole.Parameter).Sum(parameter =>
            (long)parameter.Shape.Size.Factor);
        Write($"{options.Threads} thread(s); {flop / 1e9:F3} GFLOP and {BytesPerParameter} bytes x {parameters} parameters a step");
        foreach (var (name, part) in new[] { ("median", 0.5), ("best 10 %", 0.1) })
        {
            var (products, update) = (1e3 * flop / peak.FlopPerSecond(part),
                1e3 * BytesPerParameter * parameters / peak.BytesPerSecond(part));
            var (wall, processor) = (StepCommand.Quantile(clock.Wall, part), StepCommand.Quantile(clock.Processor, part));
            Write($"{name,-9}: machine {peak.FlopPerSecond(part) / 1e9:F1} GFLOP/s fused multiply-adds, {peak.BytesPerSecond(part) / 1e9:F1} GB/s copied (read and written); floor {products:F2} + {update:F2} = {products + update:F2} ms");
            Write($"{name,-9}: step {wall:F2} ms, ratio {wall / (products + update):F3}; processor time {processor:F2} ms, ratio {processor / (products + update):F3}");
        }

        return 0;
    }

    private static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
