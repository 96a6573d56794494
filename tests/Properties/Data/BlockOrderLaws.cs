using FsCheck;
using FsCheck.Fluent;
using GmmVae.Domain;
using GmmVae.Engine;

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

    [Fact]
    public void An_epoch_visits_every_row_once() => Laws.Hold(Cases, c =>
        Assert.Equal(Enumerable.Range(0, c.Rows), Order(c).Order()));

    [Fact]
    public void The_blocks_of_a_pool_come_whole_before_those_of_the_next() => Laws.Hold(Cases, c =>
    {
        var block = Math.Min(c.Block, c.Rows);
        var seen = Order(c).Select(row => row / block).ToArray();
        for (var start = 0; start < seen.Length;)
        {
            var pool = seen[start..].Distinct().Take(Pool).ToHashSet();
            var rows = pool.Sum(one => Math.Min(block, c.Rows - (one * block)));
            Assert.All(seen[start..(start + rows)], one => Assert.Contains(one, pool));
            start += rows;
        }
    });

    [Fact]
    public void A_block_of_all_rows_is_the_full_shuffle() => Laws.Hold(Cases, c =>
    {
        var full = new int[c.Rows];
        EpochOrder.Fill(c.Key, c.Epoch, full);
        Assert.Equal(full, Order(c with { Block = c.Rows + c.Block }));
        Assert.Equal(full, Order(c with { Block = c.Rows }));
    });

    [Fact]
    public void Any_piece_of_any_epoch_is_the_same_whatever_was_asked_for_before() => Laws.Hold(
        from c in Cases
        from asked in Gen.Choose(0, int.MaxValue - 1).Two().Select(pair => (pair.Item1, pair.Item2)).ListOf(12)
        select (c, asked),
        sample =>
        {
            var (c, order) = (sample.c, new BlockOrder(sample.c.Rows, sample.c.Block, sample.c.Key));
            foreach (var (where, length) in sample.asked)
            {
                var (epoch, place) = (where % 3, where % c.Rows);
                var piece = new int[1 + (length % (c.Rows - place))];
                order.Copy(epoch, place, piece);
                Assert.Equal(Order(c with { Epoch = epoch })[place..(place + piece.Length)], piece);
            }
        });

    [Theory]
    [InlineData(4, 1)]
    [InlineData(4, 2)]
    [InlineData(4, 3)]
    public void Rows_of_a_single_pool_are_in_every_order_about_equally_often(int rows, int block)
    {
        const int Epochs = 24 * 400;
        var order = new BlockOrder(rows, block, RandomKey.FromSeed(5));
        var counts = new Dictionary<string, int>();
        var piece = new int[rows];
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            order.Copy(epoch, 0, piece);
            var name = string.Join(',', piece);
            counts[name] = counts.GetValueOrDefault(name) + 1;
        }

        // Of 24 orders each is expected 400 times, with a deviation of 20.
        Assert.Equal(24, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 300, 500));
    }

    [Fact]
    public void Every_block_is_about_equally_often_in_the_first_pool_and_epochs_differ()
    {
        const int Blocks = 64;
        var order = new BlockOrder(Blocks * 2, 2, RandomKey.FromSeed(6));
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

        // A quarter of 1600, with a deviation of 17.
        Assert.All(counts, count => Assert.InRange(count, 400 - 85, 400 + 85));
        Assert.Equal(1600, orders.Count);
    }

    [Fact]
    public void The_rows_of_the_next_pool_are_announced_a_pool_ahead() => Laws.Hold(Cases, c =>
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
    });

    private static int[] Order((int Rows, int Block, int Epoch, RandomKey Key) c)
    {
        var all = new int[c.Rows];
        new BlockOrder(c.Rows, c.Block, c.Key).Copy(c.Epoch, 0, all);
        return all;
    }
}
