namespace GmmVae.Tests.Properties;

/// <summary>What views are drawn from, measured on thousands of them. Bounds are five standard errors wide.</summary>
public sealed class ViewDistributionTests
{
    private const int Rows = 4000;
    private const int Side = 33;
    private const int Middle = 16;
    private static readonly Schedule Nothing = new Schedule.Constant(0);

    [Fact]
    public void Rotation_scale_shear_and_shift_are_uniform_in_their_ranges()
    {
        var places = Places(AugmentationSpec.ForImages(10, 0.1, 0.2, 2, Nothing, 5).Valid());
        var maps = places.Select(at =>
        {
            var (middle, right, below) = (at(Middle, Middle), at(Middle + 4, Middle), at(Middle, Middle + 4));
            var (xx, yx) = ((right.X - middle.X) / 4, (right.Y - middle.Y) / 4);
            var (xy, yy) = ((below.X - middle.X) / 4, (below.Y - middle.Y) / 4);
            var (angle, magnification) = (Math.Atan2(yx, xx), 1 / Math.Sqrt((xx * xx) + (yx * yx)));
            var shear = ((xy * Math.Cos(angle)) + (yy * Math.Sin(angle))) * magnification;
            return (angle * 180 / Math.PI, magnification - 1, shear, Middle - middle.X, Middle - middle.Y);
        }).ToArray();
        Uniform(10, maps.Select(map => map.Item1));
        Uniform(0.1, maps.Select(map => map.Item2));
        Uniform(0.2, maps.Select(map => map.Item3));
        Uniform(2, maps.Select(map => map.Item4));
        Uniform(2, maps.Select(map => map.Item5));
        Uncorrelated(maps.Select(map => map.Item1 / 10), maps.Select(map => map.Item3 / 0.2));
        Uncorrelated(maps.Select(map => map.Item4), maps.Select(map => map.Item5));
    }

    [Fact]
    public void Grid_points_are_displaced_by_the_stated_standard_deviation_and_pixels_between_by_less()
    {
        var places = Places(AugmentationSpec.ForImages(0, 0, 0, 0, new Schedule.Constant(1.5), 3).Valid());
        Normal(1.5, places.Select(at => at(Middle, Middle).X - Middle));
        Normal(1.5, places.Select(at => at(Middle, Middle).Y - Middle));
        Normal(1.5 / Math.Sqrt(2), places.Select(at => at(Middle / 2, Middle).X - (Middle / 2)));
        Normal(1.5 / 2, places.Select(at => at(Middle / 2, Middle / 2).Y - (Middle / 2)));
        Uncorrelated(places.Select(at => at(Middle, Middle).X - Middle), places.Select(at => at(Middle, Middle).Y - Middle));
    }

    [Fact]
    public void A_signal_is_moved_in_a_circle_by_every_way_alike_often()
    {
        var signal = Enumerable.Range(0, 12).Select(i => i * 0.5f).ToArray();
        var shifts = Views(AugmentationSpec.ForSignals(3, Nothing, renormalize: false).Valid(), signal).Select(view =>
        {
            var shift = Array.IndexOf(view, 0f);
            Assert.Equal(signal, view.Skip(shift).Concat(view.Take(shift)));
            return shift > 6 ? shift - 12 : shift;
        }).CountBy(shift => shift).ToDictionary();
        Assert.Equal([-3, -2, -1, 0, 1, 2, 3], shifts.Keys.Order());
        var deviation = Math.Sqrt(Rows * (1 / 7.0) * (6 / 7.0));
        Assert.All(shifts.Values, count => Assert.InRange(count, (Rows / 7.0) - (5 * deviation), (Rows / 7.0) + (5 * deviation)));
    }

    [Fact]
    public void A_shift_longer_than_the_signal_goes_round()
    {
        var signal = new[] { 1f, 2f, 3f };
        foreach (var view in Views(AugmentationSpec.ForSignals(1000, Nothing, renormalize: false).Valid(), signal).Take(100))
            Assert.Equal(signal, view.Order());
    }

    [Fact]
    public void A_signal_is_brought_to_mean_0_and_variance_1_where_asked()
    {
        var signal = Enumerable.Range(0, 64).Select(i => 3 + (i % 7f)).ToArray();
        foreach (var view in Views(AugmentationSpec.ForSignals(8, new Schedule.Constant(0.2), renormalize: true).Valid(), signal).Take(100))
        {
            Laws.Close(0, view.Average(value => (double)value), 1e-6);
            Laws.Close(1, view.Average(value => (double)value * value), 1e-6);
        }

        Assert.All(Views(AugmentationSpec.ForSignals(8, Nothing, renormalize: true).Valid(), [5f, 5f, 5f])[0], value =>
            Assert.Equal(0, value));
    }

