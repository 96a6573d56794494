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
    public void Mutual_neighbours_are_nearest_in_both_directions((int Rows, int Each, int Features, int Seed) sample)
    {
        var (data, _) = Data(sample);
        var nearest = NearestRows.Of(data, sample.Rows, sample.Each).Chunk(sample.Each).ToArray();
        var expected =
            from one in Enumerable.Range(0, sample.Rows)
            from other in Enumerable.Range(one + 1, sample.Rows - one - 1)
            where nearest[one].Contains(other) && nearest[other].Contains(one)
            select (one, other);
        var found = NearestRows.Mutual(data, sample.Rows, sample.Each);
        Assert.Equal(expected, found);
        Assert.NotEmpty(found);
    }

    [Law(nameof(Cases), MaxTest = 30)]
    public void The_nearest_other_rows_are_those_that_a_search_of_all_finds((int Rows, int Each, int Features, int Seed) sample)
    {
        var (rows, each, features, _) = sample;
        var (data, values) = Data(sample);
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

    /// <summary>Whole numbers, so that distances are exact and ties happen.</summary>
    private static (Dataset Data, float[] Values) Data((int Rows, int Each, int Features, int Seed) sample)
    {
        var key = RandomKey.FromSeed((ulong)sample.Seed);
        var values = new float[sample.Rows * sample.Features];
        for (var i = 0; i < values.Length; i++)
            values[i] = key.Integer((ulong)i, 20);
        return (Dataset.FromFloats("whole numbers", values, sample.Features), values);
    }
}
