namespace GmmVae.Tests.Properties;

public sealed class PrincipalComponentsTests
{
    [Law(typeof(Clouds), nameof(Clouds.Any))]
    public bool Components_are_orthonormal_with_a_positive_largest_entry(Clouds.Cloud c)
    {
        var rows = Fit(c).Components.ToArray().Chunk(c.Dimensions).ToArray();
        return rows.Length == c.Dimensions
            && Enumerable.Range(0, rows.Length).All(i => Enumerable.Range(0, rows.Length).All(j =>
                Math.Abs(Dot(rows[i], rows[j]) - (i == j ? 1 : 0)) < 1e-12))
            && rows.All(r => r.MaxBy(Math.Abs) > 0);
    }

    [Law(typeof(Clouds), nameof(Clouds.Any))]
    public bool Projections_are_uncorrelated_with_the_stated_share_of_variance(Clouds.Cloud c)
    {
        var fitted = Fit(c);
        var projected = fitted.Project(c.Data, c.Rows).Chunk(c.Dimensions).ToArray();
        var total = projected.Sum(r => Dot(r, r));
        return total > 0 && Enumerable.Range(0, c.Dimensions).All(i => Enumerable.Range(0, c.Dimensions).All(j =>
            Math.Abs(projected.Sum(r => r[i] * r[j]) / total - (i == j ? fitted.ExplainedVarianceRatio[i] : 0))
                < 1e-12));
    }

    [Law(typeof(Clouds), nameof(Clouds.Any))]
    public bool Ratios_fall_and_sum_to_one_over_all_components(Clouds.Cloud c)
    {
        var ratios = Fit(c).ExplainedVarianceRatio.ToArray();
        return Math.Abs(ratios.Sum() - 1) < 1e-12 && ratios.All(r => r >= 0)
            && ratios.Zip(ratios.Skip(1), (a, b) => a >= b).All(x => x);
    }

    [Law(typeof(Clouds), nameof(Clouds.Any))]
    public bool Fewer_components_are_the_first_ones_and_all_of_them_restore_the_data(Clouds.Cloud c)
    {
        var all = Fit(c);
        var first = PrincipalComponents.Fit(c.Data, c.Rows, c.Dimensions, 1);
        var projected = all.Project(c.Data, c.Rows);
        var restored = Enumerable.Range(0, c.Data.Length).Select(i =>
        {
            var (row, j) = (i / c.Dimensions, i % c.Dimensions);
            return all.Mean[j] + Enumerable.Range(0, c.Dimensions)
                .Sum(k => projected[row * c.Dimensions + k] * all.Components[k * c.Dimensions + j]);
        });
        return first.Components.SequenceEqual(all.Components.Take(c.Dimensions))
            && first.ExplainedVarianceRatio[0] == all.ExplainedVarianceRatio[0]
            && restored.Zip(c.Data, (a, b) => Math.Abs(a - b) < 1e-10).All(x => x);
    }

    [Law(typeof(Clouds), nameof(Clouds.Any))]
    public bool A_line_in_space_is_found(Clouds.Cloud c)
    {
        var direction = Enumerable.Range(0, 3).Select(j => (float)c.Key.Normal((ulong)j)).ToArray();
        var data = Enumerable.Range(0, 50).SelectMany(i => direction.Select(d => d * (i - 20))).ToArray();
        var fitted = PrincipalComponents.Fit(data, 50, 3, 2);
        var norm = Math.Sqrt(direction.Sum(d => (double)d * d)) * Math.Sign(direction.MaxBy(Math.Abs));
        return Math.Abs(fitted.ExplainedVarianceRatio[0] - 1) < 1e-10
            && direction.Select((d, j) => Math.Abs(d / norm - fitted.Components[j])).Max() < 1e-5;
    }

    [Fact]
    public void Data_without_variance_explain_nothing_and_unusable_data_are_refused()
    {
        var flat = PrincipalComponents.Fit([1, 2, 1, 2, 1, 2], 3, 2, 2);
        Assert.Equal([0.0, 0.0], flat.ExplainedVarianceRatio.ToArray());
        Assert.Equal([1.0, 0.0, 0.0, 1.0], flat.Components.ToArray());
        Assert.Throws<ArgumentException>(() => PrincipalComponents.Fit([1, float.NaN], 2, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => PrincipalComponents.Fit([1, 2], 1, 2, 3));
        Assert.Throws<ArgumentException>(() => PrincipalComponents.Fit([1, 2, 3], 2, 2, 1));
    }

    [Fact]
    public void A_wide_matrix_is_decomposed_to_rounding()
    {
        // 150 dimensions, 600 rows: more than one block of rows.
        var key = RandomKey.FromSeed(5);
        var data = Enumerable.Range(0, 600 * 150).Select(i => (float)(key.Normal((ulong)i) * (1 + i % 150))).ToArray();
        var fitted = PrincipalComponents.Fit(data, 600, 150, 150);
        var projected = fitted.Project(data, 600).Chunk(150).ToArray();
        var total = projected.Sum(r => Dot(r, r));
        for (var i = 0; i < 150; i++)
            for (var j = 0; j <= i; j++)
            {
                var sum = 0.0;
                foreach (var row in projected) sum += row[i] * row[j];
                Assert.Equal(i == j ? fitted.ExplainedVarianceRatio[i] : 0, sum / total, 1e-13);
            }
    }

    [Theory]
    [InlineData(100, 1.0)]
    [InlineData(300, 1.0)]
    [InlineData(100, 3.0)]
    public void Pictures_are_decomposed_although_many_pixels_never_change_or_go_together(int rows, double width)
    {
        // Spots at random places: pixels at the border stay 0, neighbours are almost alike.
        const int Side = 20;
        const int Pixels = Side * Side;
        var key = RandomKey.FromSeed(6);
        var data = new float[rows * Pixels];
        for (var i = 0; i < data.Length; i++)
        {
            var (row, x, y) = ((ulong)(i / Pixels), i % Side, i % Pixels / Side);
            var (right, down) = (x - 10 - (2 * key.Normal(2 * row)), y - 10 - (2 * key.Normal((2 * row) + 1)));
            data[i] = (byte)(255 * PortableMath.Exp(-((right * right) + (down * down)) / (2 * width * width)));
        }

        var fitted = PrincipalComponents.Fit(data, rows, Pixels, Pixels);
        var ratios = fitted.ExplainedVarianceRatio.ToArray();
        Assert.Equal(1, ratios.Sum(), 1e-12);
        Assert.All(ratios.Skip(rows), ratio => Assert.InRange(ratio, 0, 1e-14));
        var leading = fitted.Components.ToArray().Chunk(Pixels).Take(30).ToArray();
        for (var i = 0; i < leading.Length; i++)
            for (var j = 0; j <= i; j++)
                Assert.Equal(i == j ? 1 : 0, Dot(leading[i], leading[j]), 1e-12);
        var projected = fitted.Project(data, rows).Chunk(Pixels).ToArray();
        var total = projected.Sum(row => Dot(row, row));
        for (var i = 0; i < leading.Length; i++)
            Assert.Equal(ratios[i], projected.Sum(row => row[i] * row[i]) / total, 1e-13);
    }

    private static PrincipalComponents Fit(Clouds.Cloud c) =>
        PrincipalComponents.Fit(c.Data, c.Rows, c.Dimensions, c.Dimensions);

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
