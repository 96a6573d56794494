using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

/// <summary>Orders that are drawn block by block.</summary>
public sealed class BlockOrderLaws
{
    private const int Pool = BlockOrder.PoolBlocks;

    private static readonly Gen<(int Rows, int Block, int Epoch, RandomKey Key)> Cases =
        from rows in Gen.OneOf(Gen.Choose(1, 30), Gen.Choose(1, 400))
        from block in Gen.OneOf(Gen.Choose(1, 3), Gen.Choose(1, 450))
        from epoch in Gen.Choose(0, 5)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select (rows, block, epoch, RandomKey.FromSeed((ulong)seed));

    [Law(nameof(Cases))]
    public void An_epoch_visits_every_row_once((int Rows, int Block, int Epoch, RandomKey Key) c) =>
        Assert.Equal(Enumerable.Range(0, c.Rows), Order(c).Order());

    [Law(nameof(Cases))]
    public void Fewer_than_two_pools_of_blocks_are_begun_and_not_finished_at_any_time((int Rows, int Block, int Epoch, RandomKey Key) c)
    {
        var block = Math.Min(c.Block, c.Rows);
        var left = Enumerable.Range(0, (c.Rows + block - 1) / block).Select(number => Math.Min(block, c.Rows - (number * block))).ToArray();
        var open = new HashSet<int>();
        foreach (var number in Order(c).Select(row => row / block))
        {
            open.Add(number);
            Assert.InRange(open.Count, 1, (2 * Pool) - 1);
            if (--left[number] == 0)
                open.Remove(number);
        }

        Assert.Empty(open);
    }

    private static Gen<(int Pools, (int Rows, int Block, int Epoch, RandomKey Key) Case)> WholePools { get; } =
        from pools in Gen.Choose(1, 12)
        from block in Gen.Choose(1, 9)
        from c in Cases
        select (pools, c with { Rows = pools * Pool * block, Block = block });

    [Law(nameof(WholePools))]
    public void Each_pool_has_one_block_of_each_sixteenth_of_the_data(
        (int Pools, (int Rows, int Block, int Epoch, RandomKey Key) Case) sample)
    {
        var (pools, c) = sample;
        foreach (var pool in Order(c).Chunk(Pool * c.Block))
        {
            var blocks = pool.GroupBy(row => row / c.Block).ToArray();
            Assert.All(blocks, one => Assert.Equal(c.Block, one.Count()));
            Assert.Equal(Enumerable.Range(0, Pool), blocks.Select(one => one.Key / pools).Order());
        }
    }

    [Law(nameof(Cases))]
    public void A_single_pool_is_the_full_shuffle((int Rows, int Block, int Epoch, RandomKey Key) c)
    {
        var full = new int[c.Rows];
        EpochOrder.Fill(c.Key, c.Epoch, full);
        Assert.Equal(full, Order(c with { Block = c.Rows + c.Block }));
        Assert.Equal(full, Order(c with { Block = (c.Rows / ((2 * Pool) - 1)) + 1 }));
    }

    private static Gen<List<(int, int)>> Questions { get; } =
        Gen.Choose(0, int.MaxValue - 1).Two().Select(pair => (pair.Item1, pair.Item2)).ListOf(12);

    [Law(nameof(Cases), nameof(Questions))]
    public void Any_piece_of_any_epoch_is_the_same_whatever_was_asked_for_before(
        (int Rows, int Block, int Epoch, RandomKey Key) c, List<(int, int)> asked)
    {
        var order = new BlockOrder(c.Rows, c.Block, c.Key);
        foreach (var (where, length) in asked)
        {
            var (epoch, place) = (where % 3, where % c.Rows);
            var piece = new int[1 + (length % (c.Rows - place))];
            order.Copy(epoch, place, piece);
            Assert.Equal(Order(c with { Epoch = epoch })[place..(place + piece.Length)], piece);
        }
    }

    [Fact]
    public void Every_block_is_about_equally_often_in_the_first_pool_and_epochs_differ()
    {
        const int Blocks = (4 * Pool) + 3;
        var order = new BlockOrder((Blocks * 2) - 1, 2, RandomKey.FromSeed(6));
        var counts = new int[Blocks];
        var piece = new int[Pool * 2];
        var orders = new HashSet<string>();
        for (var epoch = 0; epoch < 1600; epoch++)
        {
            order.Copy(epoch, 0, piece);
            orders.Add(string.Join(',', piece));
            foreach (var block in piece.Select(row => row / 2).Distinct())
                counts[block]++;
        }

        // About a quarter of 1600, with a deviation of 17; few rows of the pool are beyond the piece.
        Assert.All(counts, count => Assert.InRange(count, 400 - 95, 400 + 85));
        Assert.Equal(1600, orders.Count);
    }

    [Fact]
    public void Within_a_pool_a_row_is_at_any_place_about_equally_often()
    {
        const int Rows = 2 * Pool * 2;
        var order = new BlockOrder(Rows, 2, RandomKey.FromSeed(7));
        var counts = new int[Rows];
        var piece = new int[Rows];
        for (var epoch = 0; epoch < 6400; epoch++)
        {
            order.Copy(epoch, 0, piece);
            counts[Array.IndexOf(piece, 5)]++;
        }

        // 100 times each, with a deviation of 10.
        Assert.All(counts, count => Assert.InRange(count, 50, 150));
    }

    [Law(nameof(Cases))]
    public void The_rows_of_the_next_pool_are_announced_a_pool_ahead((int Rows, int Block, int Epoch, RandomKey Key) c)
    {
        var announced = new HashSet<int>();
        var order = new BlockOrder(c.Rows, c.Block, c.Key, (first, count) => announced.UnionWith(Enumerable.Range(first, count)));
        var row = new int[1];
        for (var place = 0; place < c.Rows; place++)
        {
            order.Copy(c.Epoch, place, row);
            Assert.Contains(row[0], announced);
        }

        Assert.Equal(c.Rows, announced.Count);
    }

    private static int[] Order((int Rows, int Block, int Epoch, RandomKey Key) c)
    {
        var all = new int[c.Rows];
        new BlockOrder(c.Rows, c.Block, c.Key).Copy(c.Epoch, 0, all);
        return all;
    }
}
