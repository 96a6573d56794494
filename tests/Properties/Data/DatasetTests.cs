using FsCheck;
using FsCheck.Fluent;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Tests.Properties;

public sealed class DatasetTests
{
    /// <summary>Rows, features and a generator seed.</summary>
    private static readonly Arbitrary<(int Rows, int Features, int Seed)> Sizes = Arb.From(
        from rows in Gen.Choose(1, 12)
        from features in Gen.Choose(1, 70)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select (rows, features, seed));

    private static Dataset Bytes(int rows, int features, int seed)
    {
        var values = new byte[rows * features];
        new System.Random(seed).NextBytes(values);
        return Dataset.FromBytes("bytes", values, features);
    }

    private static Dataset Floats(int rows, int features, int seed)
    {
        var random = new System.Random(seed);
        var values = new float[rows * features];
        for (var i = 0; i < values.Length; i++) values[i] = (random.NextSingle() - 0.5f) * 1000;
        return Dataset.FromFloats("floats", values, features);
    }

    private static float[] All(Dataset data)
    {
        var output = new float[data.Rows * data.Features];
        data.CopyRange(0, data.Rows, output);
        return output;
    }

    [Fact]
    public void Rows_are_spread_evenly_and_in_order()
    {
        var data = Dataset.FromFloats("n", [.. Enumerable.Range(0, 10).Select(i => (float)i)], 1);
        Assert.Equal([0, 3, 6], data.Spread(3).Raw());
        Assert.Same(data, data.Spread(10));
        var splits = DataSplits.Fit(data, data);
        Assert.Equal([0, 2, 5, 7], splits.WithTestRows(4).Test.Raw());
        Assert.Same(splits, splits.WithTestRows(10));
    }

    [Fact]
    public void Bytes_are_scaled_to_exactly_value_over_255()
    {
        var values = Enumerable.Range(0, 256).Select(i => (byte)i).ToArray();
        for (var features = 1; features <= 256; features *= 2)
        {
            var copied = All(Dataset.FromBytes("ramp", values, features));
            Assert.Equal(Enumerable.Range(0, 256).Select(i => (float)(i / 255.0)), copied);
        }
    }

    [Law(nameof(Sizes), MaxTest = 200)]
    public void Chosen_rows_equal_the_same_rows_of_the_whole((int Rows, int Features, int Seed) size)
    {
        foreach (var data in new[]
        {
            Bytes(size.Rows, size.Features, size.Seed),
            DataSplits.Fit(Floats(size.Rows, size.Features, size.Seed), Floats(2, size.Features, 1)).Train,
        })
        {
            var random = new System.Random(size.Seed);
            var rows = Enumerable.Range(0, 7).Select(_ => random.Next(data.Rows)).ToArray();
            var output = new float[rows.Length * data.Features];
            data.CopyRows(rows, output);
            var all = All(data);
            Assert.Equal(rows.SelectMany(r => all.Skip(r * data.Features).Take(data.Features)), output);
            Assert.Equal(output, All(data.Subset("some", rows)));
        }
    }

    [Fact]
    public void Copying_writes_no_value_beyond_the_rows()
    {
        var data = Bytes(3, 5, 0);
        var output = Enumerable.Repeat(-1f, 20).ToArray();
        data.CopyRows([0, 2], output);
        Assert.All(output[..10], v => Assert.InRange(v, 0, 1));
        Assert.All(output[10..], v => Assert.Equal(-1, v));
    }

    [Law(nameof(Sizes), MaxTest = 200)]
    public void Standardised_training_features_have_mean_zero_and_deviation_one((int Rows, int Features, int Seed) size)
    {
        var train = Floats(size.Rows + 1, size.Features, size.Seed);
        var fitted = DataSplits.Fit(train, train).Train;
        var (values, scaling) = (All(fitted), (Preprocessing.Standardisation)fitted.Preprocessing);
        for (var f = 0; f < size.Features; f++)
        {
            var column = Enumerable.Range(0, train.Rows).Select(r => (double)values[r * size.Features + f]).ToArray();
            var mean = column.Average();
            // The offset is rounded to single precision, which matters where it is large beside the deviation.
            var rounding = 1e-5 + (Math.ScaleB(1, -23) * Math.Abs(scaling.Offset[f]) / scaling.Scale[f]);
            Assert.InRange(mean, -rounding, rounding);
            Assert.InRange(Math.Sqrt(column.Average(v => (v - mean) * (v - mean))), 0.999, 1.001);
        }
    }

    [Fact]
    public void The_test_split_goes_through_the_training_split_s_standardisation()
    {
        var train = Dataset.FromFloats("train", [0, 10, 4, 10], 2);
        var splits = DataSplits.Fit(train, Dataset.FromFloats("test", [6, 13], 2));
        Assert.Equal(new Preprocessing.Standardisation(Array(2f, 10f), Array(2f, 1f)), splits.Preprocessing);
        Assert.Equal([2f, 3f], All(splits.Test));
        Assert.Equal(splits.Preprocessing, splits.Test.Preprocessing);
    }

    private static Gen<int> RowCounts { get; } = Gen.Choose(1, 300);

    [Law(nameof(RowCounts), MaxTest = 200)]
    public void Constant_features_become_exactly_zero(int rows)
    {
        var value = (float)(rows * 1.2345e6);
        var train = Dataset.FromFloats("constant", Enumerable.Repeat(value, rows).ToArray(), 1);
        Assert.All(All(DataSplits.Fit(train, train).Train), v => Assert.Equal(0, v));
    }

