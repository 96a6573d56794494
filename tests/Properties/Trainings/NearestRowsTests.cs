using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public sealed class NearestRowsTests
{
    private static Gen<(int Rows, int Each, int Features, int Seed)> Cases { get; } =
        from rows in Gen.Choose(2, 600)
        from each in Gen.Choose(1, Math.Min(5, rows - 1))
        from features in Gen.Choose(1, 5)
        from seed in Generators.Seed
        select (rows, each, features, seed);

    [Law(nameof(Cases), MaxTest = 30)]
    public void The_nearest_other_rows_are_those_that_a_search_of_all_finds((int Rows, int Each, int Features, int Seed) sample)
    {
        // Whole numbers, so that distances are exact and ties happen.
        var (rows, each, features, seed) = sample;
        var key = RandomKey.FromSeed((ulong)seed);
        var values = new float[rows * features];
        for (var i = 0; i < values.Length; i++)
            values[i] = key.Integer((ulong)i, 20);
        var data = Dataset.FromFloats("whole numbers", values, features);
        var nearest = NearestRows.Of(data, rows, each);
        for (var row = 0; row < rows; row++)
        {
            var expected = Enumerable.Range(0, rows).Where(other => other != row).OrderBy(other => Distance(row, other)).Take(each);
            Assert.Equal(expected, nearest.Skip(row * each).Take(each));
        }

        float Distance(int a, int b) =>
            Enumerable.Range(0, features).Sum(i =>
            (values[(a * features) + i] - values[(b * features) + i]) * (values[(a * features) + i] - values[(b * features) + i]));
    }
}
