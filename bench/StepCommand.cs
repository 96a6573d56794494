using System.Globalization;
using GmmVae.Domain;
using GmmVae.Engine;
using LanguageExt;

namespace GmmVae.Bench;

/// <summary>Times whole training steps of the trainer: batch, noise, forward, backward, the check for finite numbers, Adam.</summary>
internal static class StepCommand
{
    public static int Run(BenchOptions options)
    {
        var data = BenchData.Load();
        var (model, training) = options.Specify(data.Rows);
        using var workers = new WorkerPool(options.Threads);
        using var trainer = new Trainer(model, training, data, workers);
        var clock = new StepClock(options.WarmUp);
        if (Failed(trainer.Run(clock, CancellationToken.None)))
            return 1;

        var best = clock.Wall.Min();
        var flop = MatrixProductFlop(TrainStepGraph.Build(model, training.Adam, training.Phases[0]).Graph, trainer.Batch);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"""
             gmmvae {model.Kind} batch {trainer.Batch} threads {options.Threads}: median {Quantile(clock.Wall, 0.5):F2} ms, 10 % {Quantile(clock.Wall, 0.1):F2} ms, best {best:F2} ms, processor median {Quantile(clock.Processor, 0.5):F2} ms, 10 % {Quantile(clock.Processor, 0.1):F2} ms, resident {Environment.WorkingSet / 1e6:F0} MB
             matrix products: {flop / 1e9:F2} GFLOP a step, {flop / 1e6 / best:F1} GFLOP/s over the whole of the best step
             """));
        if (options.Path is { } path)
            File.AppendAllLines(path, clock.Wall.Zip(clock.Processor, (wall, processor) =>
                string.Create(CultureInfo.InvariantCulture, $"{wall:F4} {processor:F4}")));
        return 0;
    }

    /// <summary>Tells of a failure, if there is one.</summary>
    public static bool Failed(Option<TrainingFailure> failure)
    {
        failure.IfSome(found => Console.Error.WriteLine(found.Message));
        return failure.IsSome;
    }

    /// <summary>The value that such a part of the values is not above, between the nearest two.</summary>
    public static double Quantile(IEnumerable<double> values, double part)
    {
        double[] sorted = [.. values.Order()];
        var at = part * (sorted.Length - 1);
        var below = (int)at;
        return double.Lerp(sorted[below], sorted[Math.Min(below + 1, sorted.Length - 1)], at - below);
    }

    /// <summary>Multiplications and additions of a step's matrix products.</summary>
    public static double MatrixProductFlop(Graph graph, int batch) => graph.Nodes
        .Where(node => node.Op is Op.MatMul)
        .Sum(node => MatrixProduct.Of(graph, node, batch).Flop);
}
