using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public sealed class DigitDataTests
{
    private const int Pixels = DigitData.Side * DigitData.Side;

    private static readonly DataSplits Digits = DigitData.Generate(0);

    private static float[][] Pictures(Dataset data, int rows)
    {
        var values = new float[rows * Pixels];
        data.CopyRange(0, rows, values);
        return [.. values.Chunk(Pixels)];
    }

    private static double Distance(float[] a, float[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
        return sum;
    }

    [Fact]
    public void Pictures_are_28_by_28_bytes_with_labels_and_every_digit_is_in_both_splits()
    {
        Assert.Equal((10000, 2000), (Digits.Train.Rows, Digits.Test.Rows));
        foreach (var data in new[] { Digits.Train, Digits.Test })
        {
            Assert.Equal(new ImageShape(28, 28), data.Image);
            Assert.True(data.HoldsBytes);
            var counts = data.Labels!.Value.ToArray().GroupBy(l => l).OrderBy(g => g.Key).ToArray();
            Assert.Equal(Enumerable.Range(0, 10), counts.Select(g => g.Key));
            Assert.All(counts, g => Assert.InRange(g.Count(), data.Rows / 10 * 0.75, data.Rows / 10 * 1.25));
        }
    }

    [Fact]
    public void The_pictures_of_seed_zero_are_pinned_to_the_byte()
    {
        Assert.Equal("dfd00206bb3a6930847550dbf266e65637af94fa6df83803761cf7fa0e05446b", Digits.Train.Fingerprint);
        Assert.Equal("b2621e1eabb1baedc92852f2ad54b4b067fb5988f48ce7b9fa2670173f75733d", Digits.Test.Fingerprint);
    }

    private static Gen<int> Seeds { get; } = Gen.Choose(0, int.MaxValue);

    [Law(nameof(Seeds))]
    public void Ink_stays_off_the_border_and_every_picture_has_enough_but_not_too_much_of_it(int seed)
    {
        foreach (var picture in Pictures(DigitData.Generate((ulong)seed, 20, 1).Train, 20))
        {
            for (var i = 0; i < DigitData.Side; i++)
                Assert.Equal((0f, 0f, 0f, 0f),
                    (picture[i], picture[^(i + 1)], picture[i * DigitData.Side], picture[((i + 1) * DigitData.Side) - 1]));
            Assert.InRange(picture.Sum(), 15, 350);
            Assert.InRange(picture.Max(), 0.6f, 1f);
        }
    }

    [Fact]
    public void Digits_are_recognisable_but_vary_too_much_for_the_mean_picture_of_each()
    {
        var (train, test) = (Pictures(Digits.Train, 4000), Pictures(Digits.Test, 1000));
        var (labels, wanted) = (Digits.Train.Labels!.Value.ToArray(), Digits.Test.Labels!.Value.ToArray());
        var means = Enumerable.Range(0, 10).Select(Mean).ToArray();
        Assert.InRange(Right(1000, row => Nearest(means, test[row])), 700, 870);
        Assert.InRange(Right(100, row => labels[Nearest(train, test[row])]), 92, 100);

        float[] Mean(int digit)
        {
            var mine = train.Where((_, row) => labels[row] == digit).ToArray();
            return [.. Enumerable.Range(0, Pixels).Select(i => mine.Average(picture => picture[i]))];
        }

        int Right(int rows, Func<int, int> guess) => Enumerable.Range(0, rows).Count(row => guess(row) == wanted[row]);
    }

    private static int Nearest(float[][] pictures, float[] to) =>
        pictures.Select((picture, i) => (Distance: Distance(picture, to), i)).Min().i;
}
