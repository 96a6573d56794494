using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public sealed class RowStreamTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>A source of every kind, its rows in order.</summary>
    private IEnumerable<string> Files(int rows, int seed)
    {
        var random = new System.Random(seed);
        var values = Enumerable.Range(0, rows * 6).Select(i => (double)random.Next(256)).ToArray();
        yield return _folder.Write("a.csv", System.Text.Encoding.UTF8.GetBytes(
            "a,b,c,label,d,e,f\n" + string.Concat(values.Chunk(6).Select(row =>
                $"{string.Join(',', row[..3])},word,{string.Join(',', row[3..])}\n"))));
        yield return _folder.Write("a.npy", NpyFiles.Array("<f8", [rows, 6], values));
        yield return _folder.Write("f.npy", NpyFiles.Array(">i4", [rows, 2, 3], values, fortran: true));
        yield return _folder.Write("b.npy", NpyFiles.Array("|u1", [rows, 2, 3], values));
        yield return _folder.Write("a.npz", NpyFiles.Archive(("x.npy", NpyFiles.Array("|u1", [rows, 2, 3], values))));
        var images = IdxReaderTests.Idx([(uint)rows, 2, 3], System.Array.ConvertAll(values, value => (byte)value));
        yield return _folder.Write("a.idx", images);
        yield return _folder.Write("a.gz", IdxReaderTests.Gzip(images));
    }

    private static readonly Arbitrary<(int Rows, int Room, ulong Seed)> Cases = Arb.From(
        from rows in Gen.Choose(2, 40)
        from room in Gen.Choose(1, 50)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select (rows, room, (ulong)seed));

    [Law(nameof(Cases), MaxTest = 40)]
    public void Streamed_rows_are_the_opened_rows_in_the_file_s_order((int Rows, int Room, ulong Seed) c)
    {
        foreach (var source in Files(c.Rows, (int)c.Seed))
        {
            using var rows = DataSource.Stream(source, c.Seed, null).Value();
            var splits = DataSource.Open(source, c.Seed, null).Value();
            Assert.Equal((splits.Train.Features, splits.Train.Image, splits.Train.HoldsBytes),
                (rows.Features, rows.Image, rows.HoldsBytes));
            Assert.True(rows.Rows is null || rows.Rows == c.Rows);
            var streamed = rows.All(c.Room).Value().Chunk(rows.Features).ToArray();
            var order = HeldOutRows.Key(c.Seed).Permutation(c.Rows);
            Assert.Equal(order.SelectMany(row => streamed[row]), splits.Train.Raw().Concat(splits.Test.Raw()));
        }
    }

    [Fact]
    public void Sources_with_splits_give_training_rows_then_test_rows()
    {
        byte[] pixels = [1, 2, 3, 4, 5, 6];
        _folder.Write("train-images-idx3-ubyte.gz", IdxReaderTests.Gzip(IdxReaderTests.Idx([2, 1, 2], pixels[..4])));
        _folder.Write("t10k-images-idx3-ubyte", IdxReaderTests.Idx([1, 1, 2], pixels[4..]));
        var archive = _folder.Write("a.npz", NpyFiles.Archive(
            ("x_train.npy", NpyFiles.Array("|u1", [2, 1, 2], [1, 2, 3, 4])), ("x_test.npy", NpyFiles.Array("|u1", [1, 1, 2], [5, 6]))));
        foreach (var source in new[] { _folder.Path, archive })
            for (var room = 1; room <= 4; room++)
            {
                using var rows = DataSource.Stream(source, 0, null).Value();
                Assert.Equal((3L, new ImageShape(1, 2)), (rows.Rows, rows.Image));
                Assert.Equal([1, 2, 3, 4, 5, 6], rows.All(room).Value());
            }
    }

    [Theory]
    [InlineData("line")]
    [InlineData("digits")]
    public void Named_sources_give_training_rows_then_test_rows(string source)
    {
        using var rows = DataSource.Stream(source, 2, null).Value();
        var splits = DataSource.Open(source, 2, null).Value();
        Assert.Equal([.. splits.Train.Raw(), .. splits.Test.Raw()], rows.All(1000).Value());
    }

    [Fact]
    public void Splits_of_different_shapes_and_missing_files_are_refused()
    {
        _folder.Write("train-images-idx3-ubyte", IdxReaderTests.Idx([1, 1, 2], [1, 2]));
        Assert.IsType<DataError.MissingFiles>(DataSource.Stream(_folder.Path, 0, null).Error());
        _folder.Write("t10k-images-idx3-ubyte", IdxReaderTests.Idx([1, 2, 1], [1, 2]));
        Assert.Contains("1x2x1 bytes but test rows 2x1x1", DataSource.Stream(_folder.Path, 0, null).Error().Message,
            StringComparison.Ordinal);
        Assert.IsType<DataError.UnknownSource>(DataSource.Stream("minst", 0, null).Error());
        Assert.True(DataSource.Stream("none.csv", 0, null).Error().IsAccess);
    }

    [Fact]
    public void A_file_cut_while_compressed_is_refused_on_the_way()
    {
        var pixels = new byte[20_000];
        new System.Random(1).NextBytes(pixels);
        var file = IdxReaderTests.Gzip(IdxReaderTests.Idx([200, 10, 10], pixels));
        using var rows = DataSource.Stream(_folder.Write("cut.gz", file[..(file.Length / 2)]), 0, null).Value();
        var error = rows.All(50).Error();
        Assert.True(error is DataError.Truncated or DataError.Malformed, error.Message);
    }
}