    [Law(nameof(Sizes), MaxTest = 200)]
    public void Applying_saved_preprocessing_gives_the_bits_that_the_data_set_gives((int Rows, int Features, int Seed) size)
    {
        var train = Floats(size.Rows, size.Features, size.Seed);
        var fitted = Preprocessing.FitStandardisation(train);
        var values = All(train);
        fitted.Apply(values, size.Features);
        Assert.Equal(values, All(train.With(fitted)));
        var expected = All(train).Select((v, i) =>
            (v - fitted.Offset[i % size.Features]) / fitted.Scale[i % size.Features]);
        Assert.Equal(expected, values);
    }

    [Fact]
    public void Copying_allocates_nothing()
    {
        foreach (var data in new[] { Bytes(64, 784, 0), DataSplits.Fit(Floats(64, 64, 0), Floats(2, 64, 1)).Train })
        {
            int[] rows = [3, 1, 63, 0];
            var output = new float[64 * data.Features];
            data.CopyRows(rows, output);
            data.CopyRange(0, 64, output);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
            {
                data.CopyRows(rows, output);
                data.CopyRange(0, 64, output);
            }

            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        }
    }

    [Fact]
    public void The_fingerprint_ignores_names_and_preprocessing_and_sees_every_value_and_label()
    {
        var data = Dataset.FromBytes("a", [1, 2, 3, 4], 2, labels: [0, 1]);
        string[] others =
        [
            Dataset.FromBytes("a", [1, 2, 3, 5], 2, labels: [0, 1]).Fingerprint,
            Dataset.FromBytes("a", [1, 2, 3, 4], 2, labels: [1, 1]).Fingerprint,
            Dataset.FromBytes("a", [1, 2, 3, 4], 2).Fingerprint,
            Dataset.FromBytes("a", [1, 2, 3, 4], 1, labels: [0, 1, 0, 1]).Fingerprint,
            Dataset.FromBytes("a", [1, 2, 3, 4], 2, new ImageShape(1, 2), [0, 1]).Fingerprint,
            Dataset.FromFloats("a", [1, 2, 3, 4], 2, labels: [0, 1]).Fingerprint,
        ];
        Assert.Equal(data.Fingerprint, Dataset.FromBytes("b", [1, 2, 3, 4], 2, labels: [0, 1]).Fingerprint);
        Assert.Equal(data.Fingerprint, data.With(new Preprocessing.None()).Fingerprint);
        Assert.DoesNotContain(data.Fingerprint, others);
        Assert.Equal(others.Length, others.Distinct().Count());
        Assert.Equal(64, data.Fingerprint.Length);
    }

    [Fact]
    public void Labels_follow_their_rows_and_are_absent_when_not_given()
    {
        var data = Dataset.FromBytes("a", [1, 2, 3], 1, labels: [7, 8, 9]).WithMixtureLabels([4, 5, 6]);
        var some = data.Subset("some", [2, 0]);
        Assert.Equal([9, 7], some.Labels!.Value.ToArray());
        Assert.Equal([6, 4], some.MixtureLabels!.Value.ToArray());
        Assert.Null(Dataset.FromBytes("a", [1, 2, 3], 1).Labels);
        Assert.Null(Dataset.FromFloats("a", [1, 2, 3], 1).Subset("some", [0]).Labels);
        Assert.Null(data.With(new Preprocessing.None()).Subset("some", [0]).With(new Preprocessing.ByteScaling()).Image);
    }

    [Fact]
    public void Arrays_changed_by_the_caller_do_not_change_the_data()
    {
        byte[] values = [1, 2];
        int[] labels = [0, 1];
        var data = Dataset.FromBytes("a", values, 1, labels: labels).With(new Preprocessing.None());
        (values[0], labels[0]) = (9, 9);
        Assert.Equal([1f, 2f], All(data));
        Assert.Equal([0, 1], data.Labels!.Value.ToArray());
    }

    [Fact]
    public void Data_that_do_not_fit_together_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Dataset.FromBytes("a", [1, 2, 3], 2));
        Assert.Throws<ArgumentException>(() => Dataset.FromBytes("a", [], 2));
        Assert.Throws<ArgumentException>(() => Dataset.FromBytes("a", [1, 2], 2, new ImageShape(2, 2)));
        Assert.Throws<ArgumentException>(() => Dataset.FromBytes("a", [1, 2], 2, new ImageShape(-1, -2)));
        Assert.Throws<ArgumentException>(() => Dataset.FromBytes("a", [1, 2], 2, labels: [1, 2]));
        Assert.Throws<ArgumentException>(() => Dataset.FromFloats("a", [1, float.NegativeInfinity], 2));
        Assert.Throws<ArgumentException>(() => DataSplits.Fit(Bytes(1, 2, 0), Bytes(1, 3, 0)));
        Assert.Throws<ArgumentException>(() => Bytes(1, 3, 0).With(Preprocessing.FitStandardisation(Bytes(1, 2, 0))));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bytes(2, 2, 0).CopyRows([2], new float[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bytes(2, 2, 0).CopyRange(1, 2, new float[4]));
        Assert.Throws<ArgumentException>(() => Bytes(2, 2, 0).CopyRange(0, 2, new float[3]));
    }
}
