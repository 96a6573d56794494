using GmmVae.Domain.Numerics;
using GmmVae.Domain.Training;
using LanguageExt;

namespace GmmVae.Engine.Data;

/// <summary>
/// The training batches of a data set: every epoch visits the rows in an order of its own
/// (<see cref="EpochOrder"/>), in blocks if so told (<see cref="TrainingSpec.ShuffleBlock"/>), and drops the tail that does not fill a
/// batch.
/// </summary>
/// <remarks>
/// Any (epoch, step) can be asked for in any order and always gives the same rows. What was last asked for is kept, so
/// one instance serves one thread.
/// </remarks>
internal sealed class BatchSource
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

/// <summary>The order in which an epoch visits the rows: a pure function of (seed, phase, restart, epoch).</summary>
internal static class EpochOrder
{
    /// <summary>The key of the orders of one restart of one training phase.</summary>
    public static RandomKey Key(ulong seed, int phase, int restart) =>
        RandomKey.FromSeed(seed).Fold("shuffle").Fold((ulong)phase).Fold((ulong)restart);

    /// <summary>Writes the order of <paramref name="epoch"/>, a permutation of 0 … length − 1: the same as
    /// <see cref="RandomKey.Permutation"/> under the epoch's key, without allocating.</summary>
    public static void Fill(RandomKey key, int epoch, Span<int> order)
    {
        for (var i = 0; i < order.Length; i++) order[i] = i;
        Shuffle(key.Fold((ulong)epoch), 0, order);
    }

    /// <summary>Permutes rows that stand from a place of the epoch on; no two places share a draw.</summary>
    internal static void Shuffle(RandomKey epochKey, int place, Span<int> rows)
    {
        for (var i = rows.Length - 1; i > 0; i--)
        {
            var j = epochKey.Integer((ulong)place + (ulong)i, i + 1);
            (rows[i], rows[j]) = (rows[j], rows[i]);
        }
    }
}

/// <summary>
/// The order of an epoch, drawn block by block. The rows are cut into blocks of neighbours (the last one may be shorter), which are dealt
/// to pools of <see cref="PoolBlocks"/> or a few more: of as many successive blocks as there are pools each pool gets one, at random, so
/// that every pool has rows from all over the data. The rows of a pool are permuted, and pools come one after another. With fewer than two
/// pools' blocks it is the order
/// of <see cref="EpochOrder.Fill"/>.
/// </summary>
/// <remarks>Holds the numbers of the blocks and the rows of one pool, whatever the number of rows. Serves one thread.</remarks>
internal sealed class BlockOrder
{
    /// <summary>A pool has so many blocks at least, and fewer than twice as many.</summary>
    public const int PoolBlocks = 16;

    private const int None = -1;

    private readonly int rows;
    private readonly int block;
    private readonly int count;
    private readonly RandomKey key;
    private readonly RandomKey dealKey;
    private readonly Action<int, int>? expect;

    /// <summary>The blocks by turn and pool, [turns, pools]; in the last turn some pools get none.</summary>
    private readonly int[] dealt;

    /// <summary>The place of each pool's first row, and at the end the number of all.</summary>
    private readonly int[] starts;

    private readonly int[] pool;
    private int epoch = None;
    private int current = None;

    /// <param name="rows">How many rows there are.</param>
    /// <param name="block">The rows of a block.</param>
    /// <param name="key">Of the order of every epoch.</param>
    /// <param name="expect">Told which rows will be needed, the first and how many, a pool ahead.</param>
    public BlockOrder(int rows, int block, RandomKey key, Action<int, int>? expect = null)
    {
        block = Math.Min(block, rows);
        (this.rows, this.block, this.key, this.expect) = (rows, block, key, expect);
        dealKey = key.Fold("blocks");
        count = (rows - 1) / block + 1;
        var pools = Math.Max(1, count / PoolBlocks);
        var turns = (count - 1) / pools + 1;
        dealt = new int[turns * pools];
        starts = new int[pools + 1];
        pool = new int[Math.Min((long)turns * block, rows)];
    }

    /// <summary>Writes the rows that stand in an epoch from a place on. Allocates nothing.</summary>
    public void Copy(int ofEpoch, int place, Span<int> target)
    {
        Deal(ofEpoch);
        while (!target.IsEmpty)
        {
            var number = PoolAt(place);
            Load(number);
            var found = pool.AsSpan(place - starts[number], Math.Min(target.Length, starts[number + 1] - place));
            found.CopyTo(target);
            place += found.Length;
            target = target[found.Length..];
        }
    }

    private int Pools => starts.Length - 1;

    private int PoolAt(int place)
    {
        var found = Array.BinarySearch(starts, place);
        return found >= 0 ? found : ~found - 1;
    }

    private void Deal(int next)
    {
        if (next == epoch)
            return;
        (epoch, current) = (next, None);
        for (var i = 0; i < dealt.Length; i++) dealt[i] = i < count ? i : None;
        for (var first = 0; first < dealt.Length; first += Pools)
            EpochOrder.Shuffle(dealKey.Fold((ulong)next), first, dealt.AsSpan(first, Pools));
        for (var number = 0; number < Pools; number++)
        {
            starts[number + 1] = starts[number];
            for (var i = number; i < dealt.Length; i += Pools) starts[number + 1] += Length(dealt[i]);
        }

        Expect(0);
    }

    private int Length(int number) => number == None ? 0 : Math.Min(block, rows - (number * block));

    private void Load(int number)
    {
        if (number == current)
            return;
        current = number;
        var filled = 0;
        for (var i = number; i < dealt.Length; i += Pools)
            for (var row = 0; row < Length(dealt[i]); row++)
                pool[filled++] = dealt[i] * block + row;
        EpochOrder.Shuffle(key.Fold((ulong)epoch), starts[number], pool.AsSpan(0, filled));
        if (number + 1 < Pools)
            Expect(number + 1);
    }

    private void Expect(int number)
    {
        if (expect is null)
            return;
        for (var i = number; i < dealt.Length; i += Pools)
            if (dealt[i] != None)
                expect(dealt[i] * block, Length(dealt[i]));
    }
}
