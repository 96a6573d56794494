using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public sealed class HeldOutRowsTests
{
    private static readonly Arbitrary<(int Rows, ulong Seed)> Cases = Arb.From(
        from rows in Gen.Choose(2, 300)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select (rows, (ulong)seed));

    private static Dataset Numbered(int rows) => Dataset.FromFloats("n", [.. Enumerable.Range(0, rows).Select(i => (float)i)], 1);

    [Law(nameof(Cases), MaxTest = 200)]
    public void The_splits_are_disjoint_hold_every_row_once_and_the_test_split_is_a_fifth((int Rows, ulong Seed) c)
    {
        var splits = HeldOutRows.Split("n", Numbered(c.Rows), c.Seed).Value();
        Assert.Equal(Math.Max(1, c.Rows / 5), splits.Test.Rows);
        Assert.Equal(Enumerable.Range(0, c.Rows).Select(i => (float)i), splits.Train.Raw().Concat(splits.Test.Raw()).Order());
    }

    [Law(nameof(Cases), MaxTest = 200)]
    public void In_order_the_splits_have_the_same_rows_as_the_data_have_them((int Rows, ulong Seed) c)
    {
        var (mixed, ordered) = (HeldOutRows.Split("n", Numbered(c.Rows), c.Seed).Value(),
            HeldOutRows.Split("n", Numbered(c.Rows), c.Seed, inOrder: true).Value());
        Assert.Equal(mixed.Train.Raw().Order(), ordered.Train.Raw());
        Assert.Equal(mixed.Test.Raw().Order(), ordered.Test.Raw());
    }

    [Fact]
    public void The_seed_alone_decides()
    {
        var (first, again, other) = (Test(7), Test(7), Test(8));
        Assert.Equal(first, again);
        Assert.NotEqual(first.Order(), other.Order());

        static float[] Test(ulong seed) => HeldOutRows.Split("n", Numbered(100), seed).Value().Test.Raw();
    }

    [Fact]
    public void A_single_row_cannot_be_split() =>
        Assert.Contains("only one row", HeldOutRows.Split("n", Numbered(1), 0).Error().Message, StringComparison.Ordinal);
}
