namespace GmmVae.Tests.Properties;

public sealed class GaussianFitTests
{
    [Fact]
    public void Draws_have_the_mean_and_the_covariance_of_the_rows()
    {
        var rows = Enumerable.Range(0, 500).SelectMany(i =>
        {
            var (a, b) = (Draws.Between(1, i, -1, 1), Draws.Between(2, i, -1, 1));
            return new[] { (float)(1000 + (3 * a)), (float)((2 * a) + b), 5f };
        }).ToArray();
        var map = Fit(rows, rows.Length / 3);
        var draws = Enumerable.Range(0, 20000).SelectMany(i =>
        {
            var noise = Enumerable.Range(0, 3).Select(j => (float)RandomKey.FromSeed(7).Normal((ulong)((3 * i) + j))).ToArray();
            map.Apply(noise);
            return noise;
        }).ToArray();
        for (var i = 0; i < 3; i++)
            for (var j = 0; j < 3; j++)
            {
                Assert.Equal(Mean(rows, i), Mean(draws, i), 0.05);
                Assert.Equal(Covariance(rows, i, j), Covariance(draws, i, j), 0.1);
            }
    }

    [Fact]
    public void Pieces_do_not_matter()
    {
        var rows = Enumerable.Range(0, 300).Select(i => (float)Draws.Between(3, i, -2, 4)).ToArray();
        var noise = new float[] { 0.3f, -1.2f, 2f };
        var (whole, pieces) = (noise.ToArray(), noise.ToArray());
        Fit(rows, 100).Apply(whole);
        Fit(rows, 7).Apply(pieces);
        Assert.Equal(whole, pieces);
    }

    [Fact]
    public void One_row_gives_that_row_and_no_row_is_refused()
    {
        var noise = new float[] { 3, -4 };
        Fit([1.5f, 2.5f], 1, 2).Apply(noise);
        Assert.Equal([1.5f, 2.5f], noise);
        Assert.Throws<InvalidOperationException>(() => new GaussianFit(2).Fit());
        Assert.Throws<ArgumentException>(() => new GaussianFit(2).Add([1]));
    }

    private static GaussianMap Fit(float[] rows, int pieceRows, int dimensions = 3)
    {
        var fit = new GaussianFit(dimensions);
        foreach (var piece in rows.Chunk(pieceRows * dimensions))
            fit.Add(piece);
        Assert.Equal(rows.Length / dimensions, fit.Rows);
        return fit.Fit();
    }

    private static double Mean(float[] rows, int i) => rows.Where((_, at) => at % 3 == i).Average(value => (double)value);

    private static double Covariance(float[] rows, int i, int j)
    {
        var (x, y) = (Mean(rows, i), Mean(rows, j));
        return rows.Chunk(3).Average(row => (row[i] - x) * (row[j] - y));
    }
}
