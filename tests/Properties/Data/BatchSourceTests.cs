using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public sealed class BatchSourceTests
{
    private static readonly Arbitrary<(int Rows, int Batch, ulong Seed)> Cases = Arb.From(
        from rows in Gen.Choose(1, 40)
        from batch in Gen.Choose(1, 50)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select (rows, batch, (ulong)seed));

    private static Dataset Numbered(int rows) =>
        Dataset.FromFloats("numbered", Enumerable.Range(0, rows).Select(i => (float)i).ToArray(), 1);

    [Law(nameof(Cases), MaxTest = 200)]
    public void An_epoch_visits_each_row_at_most_once_and_drops_less_than_a_batch((int Rows, int Batch, ulong Seed) c)
    {
        var source = new BatchSource(Numbered(c.Rows), c.Batch, EpochOrder.Key(c.Seed, 0, 0));
        Assert.Equal(Math.Min(c.Batch, c.Rows), source.Batch);
        Assert.Equal(c.Rows / source.Batch, source.StepsPerEpoch);
        var seen = new List<float>();
        var output = new float[source.Batch];
        for (var step = 0; step < source.StepsPerEpoch; step++)
        {
            source.Fill(3, step, output);
            seen.AddRange(output);
            Assert.Equal(source.Rows(3, step).ToArray().Select(r => (float)r), output);
        }

        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.InRange(c.Rows - seen.Count, 0, source.Batch - 1);
    }

    [Law(nameof(Cases), MaxTest = 200)]
    public void The_order_is_the_key_s_permutation((int Rows, int Batch, ulong Seed) c)
    {
        var key = EpochOrder.Key(c.Seed, 1, 2);
        var order = new int[c.Rows];
        EpochOrder.Fill(key, c.Batch, order);
        Assert.Equal(key.Fold((ulong)c.Batch).Permutation(c.Rows), order);
    }

    [Law(nameof(Cases), MaxTest = 200)]
    public void A_batch_does_not_depend_on_what_was_asked_for_before((int Rows, int Batch, ulong Seed) c)
    {
        var data = Numbered(c.Rows);
        var key = EpochOrder.Key(c.Seed, 0, 1);
        var (fresh, used) = (new BatchSource(data, c.Batch, key), new BatchSource(data, c.Batch, key));
        used.Rows(5, 0);
        used.Rows(0, 0);
        Assert.Equal(fresh.Rows(2, fresh.StepsPerEpoch - 1).ToArray(), used.Rows(2, used.StepsPerEpoch - 1).ToArray());
    }

    [Fact]
    public void Seed_phase_restart_and_epoch_each_change_the_order()
    {
        static int[] Order(ulong seed, int phase, int restart, int epoch)
        {
            var order = new int[50];
            EpochOrder.Fill(EpochOrder.Key(seed, phase, restart), epoch, order);
            return order;
        }

        var all = new[] { Order(0, 0, 0, 0), Order(1, 0, 0, 0), Order(0, 1, 0, 0), Order(0, 0, 1, 0), Order(0, 0, 0, 1) };
        Assert.Equal(all.Length, all.Select(o => string.Join(',', o)).Distinct().Count());
    }

    [Fact]
    public void Filling_allocates_nothing_even_across_epochs()
    {
        foreach (var block in new[] { LanguageExt.Option<int>.None, 3 })
        {
            var source = new BatchSource(Numbered(100), 10, RandomKey.FromSeed(1), block);
            var output = new float[10];
            source.Fill(0, 0, output);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var epoch = 0; epoch < 10; epoch++)
                for (var step = 0; step < source.StepsPerEpoch; step++)
                    source.Fill(epoch, step, output);
            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        }
    }

    [Fact]
    public void Steps_and_epochs_that_do_not_exist_are_refused()
    {
        var source = new BatchSource(Numbered(10), 3, RandomKey.FromSeed(1));
        Assert.Equal(3, source.StepsPerEpoch);
        Assert.Throws<ArgumentOutOfRangeException>(() => source.Fill(0, 3, new float[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => source.Fill(-1, 0, new float[3]));
        Assert.Throws<ArgumentException>(() => source.Fill(0, 0, new float[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchSource(Numbered(10), 0, RandomKey.FromSeed(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchSource(Numbered(10), 3, RandomKey.FromSeed(1), 0));
    }
}
