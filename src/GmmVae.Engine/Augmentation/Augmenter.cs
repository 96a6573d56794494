using System.Diagnostics;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Numerics;
using GmmVae.Domain.Training;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Managed.Kernels;

namespace GmmVae.Engine.Augmentation;

/// <summary>
/// Augments preprocessed rows as an <see cref="AugmentationSpec"/> says. An augmented row is a function of the key, the step,
/// the row's number and the row: the same bits in whatever batch the row is, at whatever place, with any number of threads.
/// </summary>
/// <remarks>An instance serves one thread, and the workers it lends a part of the rows each.</remarks>
internal sealed class Augmenter
{
    private readonly RowWork work;

    /// <param name="spec">How rows are augmented.</param>
    /// <param name="features">Values of a row.</param>
    /// <param name="shape">How they form a picture, where they do.</param>
    /// <param name="key">One for each augmentation of a run.</param>
    /// <param name="workers">Who does the work.</param>
    /// <exception cref="ArgumentException">Such rows cannot be augmented so
    /// (<see cref="AugmentationSpec.IncompatibilityWith"/>).</exception>
    public Augmenter(AugmentationSpec spec, int features, ImageShape? shape, RandomKey key, WorkerPool workers)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(workers);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(features);
        spec.IncompatibilityWith(features, shape).IfSome(error => throw new ArgumentException(error.ToString(), nameof(spec)));
        work = spec switch
        {
            AugmentationSpec.None => new NoAugmentation(features, workers),
            AugmentationSpec.Image image => new ImageAugmentation(image, shape!.Value, key, workers),
            AugmentationSpec.Signal signal => new SignalAugmentation(signal, features, key, workers),
            AugmentationSpec.Vector vector => new VectorAugmentation(vector, features, key, workers),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>Writes the augmented row i of the batch to the output from element i · <paramref name="outputStride"/> on, and
    /// nothing else. Allocates nothing.</summary>
    /// <param name="batch">[rows, features], preprocessed.</param>
    /// <param name="rowIds">The global number of each row.</param>
    /// <param name="step">From 0; with <paramref name="totalSteps"/> it decides the strength, too.</param>
    /// <param name="totalSteps">The length of the training, at least 1.</param>
    /// <param name="output">Overwritten; no part of the batch.</param>
    /// <param name="outputStride">At least the number of features.</param>
    /// <exception cref="ArgumentException">A span is too short, or the stride is.</exception>
    public void Fill(
        ReadOnlySpan<float> batch, ReadOnlySpan<int> rowIds, long step, long totalSteps, Span<float> output, int outputStride)
    {
        work.Prepare(step, totalSteps);
        work.Run(batch, rowIds, output, outputStride);
    }
}
