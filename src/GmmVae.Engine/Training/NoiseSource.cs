using GmmVae.Domain.Graphs;
using GmmVae.Domain.Numerics;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Managed.Kernels;

namespace GmmVae.Engine.Training;

/// <summary>Fills the noise inputs of a plan with standard normal numbers, shared among the workers; allocates nothing.</summary>
internal sealed class NoiseSource
{
    private readonly IPlan plan;
    private readonly WorkerPool workers;
    private readonly Filling[] fillings;

    /// <param name="graph">The graph that the plan runs.</param>
    /// <param name="plan">Whose inputs to fill.</param>
    /// <param name="workers">Who fills them.</param>
    /// <param name="key">The key of a noise input, by name.</param>
    internal NoiseSource(Graph graph, IPlan plan, WorkerPool workers, Func<string, RandomKey> key)
    {
        (this.plan, this.workers) = (plan, workers);
        fillings = [.. graph.Inputs
            .Where(input => input.Role == InputRole.Noise)
            .Select(input => new Filling(plan, input.Name, key(input.Name), input.Shape.Bind(plan.Batch)))];
    }

    /// <summary>Fills each noise input for rows that follow <paramref name="firstRow"/>, an observation of the batch or the data
    /// set.</summary>
    internal void Fill(long step, long firstRow)
    {
        foreach (var filling in fillings)
        {
            filling.Step = step;
            filling.FirstRow = (ulong)(firstRow * (filling.Rows / plan.Batch));
            workers.Run(filling);
        }
    }

    private sealed class Filling(IPlan plan, string name, RandomKey key, int[] dimensions) : IParallelWork
    {
        internal int Rows => dimensions[0];

        internal long Step { get; set; }

        internal ulong FirstRow { get; set; }

        public void Run(int part, int parts) =>
            NormalNoise.Fill(key.Fold((ulong)Step), FirstRow, dimensions[0], dimensions[1], plan.Input(name), part, parts);
    }
}

/// <summary>The keys of a training, one for each purpose, derived from the seed alone. Splits, baselines and the judge derive theirs
/// likewise.</summary>
internal static class RandomKeys
{
    /// <summary>A parameter's start. It depends on the name, so that a new network changes no other's start.</summary>
    public static RandomKey Initialization(ulong seed, int phase, int restart, string parameter) =>
        RandomKey.FromSeed(seed).Fold("initialization").Fold((ulong)phase).Fold((ulong)restart).Fold(parameter);

    /// <summary>A noise input in training; the step is folded in, rows of the batch count from 0.</summary>
    public static RandomKey Training(ulong seed, int phase, int restart, string input) =>
        RandomKey.FromSeed(seed).Fold("noise").Fold((ulong)phase).Fold((ulong)restart).Fold(input);

    /// <summary>A noise input in evaluation; rows of the data set count from 0.</summary>
    public static RandomKey Evaluation(ulong seed, string input) => RandomKey.FromSeed(seed).Fold("evaluation").Fold(input);

    /// <summary>A noise input of the importance-weighted bound; the number of the sample is folded in.</summary>
    public static RandomKey Importance(ulong seed, string input) => RandomKey.FromSeed(seed).Fold("importance").Fold(input);

    /// <summary>A noise input in sampling; samples count from 0.</summary>
    public static RandomKey Sampling(ulong seed, string input) => RandomKey.FromSeed(seed).Fold("sampling").Fold(input);

    /// <summary>An augmentation of the data in training; the step and the row of the data set are folded in.</summary>
    /// <param name="seed">The run's.</param>
    /// <param name="phase">From 0.</param>
    /// <param name="restart">From 0.</param>
    /// <param name="number">Which of a step's augmentations, from 0.</param>
    public static RandomKey Augmentation(ulong seed, int phase, int restart, int number) =>
        RandomKey.FromSeed(seed).Fold("augmentation").Fold((ulong)phase).Fold((ulong)restart).Fold((ulong)number);
}
