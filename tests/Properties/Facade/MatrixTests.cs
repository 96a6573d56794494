namespace GmmVae.Tests.Properties;

public sealed class MatrixTests
{
    [Fact]
    public void Every_way_to_write_a_matrix_gives_the_same_rows()
    {
        Matrix[] ways =
        [
            new float[,] { { 1, 2, 3 }, { 4, 5, 6 } },
            new double[,] { { 1, 2, 3 }, { 4, 5, 6 } },
            new float[][] { [1, 2, 3], [4, 5, 6] },
            new double[][] { [1, 2, 3], [4, 5, 6] },
            Matrix.FromRows(new List<double[]> { new double[] { 1, 2, 3 }, new double[] { 4, 5, 6 } }),
            new Matrix(new float[] { 1, 2, 3, 4, 5, 6 }, 3),
        ];
        foreach (var matrix in ways)
        {
            Assert.Equal((2, 3), (matrix.Rows, matrix.Columns));
            Assert.Equal(6, matrix[1, 2]);
            Assert.Equal([4, 5, 6], matrix.Row(1));
            Assert.Equal([1, 2, 3, 4, 5, 6], matrix.ToArray());
        }
    }

    [Fact]
    public void Bytes_read_as_grey_levels_and_know_their_picture()
    {
        var matrix = Matrix.FromImages(new byte[] { 0, 51, 102, 255, 1, 2 }, height: 1, width: 3);
        Assert.Equal((2, 3), (matrix.Rows, matrix.Columns));
        Assert.Equal((1, 3, 1), matrix.Image);
        Assert.True(matrix.HoldsBytes);
        Assert.Equal([0, 0.2f, 0.4f], matrix.Row(0));
        Assert.Equal(1, matrix[1, 0]);
        Assert.Null(Matrix.FromBytes(new byte[6], 3).Image);
    }

    [Fact]
    public void A_matrix_is_a_view_of_the_callers_memory()
    {
        var values = new float[] { 1, 2 };
        var matrix = new Matrix(values, 2);
        values[1] = 7;
        Assert.Equal(7, matrix[0, 1]);
    }

    [Fact]
    public void What_is_no_matrix_is_refused()
    {
        Assert.Contains("Row 1", Assert.Throws<GmmVaeException>(() => (Matrix)new float[][] { [1, 2], [3] }).Message,
            StringComparison.Ordinal);
        Assert.Throws<GmmVaeException>(() => new Matrix(new float[5], 2));
        Assert.Throws<GmmVaeException>(() => new Matrix(new float[5], 0));
        Assert.Throws<GmmVaeException>(() => Matrix.FromRows(Array.Empty<float[]>()));
        Assert.Throws<GmmVaeException>(() => Matrix.FromImages(new byte[10], 3, 4));
        Assert.Throws<GmmVaeException>(() => Matrix.FromImages(new byte[10], 0, 4));
        Assert.Throws<GmmVaeException>(() => Matrix.Load("nowhere"));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Matrix(new float[4], 2)[2, 0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Matrix(new float[4], 2)[0, -1]);
    }

    [Fact]
    public void A_source_loads_with_all_rows_of_both_splits()
    {
        var line = Matrix.Load("line");
        var splits = LineData.Generate(0);
        Assert.Equal((8000, 1), (line.Rows, line.Columns));
        var raw = new float[2];
        splits.Train.With(new Preprocessing.None()).CopyRange(0, 1, raw);
        splits.Test.With(new Preprocessing.None()).CopyRange(1999, 1, raw.AsSpan(1));
        Assert.Equal((raw[0], raw[1]), (line[0, 0], line[7999, 0]));
    }
}
