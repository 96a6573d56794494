using System.IO.Compression;

namespace GmmVae.Tests.Properties;

public sealed class NpzTests : IDisposable
{
    private static readonly byte[] Train = NpyFiles.Array("<f4", [4, 2], [1, 2, 3, 4, 5, 6, 7, 8]);
    private static readonly byte[] Test = NpyFiles.Array("<f4", [2, 2], [9, 10, 11, 12]);
    private static readonly byte[] TrainLabels = NpyFiles.Array("<i8", [4], [30, 10, 10, 30]);
    private static readonly byte[] TestLabels = NpyFiles.Array("|u1", [2, 1], [20, 30]);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Write(params (string Name, byte[] Contents)[] entries) => _folder.Write("a.npz", NpyFiles.Archive(entries));

    private DataError Refused(params (string Name, byte[] Contents)[] entries) => DataSource.Open(Write(entries), 0, null).Error();

    [Theory]
    [InlineData("x_train", "x_test", "y_train", "y_test")]
    [InlineData("X_train", "X_TEST", "Y_train", "y_test")]
    public void Splits_and_labels_are_found_by_their_names_and_classes_numbered_over_both(string x, string xTest, string y, string yTest)
    {
        foreach (var level in new[] { CompressionLevel.NoCompression, CompressionLevel.Optimal })
        {
            var path = _folder.Write(
                "a.npz", NpyFiles.Archive(level, (x + ".npy", Train), (xTest + ".npy", Test), (y + ".npy", TrainLabels),
                    (yTest + ".npy", TestLabels)));
            var splits = DataSource.Open(path, 5, null).Value();
            Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], splits.Train.Raw());
            Assert.Equal([9, 10, 11, 12], splits.Test.Raw());
            Assert.Equal([2, 0, 0, 2], splits.Train.Labels!.Value.ToArray());
            Assert.Equal([1, 2], splits.Test.Labels!.Value.ToArray());
            Assert.Equal(new[] { "10", "20", "30" }, splits.Test.ClassNames);
        }
    }

    [Fact]
    public void Without_splits_x_and_y_are_permuted_together()
    {
        var splits = DataSource.Open(Write(("x.npy", Train), ("y.npy", TrainLabels), ("other.npy", Test)), 3, null).Value();
        Assert.Equal((3, 1), (splits.Train.Rows, splits.Test.Rows));
        foreach (var data in new[] { splits.Train, splits.Test })
            for (var row = 0; row < data.Rows; row++)
                Assert.Equal(data.Raw()[2 * row] is 1 or 7 ? 1 : 0, data.Labels!.Value.Span[row]);
        Assert.Null(DataSource.Open(Write(("anything.npy", Train)), 3, null).Value().Train.Labels);
    }

    [Fact]
    public void The_message_names_the_arrays_that_are_there_and_those_that_are_understood()
    {
        var error = Assert.IsType<DataError.Unusable>(Refused(("a.npy", Train), ("b.npy", Test)));
        Assert.Contains("holds a, b.", error.Message, StringComparison.Ordinal);
        Assert.Contains("x_train and x_test (and y_train and y_test), or x (and y), or one array alone", error.Message,
            StringComparison.Ordinal);
        Assert.Contains("only one of the arrays x_train", Refused(("x_train.npy", Train), ("x.npy", Test)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "only one of the arrays y_train", Refused(("x_train.npy", Train), ("x_test.npy", Test), ("y_test.npy", TestLabels)).Message,
                StringComparison.Ordinal);
        Assert.Contains("empty", Refused().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Arrays_that_do_not_fit_together_are_refused_by_name()
    {
        var count = Assert.IsType<DataError.Inconsistent>(Refused(("x.npy", Train), ("y.npy", TestLabels)));
        Assert.Contains("4 rows but 2 labels", count.Message, StringComparison.Ordinal);
        var shape = Refused(("x_train.npy", Train), ("x_test.npy", NpyFiles.Array("|u1", [2, 1, 2], new double[4])));
        Assert.Contains("2 numbers but test rows 1x2x1 bytes", shape.Message, StringComparison.Ordinal);
        Assert.Contains("whole numbers", Refused(("x.npy", Train), ("y.npy", NpyFiles.Array("<f8", [4], new double[4]))).Message,
            StringComparison.Ordinal);
        Assert.Contains("whole numbers", Refused(("x.npy", Train), ("y.npy", NpyFiles.Array("<i8", [2, 2], new double[4]))).Message,
            StringComparison.Ordinal);
        Assert.Contains("a.npz:x.npy, byte", Refused(("x.npy", Train[..^1])).Message, StringComparison.Ordinal);
        Assert.Contains(
            "Fortran order", Refused(("x.npy", NpyFiles.Array("<f4", [4, 2], new double[8], fortran: true))).Message,
                StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_archives_and_foreign_files_are_refused()
    {
        var archive = NpyFiles.Archive(("x.npy",
            NpyFiles.Array("<f4", [400, 2], [.. Enumerable.Range(0, 800).Select(i => (double)i * i)])));
        Assert.IsType<DataError.Malformed>(DataSource.Open(_folder.Write("cut.npz", archive[..(archive.Length / 2)]), 0, null).Error());
        Assert.IsType<DataError.Malformed>(DataSource.Open(_folder.Write("empty.npz", []), 0, null).Error());
        Assert.Contains("ZIP", DataSource.Open(_folder.Write("text.npz", "x,y"u8.ToArray()), 0, null).Error().Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_zip_bomb_costs_no_more_memory_than_its_file_could_hold()
    {
        var zeros = NpyFiles.Archive(CompressionLevel.Optimal,
            ("x.npy", NpyFiles.WithHeader("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }", new byte[100_000_000])));
        var lying = NpyFiles.Archive(("x.npy",
            NpyFiles.WithHeader("{'descr': '<f4', 'fortran_order': False, 'shape': (2000000000, 16000000), }", new byte[100])));
        foreach (var (file, kind) in new[] { (zeros, typeof(DataError.TrailingBytes)), (lying, typeof(DataError.Truncated)) })
        {
            var path = _folder.Write("bomb.npz", file);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.IsType(kind, DataSource.Open(path, 0, null).Error());
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 3_000_000);
        }
    }
}
