using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public sealed class GeneratorTests
{
    private static readonly Arbitrary<ulong> Seeds = Arb.From(Gen.Choose(0, int.MaxValue).Select(s => (ulong)s));

    private static float[] All(Dataset data)
    {
        var output = new float[data.Rows * data.Features];
        data.CopyRange(0, data.Rows, output);
        return output;
    }

    private static double[] Raw(Dataset data) =>
        System.Array.ConvertAll(All(data.With(new Preprocessing.None())), v => (double)v);

    [Law(nameof(Seeds))]
    public void Equal_seeds_give_equal_data_and_fewer_rows_are_the_first_ones(ulong seed)
    {
        foreach (var generate in new Func<ulong, int, int, DataSplits>[]
                 { LineData.Generate, LineData.GenerateOverlapping, SignalData.Generate, DigitData.Generate })
        {
            var (a, b, fewer) = (generate(seed, 30, 12), generate(seed, 30, 12), generate(seed, 7, 12));
            Assert.Equal(a.Train.Fingerprint, b.Train.Fingerprint);
            Assert.Equal(a.Test.Fingerprint, fewer.Test.Fingerprint);
            Assert.Equal(a.Preprocessing, b.Preprocessing);
            Assert.Equal(a.Train.Subset("first", [0, 1, 2, 3, 4, 5, 6]).Fingerprint, fewer.Train.Fingerprint);
            Assert.NotEqual(a.Train.Fingerprint, generate(seed + 1, 30, 12).Train.Fingerprint);
            Assert.NotEqual(a.Train.Subset("first", [0, 1]).Fingerprint, a.Test.Subset("first", [0, 1]).Fingerprint);
        }
    }

    [Fact]
    public void The_data_of_seed_zero_are_pinned_to_the_bit()
    {
        Assert.Equal("93a3ff669968a2d80c328f4b9fb50148581df9b44fdd352a96f0cc7eb24b70f0", LineData.Generate(0).Train.Fingerprint);
        Assert.Equal("56d9c9815a2a52c3733415dff61edf885f5dd2cb720da256a4358ba7cf4e8ef0", SignalData.Generate(0).Train.Fingerprint);
    }

    [Fact]
    public void The_line_has_ten_even_Gaussians_one_apart()
    {
        var splits = LineData.Generate(3, 20000, 2000);
        Assert.Equal((1, 2000), (splits.Train.Features, splits.Test.Rows));
        var values = Raw(splits.Train);
        var labels = splits.Train.Labels!.Value.ToArray();
        var groups = values.Select((v, r) => (Value: v, Label: labels[r])).GroupBy(p => p.Label, p => p.Value).OrderBy(g =>
            g.Key).ToArray();
        Assert.Equal(Enumerable.Range(0, LineData.Components), groups.Select(g => g.Key));
        foreach (var group in groups)
        {
            // Five standard errors of each figure.
            var mean = group.Average();
            var deviation = Math.Sqrt(group.Average(v => (v - mean) * (v - mean)));
            Assert.InRange(group.Count(), 2000 - 213, 2000 + 213);
            Assert.InRange(mean - group.Key, -0.0142, 0.0142);
            Assert.InRange(deviation, LineData.Deviation - 0.0101, LineData.Deviation + 0.0101);
        }
    }

    [Fact]
    public void The_true_posterior_of_the_overlapping_components_has_a_KL_of_1_8_nats_to_equal_shares()
    {
        var values = Raw(LineData.GenerateOverlapping(3, 20000, 10).Train);
        var information = values.Average(value =>
        {
            var logs = Enumerable.Range(0, LineData.Components).Select(mean =>
                -0.5 * Math.Pow((value - mean) / LineData.OverlappingDeviation, 2)).ToArray();
            var sum = logs.Sum(Math.Exp);
            return Math.Log(LineData.Components) + logs.Sum(log => Math.Exp(log) / sum * (log - Math.Log(sum)));
        });
        Assert.InRange(information, 1.78, 1.82);
    }

    [Law(nameof(Seeds))]
    public void Each_signal_has_mean_zero_and_variance_one_before_features_are_standardised(ulong seed)
    {
        var data = SignalData.Generate(seed, 20, 1).Train;
        foreach (var signal in Raw(data).Chunk(SignalData.Length))
        {
            Assert.InRange(signal.Average(), -1e-6, 1e-6);
            Assert.InRange(signal.Average(v => v * v), 1 - 1e-6, 1 + 1e-6);
        }
    }

    [Fact]
    public void Both_splits_hold_every_family_and_features_are_standardised_on_training()
    {
        var splits = SignalData.Generate(0);
        Assert.Equal((6000, 2000, 64), (splits.Train.Rows, splits.Test.Rows, splits.Train.Features));
        foreach (var data in new[] { splits.Train, splits.Test })
        {
            var counts = data.Labels!.Value.ToArray().GroupBy(l => l).OrderBy(g => g.Key).ToArray();
            Assert.Equal(Enumerable.Range(0, 10), counts.Select(g => g.Key));
            Assert.All(counts, g => Assert.InRange(g.Count(), data.Rows / 10 * 0.6, data.Rows / 10 * 1.4));
        }

        var values = All(splits.Train);
        for (var f = 0; f < 64; f++)
        {
            var column = Enumerable.Range(0, 6000).Select(r => (double)values[r * 64 + f]).ToArray();
            Assert.InRange(column.Average(), -1e-5, 1e-5);
            Assert.InRange(column.Average(v => v * v), 1 - 1e-4, 1 + 1e-4);
        }
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 5)]
    [InlineData(2, 10)]
    [InlineData(6, 3)]
    [InlineData(7, 4)]
    public void Periodic_families_have_their_strongest_frequency_where_their_name_says(int family, int cycles)
    {
        var data = SignalData.Generate(1, 400, 1).Train;
        var labels = data.Labels!.Value.ToArray();
        var signals = Raw(data).Chunk(SignalData.Length).Where((_, r) => labels[r] == family).ToArray();
        Assert.True(signals.Length > 15);
        var power = new double[32];
        foreach (var signal in signals)
            for (var k = 1; k < power.Length; k++)
            {
                var (re, im) = (0.0, 0.0);
                for (var i = 0; i < signal.Length; i++)
                {
                    re += signal[i] * Math.Cos(Math.Tau * k * i / 64);
                    im += signal[i] * Math.Sin(Math.Tau * k * i / 64);
                }

                power[k] += re * re + im * im;
            }

        Assert.Equal(cycles, System.Array.IndexOf(power, power.Max()));
    }
}
