using System.Diagnostics;
using System.Globalization;

namespace GmmVae.Bench;

/// <summary>
/// Where a training step goes: a stopwatch around each instruction of its plan, of which the 10 % quantile over the steps counts,
/// so that neighbours hardly do. Under mpirun of this rank's part; what waits for others tells of their time too.
/// </summary>
internal static class PartsCommand
{
    private const int Shown = 24;

    public static int Run(BenchOptions options)
    {
        var data = BenchData.Load();
        using var mpi = MpiRankGroup.Launched > 1 ? MpiRankGroup.Join(options.IsFast) : null;
        IRankGroup ranks = mpi is null ? SingleRank.Instance : mpi;
        var (model, training) = options.Specify(data.Rows, ranks.Count);
        using var workers = new WorkerPool(options.Threads);
        var graph = TrainStepGraph.Build(model, training.Adam, training.Phases[0]);
        using var store = new ParameterStore(TrainingLayout.Of(model, training).Inputs, ManagedEngine.Instance, ranks);
        ParameterInitializer.Fill(store, graph.Parameters, 0);
        var step = ShardedStep.Of(graph.Graph, training.Shards, ranks.Count);
        using var plan = (ManagedPlan)store.Compile(step, options.Batch / training.Shards, workers, ranks);
        FillInputs(plan, step);
        Instruction[] instructions = [.. plan.Instructions];
        var times = instructions.Select(_ => new List<double>()).ToArray();
        for (var run = 0; run < options.WarmUp + options.Steps; run++)
            for (var i = 0; i < instructions.Length; i++)
            {
                var started = Stopwatch.GetTimestamp();
                instructions[i].RunOn(workers);
                if (run >= options.WarmUp)
                    times[i].Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
            }

        if (ranks.Rank > 0)
            return 0;
        var parts = instructions.Zip(times, (instruction, taken) => (instruction, Time: StepCommand.Quantile(taken, 0.1))).ToArray();
        Write($"{model.Kind} batch {options.Batch} threads {options.Threads}: {parts.Sum(part => part.Time) / 1000:F2} ms, arena {plan.ArenaBytes / 1e6:F1} MB");
        foreach (var kind in parts.GroupBy(part => part.instruction.GetType().Name).OrderByDescending(kind => kind.Sum(part => part.Time)))
            Write($"{kind.Sum(part => part.Time) / 1000,8:F2} ms {kind.Count(),4} {kind.Key}");
        foreach (var (instruction, time) in parts.Where(part => part.instruction.Node >= 0).OrderByDescending(part =>
            part.Time).Take(Shown))
            Write($"{time,8:F0} µs {instruction.GetType().Name} {plan.Describe(instruction.Node).Operation} of {plan.Describe(instruction.Node).Provenance}");
        return 0;
    }

    private static void FillInputs(ManagedPlan plan, Graph graph)
    {
        foreach (var input in graph.Inputs)
            if (input.Role is InputRole.Data or InputRole.Noise)
                NormalNoise.Fill(RandomKey.FromSeed(1), 0, 1, plan.Input(input.Name).Length, plan.Input(input.Name), 0, 1);
            else if (input.Role == InputRole.Scalar)
                plan.Input(input.Name).Fill(1e-3f);
    }

    private static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
