using GmmVae.Domain.Graphs;
using GmmVae.Domain.Losses;
using GmmVae.Domain.Models;
using GmmVae.Domain.Numerics;
using GmmVae.Domain.Steps;
using GmmVae.Engine.Data;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Managed.Kernels;
using GmmVae.Engine.Training;

namespace GmmVae.Engine.Inference;

/// <summary>
/// The importance-weighted bound on ln p of each preprocessed row in nats, with the cluster summed out: in expectation at
/// least the ELBO, at most ln p, and rising with the number of samples.
/// </summary>
/// <remarks>The noise of a row's n-th sample depends on the seed, the row's values and n alone.</remarks>
internal sealed class ImportanceRun : RowInference
{
    /// <summary>Samples that are computed at once: they share the encoder's work.</summary>
    private const int MostAtOnce = 8;

    private readonly int samples;
    private readonly int atOnce;
    private readonly (string Name, RandomKey Key, int Width)[] noises;
    private readonly ulong[] numbers;
    private readonly LogMean[] means;
    private readonly float[] bounds;

    /// <summary>Compiles the graph of the weights.</summary>
    /// <param name="model">A model with a distribution over codes: no autoencoder.</param>
    /// <param name="preprocessing">What raw rows go through first.</param>
    /// <param name="seed">What all noise is drawn from.</param>
    /// <param name="samples">Samples for each row, at least 1.</param>
    /// <param name="batch">Rows that are computed together; results do not depend on it.</param>
    /// <param name="store">The model's parameters and running statistics.</param>
    /// <param name="workers">Who computes.</param>
    /// <exception cref="ArgumentException">The model is an autoencoder, or there are no samples.</exception>
    public ImportanceRun(
        ModelSpec model, Preprocessing preprocessing, ulong seed, int samples, int batch, ParameterStore store, WorkerPool workers)
        : base(model, preprocessing, store.Compile(Weights(model, samples), batch, workers))
    {
        (this.samples, atOnce) = (samples, Math.Min(samples, MostAtOnce));
        noises =
        [
            .. from name in new[] { GraphNames.CodeNoise, GraphNames.StyleNoise }
               where Plan.HasInput(name)
               select (name, RandomKeys.Importance(seed, name), Plan.Input(name).Length / (batch * atOnce)),
        ];
        (numbers, means, bounds) = (new ulong[batch], new LogMean[batch], new float[batch]);
    }

    /// <inheritdoc/>
    public override int Width => 1;

    private protected override ReadOnlySpan<float> Compute(int rows)
    {
        NoiseRows(numbers.AsSpan(0, rows));
        Array.Clear(means);
        for (var first = 0; first < samples; first += atOnce)
        {
            Draw(first, rows);
            Plan.Compute();
            var weights = Plan.Output(GraphNames.LogWeights);
            for (var row = 0; row < rows; row++)
                for (var sample = 0; sample < Math.Min(atOnce, samples - first); sample++)
                    means[row] = means[row].Add(weights[(row * atOnce) + sample]);
        }

        for (var row = 0; row < rows; row++)
            bounds[row] = (float)means[row].Value;
        return bounds.AsSpan(0, rows);
    }

    private void Draw(int first, int rows)
    {
        foreach (var (name, key, width) in noises)
            for (var sample = 0; sample < atOnce; sample++)
            {
                var own = key.Fold((ulong)(first + sample));
                for (var row = 0; row < rows; row++)
                    NormalNoise.Fill(own, numbers[row], 1, width, Plan.Input(name)[(((row * atOnce) + sample) * width)..], part: 0,
                        parts: 1);
            }
    }

    private static Graph Weights(ModelSpec model, int samples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        return ImportanceGraph.Build(model, Math.Min(samples, MostAtOnce)).Match(
            built => built.Graph, () => throw new ArgumentException("An autoencoder has no distribution over codes.", nameof(model)));
    }
}
