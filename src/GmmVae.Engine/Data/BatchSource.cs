using GmmVae.Domain;
using LanguageExt;

namespace GmmVae.Engine;

/// <summary>
/// The training batches of a data set: every epoch visits the rows in an order of its own
/// (<see cref="EpochOrder"/>), in blocks if so told (<see cref="TrainingSpec.ShuffleBlock"/>), and drops the tail that does not fill a batch.
/// </summary>
/// <remarks>
/// Any (epoch, step) can be asked for in any order and always gives the same rows. What was last asked for is kept, so
/// one instance serves one thread.
/// </remarks>
public sealed class BatchSource
{
    private readonly Dataset data;
    private readonly BlockOrder order;
    private readonly int[] rows;

    /// <summary>Batches of a data set.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="batch">How many of them make a batch.</param>
    /// <param name="key">Orders them (see <see cref="EpochOrder.Key"/>).</param>
    /// <param name="block">The rows of a block; none for a full shuffle.</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch or the block is not positive.</exception>
    public BatchSource(Dataset data, int batch, RandomKey key, Option<int> block = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        block.IfSome(size => ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size, nameof(block)));
        (this.data, Batch) = (data, Math.Min(batch, data.Rows));
        order = new BlockOrder(data.Rows, block.IfNone(data.Rows), key, block.IsSome ? data.Expect : null);
        rows = new int[Batch];
    }

    /// <summary>Rows in a batch: what was asked for, or all rows where there are fewer.</summary>
    public int Batch { get; }

    /// <summary>Whole batches in an epoch: at least one.</summary>
    public int StepsPerEpoch => data.Rows / Batch;

    /// <summary>The rows of the data set that make up a batch, in the batch's order: [batch]. Valid until another batch
    /// is asked for.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The epoch is negative, or the epoch has no such step.</exception>
    public ReadOnlySpan<int> Rows(int epoch, int step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(step, StepsPerEpoch);
        order.Copy(epoch, step * Batch, rows);
        return rows;
    }

    /// <summary>Writes a batch, preprocessed, as [batch, features] into the start of <paramref name="output"/>.
    /// Allocates nothing.</summary>
    /// <exception cref="ArgumentException">The output is too short.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The epoch is negative, or the epoch has no such step.</exception>
    public void Fill(int epoch, int step, Span<float> output) => data.CopyRows(Rows(epoch, step), output);
}
