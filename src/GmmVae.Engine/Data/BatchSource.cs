using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>
/// The training batches of a data set: every epoch visits the rows in an order of its own
/// (<see cref="EpochOrder"/>) and drops the tail that does not fill a batch.
/// </summary>
/// <remarks>
/// Any (epoch, step) can be asked for in any order and always gives the same rows. The last epoch's order is kept, so
/// one instance serves one thread.
/// </remarks>
public sealed class BatchSource
{
    private readonly Dataset data;
    private readonly RandomKey key;
    private readonly int[] order;
    private int shuffledEpoch = -1;

    /// <summary>Batches of <paramref name="data"/>, ordered by <paramref name="key"/>
    /// (see <see cref="EpochOrder.Key"/>).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The batch is not positive.</exception>
    public BatchSource(Dataset data, int batch, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        (this.data, this.key, Batch) = (data, key, Math.Min(batch, data.Rows));
        order = new int[data.Rows];
    }

    /// <summary>Rows in a batch: what was asked for, or all rows where there are fewer.</summary>
    public int Batch { get; }

    /// <summary>Whole batches in an epoch: at least one.</summary>
    public int StepsPerEpoch => data.Rows / Batch;

    /// <summary>The rows of the data set that make up a batch, in the batch's order: [batch]. Valid until another epoch
    /// is asked for.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The epoch is negative, or the epoch has no such step.</exception>
    public ReadOnlySpan<int> Rows(int epoch, int step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(step, StepsPerEpoch);
        if (epoch != shuffledEpoch)
        {
            EpochOrder.Fill(key, epoch, order);
            shuffledEpoch = epoch;
        }

        return order.AsSpan(step * Batch, Batch);
    }

    /// <summary>Writes a batch, preprocessed, as [batch, features] into the start of <paramref name="output"/>.
    /// Allocates nothing.</summary>
    /// <exception cref="ArgumentException">The output is too short.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The epoch is negative, or the epoch has no such step.</exception>
    public void Fill(int epoch, int step, Span<float> output) => data.CopyRows(Rows(epoch, step), output);
}
