using GmmVae.Domain;

namespace GmmVae.Engine;

/// <summary>
/// The order of an epoch, drawn block by block: the rows are cut into blocks of neighbours (the last one may be shorter), the blocks are put in a
/// random order, <see cref="PoolBlocks"/> after <see cref="PoolBlocks"/> of them make a pool, and the rows of a pool are permuted. With a single block
/// it is the order of <see cref="EpochOrder.Fill"/>.
/// </summary>
/// <remarks>Holds the order of the blocks and the rows of one pool, whatever the number of rows. Serves one thread.</remarks>
internal sealed class BlockOrder
{
    /// <summary>The blocks of a pool.</summary>
    public const int PoolBlocks = 16;

    private readonly int rows;
    private readonly int block;
    private readonly RandomKey key;
    private readonly RandomKey blockKey;
    private readonly Action<int, int>? expect;
    private readonly int[] blocks;
    private readonly int[] pool;
    private int epoch = -1;
    private int placeOfLast;
    private int current = -1;

    /// <param name="rows">How many rows there are.</param>
    /// <param name="block">The rows of a block.</param>
    /// <param name="key">Of the order of every epoch.</param>
    /// <param name="expect">Told which rows will be needed, the first and how many, a pool ahead.</param>
    public BlockOrder(int rows, int block, RandomKey key, Action<int, int>? expect = null)
    {
        block = Math.Min(block, rows);
        (this.rows, this.block, this.key, this.expect) = (rows, block, key, expect);
        blockKey = key.Fold("blocks");
        blocks = new int[(rows - 1) / block + 1];
        pool = new int[Math.Min((long)PoolBlocks * block, rows)];
    }

    /// <summary>Writes the rows that stand in an epoch from a place on. Allocates nothing.</summary>
    public void Copy(int ofEpoch, int place, Span<int> target)
    {
        Enter(ofEpoch);
        while (!target.IsEmpty)
        {
            var number = PoolAt(place);
            Load(number);
            var found = pool.AsSpan(place - Start(number), Math.Min(target.Length, Start(number + 1) - place));
            found.CopyTo(target);
            place += found.Length;
            target = target[found.Length..];
        }
    }

    private int Pools => (blocks.Length - 1) / PoolBlocks + 1;

    private int Length(int number) => number == blocks.Length - 1 ? rows - (number * block) : block;

    private void Enter(int next)
    {
        if (next == epoch)
            return;
        for (var i = 0; i < blocks.Length; i++) blocks[i] = i;
        EpochOrder.Shuffle(blockKey.Fold((ulong)next), 0, blocks);
        placeOfLast = Array.IndexOf(blocks, blocks.Length - 1);
        (epoch, current) = (next, -1);
        Expect(0);
    }

    /// <summary>The place of a pool's first row; of the pool after the last one, the number of rows.</summary>
    private int Start(int number)
    {
        var before = Math.Min((long)number * PoolBlocks, blocks.Length);
        return (int)(before * block - (placeOfLast < before ? block - Length(blocks.Length - 1) : 0));
    }

    private int PoolAt(int place)
    {
        // Only the short block makes places come earlier than where they would be.
        var number = (int)(place / ((long)PoolBlocks * block));
        return Start(number + 1) <= place ? number + 1 : number;
    }

    private void Load(int number)
    {
        if (number == current)
            return;
        current = number;
        var filled = 0;
        foreach (var one in BlocksOf(number))
            for (var i = 0; i < Length(one); i++)
                pool[filled++] = one * block + i;
        EpochOrder.Shuffle(key.Fold((ulong)epoch), Start(number), pool.AsSpan(0, filled));
        if (number + 1 < Pools)
            Expect(number + 1);
    }

    private ReadOnlySpan<int> BlocksOf(int number) =>
        blocks.AsSpan(number * PoolBlocks, Math.Min(PoolBlocks, blocks.Length - number * PoolBlocks));

    private void Expect(int number)
    {
        if (expect is null)
            return;
        foreach (var one in BlocksOf(number))
            expect(one * block, Length(one));
    }
}