    [Fact]
    public void Noise_is_normal_with_the_stated_standard_deviation()
    {
        foreach (var spec in new[]
                 {
                     AugmentationSpec.ForSignals(0, new Schedule.Constant(0.2), renormalize: false).Valid(),
                     AugmentationSpec.ForVectors(new Schedule.Constant(0.2), 0).Valid(),
                 })
        {
            var views = Views(spec, [1f, -2f, 0f]);
            Normal(0.2, views.Select(view => view[0] - 1.0));
            Normal(0.2, views.Select(view => view[1] + 2.0));
            Uncorrelated(views.Select(view => view[0] - 1.0), views.Select(view => (double)view[2]));
        }
    }

    [Fact]
    public void Features_are_dropped_one_by_one_with_the_stated_probability()
    {
        var row = Enumerable.Repeat(1f, 10).ToArray();
        var views = Views(AugmentationSpec.ForVectors(Nothing, 0.3).Valid(), row);
        Assert.All(views, view => Assert.All(view, value => Assert.True(value is 0 or 1)));
        var deviation = Math.Sqrt(0.3 * 0.7 / Rows);
        for (var i = 0; i < row.Length; i++)
            Assert.InRange(views.Average(view => 1.0 - view[i]), 0.3 - (5 * deviation), 0.3 + (5 * deviation));
        Uncorrelated(views.Select(view => 0.7 - view[0]), views.Select(view => 0.7 - view[1]));
        Uncorrelated(views.Select(view => 0.7 - view[0]), views.Select(view => 0.7 - view[4]));
    }

    /// <summary>Where the pixels of many views come from: the picture's two channels hold each pixel's own place.</summary>
    private static Func<int, int, (double X, double Y)>[] Places(AugmentationSpec spec)
    {
        var shape = new ImageShape(Side, Side, 2);
        var picture = Enumerable.Range(0, shape.Features).Select(i => (float)(i % 2 == 0 ? i / 2 % Side : i / 2 / Side)).ToArray();
        return [.. Views(spec, picture, shape).Select(view => (Func<int, int, (double X, double Y)>)((x, y) =>
            (view[2 * ((y * Side) + x)], view[(2 * ((y * Side) + x)) + 1])))];
    }

    private static float[][] Views(AugmentationSpec spec, float[] row, ImageShape? shape = null)
    {
        using var workers = new WorkerPool(2);
        var augmenter = new Augmenter(spec, row.Length, shape, RandomKey.FromSeed(3), workers);
        var output = new float[Rows * row.Length];
        augmenter.Fill(
            [.. Enumerable.Repeat(row, Rows).SelectMany(values => values)], [.. Enumerable.Range(0, Rows)], 0, 1, output, row.Length);
        return [.. output.Chunk(row.Length)];
    }

    private static void Uniform(double range, IEnumerable<double> values)
    {
        var drawn = values.ToArray();
        Assert.All(drawn, value => Assert.InRange(value, -range * 1.001, range * 1.001));
        Moments(range / Math.Sqrt(3), 1.8, drawn);
        Assert.Contains(drawn, value => value > 0.98 * range);
        Assert.Contains(drawn, value => value < -0.98 * range);
    }

    private static void Normal(double deviation, IEnumerable<double> values) => Moments(deviation, 3, [.. values]);

    private static void Moments(double deviation, double kurtosis, double[] values)
    {
        var error = 5 / Math.Sqrt(values.Length);
        Assert.InRange(values.Average() / deviation, -error, error);
        var spread = error * Math.Sqrt(kurtosis - 1);
        Assert.InRange(values.Average(value => value * value) / (deviation * deviation), 1 - spread, 1 + spread);
    }

    private static void Uncorrelated(IEnumerable<double> first, IEnumerable<double> second)
    {
        var (a, b) = (first.ToArray(), second.ToArray());
        var product = a.Zip(b, (x, y) => x * y).Average();
        var scale = Math.Sqrt(a.Average(x => x * x) * b.Average(y => y * y));
        Assert.InRange(product / scale, -5 / Math.Sqrt(a.Length), 5 / Math.Sqrt(a.Length));
    }
}
