using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>Fills the noise inputs of a plan with standard normal numbers, shared among the workers; allocates nothing.</summary>
internal sealed class NoiseSource
{
    private readonly Plan plan;
    private readonly WorkerPool workers;
    private readonly Filling[] fillings;

    /// <param name="graph">The graph that the plan runs.</param>
    /// <param name="plan">Whose inputs to fill.</param>
    /// <param name="workers">Who fills them.</param>
    /// <param name="key">The key of a noise input, by name.</param>
    internal NoiseSource(Graph graph, Plan plan, WorkerPool workers, Func<string, RandomKey> key)
    {
        (this.plan, this.workers) = (plan, workers);
        fillings = [.. graph.Inputs
            .Where(input => input.Role == InputRole.Noise)
            .Select(input => new Filling(plan, input.Name, key(input.Name), input.Shape.Bind(plan.Batch)))];
    }

    /// <summary>Fills each noise input for rows that follow <paramref name="firstRow"/>, an observation of the batch or the data set.</summary>
    internal void Fill(long step, long firstRow)
    {
        foreach (var filling in fillings)
        {
            filling.Step = step;
            filling.FirstRow = (ulong)(firstRow * (filling.Rows / plan.Batch));
            workers.Run(filling);
        }
    }

    private sealed class Filling(Plan plan, string name, RandomKey key, int[] dimensions) : IParallelWork
    {
        internal int Rows => dimensions[0];

        internal long Step { get; set; }

        internal ulong FirstRow { get; set; }

        public void Run(int part, int parts) =>
            NormalNoise.Fill(key.Fold((ulong)Step), FirstRow, dimensions[0], dimensions[1], plan.Input(name), part, parts);
    }
}
