using System.Globalization;
using LanguageExt;

namespace GmmVae.Bench;

/// <summary>Times whole training steps of the trainer: batch, noise, forward, backward, the check for finite numbers, Adam.</summary>
internal static class StepCommand
{
    public static int Run(BenchOptions options)
    {
        var data = BenchData.Load();
        using var mpi = MpiRankGroup.Launched > 1 ? MpiRankGroup.Join(options.IsFast) : null;
        var clock = Time(options, data, mpi is null ? SingleRank.Instance : mpi);
        if (mpi is { Rank: > 0 })
            return 0;
        var (model, training) = options.Specify(data.Rows);
        var best = clock.Wall.Min();
        var flop = MatrixProductFlop(TrainStepGraph.Build(model, training.Adam, training.Phases[0]).Graph, training.Batch);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"""
             gmmvae {model.Kind} batch {training.Batch} threads {options.Threads}{(mpi is null ? "" : $" ranks {mpi.Count}")}: median {Quantile(clock.Wall, 0.5):F2} ms, 10 % {Quantile(clock.Wall, 0.1):F2} ms, best {best:F2} ms, processor median {Quantile(clock.Processor, 0.5):F2} ms, 10 % {Quantile(clock.Processor, 0.1):F2} ms, resident {Environment.WorkingSet / 1e6:F0} MB
             matrix products: {flop / 1e9:F2} GFLOP a step, {flop / 1e6 / best:F1} GFLOP/s over the whole of the best step
             """));
        if (options.Path is { } path)
            File.AppendAllLines(path, clock.Wall.Zip(clock.Processor, (wall, processor) =>
                string.Create(CultureInfo.InvariantCulture, $"{wall:F4} {processor:F4}")));
        return 0;
    }

    /// <summary>Times the steps of a training of one rank or several.</summary>
    public static StepClock Time(BenchOptions options, Dataset data, IRankGroup ranks)
    {
        var (model, training) = options.Specify(data.Rows, ranks.Count);
        using var workers = new WorkerPool(options.Threads);
        using var trainer = new Trainer(model, training, data, workers, ranks);
        var clock = new StepClock(options.WarmUp);
        return Failed(trainer.Run(clock, CancellationToken.None)) ? throw new InvalidOperationException("The training failed.") : clock;
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
