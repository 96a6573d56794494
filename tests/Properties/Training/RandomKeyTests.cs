using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public sealed class RandomKeyTests
{
    private static readonly Arbitrary<RandomKey> Keys = (
        from low in Gen.Choose(int.MinValue, int.MaxValue)
        from high in Gen.Choose(int.MinValue, int.MaxValue)
        select new RandomKey((uint)low, (uint)high)).ToArbitrary();

    [Fact]
    public void Blocks_are_the_published_vectors_of_Philox_4x32_10()
    {
        Assert.Equal((0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u), new RandomKey(0, 0).Block(0, 0, 0, 0));
        Assert.Equal(
            (0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu),
            new RandomKey(uint.MaxValue, uint.MaxValue)
                .Block(uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue));
        Assert.Equal(
            (0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u),
            new RandomKey(0xa4093822, 0x299f31d0).Block(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344));
    }

    [Law(nameof(Keys), nameof(Keys), MaxTest = 200)]
    public bool Distinct_seeds_give_distinct_keys_and_equal_seeds_equal_ones(RandomKey a, RandomKey b)
    {
        var (x, y) = (Seed(a), Seed(b));
        return (RandomKey.FromSeed(x) == RandomKey.FromSeed(y)) == (x == y)
            && RandomKey.FromSeed(x) == a;
    }

    [Law(nameof(Keys), MaxTest = 200)]
    public bool Distinct_folds_give_distinct_keys(RandomKey key)
    {
        var children = Enumerable.Range(0, 500).Select(i => key.Fold((ulong)i))
            .Concat(new[] { "", "a", "b", "ab", "ba", "noise", "noise " }.Select(key.Fold))
            .Append(key)
            .Append(key.Fold(1UL << 32))
            .Append(key.Fold(1).Fold(2))
            .Append(key.Fold(2).Fold(1))
            .ToList();
        return children.Distinct().Count() == children.Count;
    }

    [Law(nameof(Keys), MaxTest = 200)]
    public bool A_purpose_is_folded_by_its_FNV_1a_hash(RandomKey key) =>
        key.Fold("") == key.Fold(0xcbf29ce484222325UL)
        && key.Fold("a") == key.Fold(0xaf63dc4c8601ec8cUL)
        && key.Fold("foobar") == key.Fold(0x85944171f73967e8UL);

    [Law(nameof(Keys), MaxTest = 200)]
    public bool Draws_of_one_key_are_those_of_an_equal_key_and_differ_between_kinds(RandomKey key)
    {
        var equal = new RandomKey(key.Low, key.High);
        return Enumerable.Range(0, 20).All(i =>
            key.Uniform((ulong)i) == equal.Uniform((ulong)i)
            && key.Normal((ulong)i) == equal.Normal((ulong)i)
            && key.Integer((ulong)i, int.MaxValue) == equal.Integer((ulong)i, int.MaxValue)
            && key.Integer((ulong)i, int.MaxValue) != (int)(key.Uniform((ulong)i) * int.MaxValue));
    }

    [Fact]
    public void Uniform_numbers_pass_a_Kolmogorov_Smirnov_test_and_have_the_right_moments()
    {
        // The keys are fixed, so the outcome is too; 1.95 is the statistic's 0.1 % quantile.
        foreach (var seed in Enumerable.Range(0, 10))
        {
            var key = RandomKey.FromSeed((ulong)seed);
            var sample = Enumerable.Range(0, 20_000).Select(i => key.Uniform((ulong)i)).ToArray();
            Assert.All(sample, u => Assert.InRange(u, 0, 1 - 1.0 / (1L << 53)));
            Assert.InRange(sample.Average(), 0.5 - 4 * 0.2887 / 141.4, 0.5 + 4 * 0.2887 / 141.4);
            Assert.InRange(sample.Average(u => (u - 0.5) * (u - 0.5)), 0.0812, 0.0855);
            Assert.InRange(KolmogorovSmirnov(sample, u => u), 0, 1.95);
        }
    }

    [Fact]
    public void Normal_numbers_pass_a_Kolmogorov_Smirnov_test_and_have_the_right_moments()
    {
        foreach (var seed in Enumerable.Range(0, 10))
        {
            var key = RandomKey.FromSeed((ulong)seed).Fold("normal");
            var sample = Enumerable.Range(0, 20_000).Select(i => key.Normal((ulong)i)).ToArray();
            Assert.InRange(sample.Average(), -0.0283, 0.0283);
            Assert.InRange(sample.Average(z => z * z), 0.96, 1.04);
            Assert.InRange(sample.Average(z => z * z * z), -0.11, 0.11);
            Assert.InRange(sample.Average(z => z * z * z * z), 2.72, 3.28);
            Assert.InRange(KolmogorovSmirnov(sample, NormalDistribution), 0, 1.95);
        }
    }

    [Fact]
    public void Neighbouring_draws_are_uncorrelated()
    {
        var key = RandomKey.FromSeed(7);
        var lagged = Enumerable.Range(0, 20_000).Average(i => key.Normal((ulong)i) * key.Normal((ulong)i + 1));
        var siblings = Enumerable.Range(0, 20_000)
            .Average(i => key.Fold((ulong)i).Normal(0) * key.Fold((ulong)i + 1).Normal(0));
        Assert.InRange(lagged, -0.0283, 0.0283);
        Assert.InRange(siblings, -0.0283, 0.0283);
    }

    private static Gen<int> Bounds { get; } = Gen.Choose(1, 20);

    [Law(nameof(Keys), nameof(Bounds), MaxTest = 200)]
    public bool Integers_lie_below_their_bound_and_every_value_is_as_frequent(RandomKey key, int bound)
    {
        var counts = new int[bound];
        for (var i = 0; i < 4000; i++) counts[key.Integer((ulong)i, bound)]++;
        var mean = 4000.0 / bound;
        return counts.All(c => Math.Abs(c - mean) <= 6 * Math.Sqrt(mean));
    }

    [Fact]
    public void A_bound_that_is_not_positive_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => default(RandomKey).Integer(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => default(RandomKey).Permutation(-1));
        Assert.Empty(default(RandomKey).Permutation(0));
    }

    private static Gen<int> Counts { get; } = Gen.Choose(0, 300);

    [Law(nameof(Keys), nameof(Counts), MaxTest = 200)]
    public bool A_permutation_holds_every_index_once_and_depends_on_the_key(RandomKey key, int count)
    {
        var order = key.Permutation(count);
        return order.Order().SequenceEqual(Enumerable.Range(0, count))
            && order.SequenceEqual(key.Permutation(count))
            && (count < 20 || !order.SequenceEqual(key.Fold(0).Permutation(count)));
    }

    [Fact]
    public void All_orders_of_three_are_as_frequent()
    {
        var key = RandomKey.FromSeed(3);
        var counts = Enumerable.Range(0, 6000).Select(i => string.Join(",", key.Fold((ulong)i).Permutation(3)))
            .CountBy(order => order).ToList();
        Assert.Equal(6, counts.Count);
        Assert.All(counts, c => Assert.InRange(c.Value, 850, 1150));
    }

    private static ulong Seed(RandomKey key) => ((ulong)key.High << 32) | key.Low;

    private static double KolmogorovSmirnov(double[] sample, Func<double, double> distribution)
    {
        var sorted = sample.Order().Select(distribution).ToArray();
        var n = sorted.Length;
        var largest = 0.0;
        for (var i = 0; i < n; i++)
            largest = Math.Max(largest, Math.Max(sorted[i] - (double)i / n, (double)(i + 1) / n - sorted[i]));
        return largest * Math.Sqrt(n);
    }

    /// <summary>Abramowitz and Stegun 26.2.17, error below 7.5e-8.</summary>
    private static double NormalDistribution(double z)
    {
        var t = 1 / (1 + 0.2316419 * Math.Abs(z));
        var tail = Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI) * t * (0.319381530 + t * (-0.356563782
            + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        return z < 0 ? tail : 1 - tail;
    }
}
