using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public sealed class NpyTests : IDisposable
{
    private static readonly string[] Types =
        ["|u1", "|i1", "|b1", "<i2", ">i2", "<u2", "<i4", ">i4", "<u4", "<i8", ">i8", "<u8", "<f2", ">f2", "<f4", ">f4", "<f8", ">f8"];

    private static readonly Arbitrary<(string Type, int[] Shape, bool Fortran, int Version, int Seed)> Cases = Arb.From(
        from type in Gen.Elements(Types)
        from rank in Gen.Choose(1, 4)
        from shape in Gen.ArrayOf(Gen.Choose(1, 6), rank)
        from fortran in Gen.Elements(true, false)
        from version in Gen.Choose(1, 3)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select (type, shape, fortran, version, seed));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Whole numbers that every type holds.</summary>
    private static double[] Numbers(int count, int seed, string type)
    {
        var random = new System.Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
            (double)(type == "|b1" ? random.Next(2) : type[1] == 'u' ? random.Next(128) : random.Next(-128, 128)))];
    }

    private DataError Refused(byte[] contents) => NpyRows.Open(_folder.Write("bad.npy", contents)).Bind(rows =>
    {
        using (rows) return rows.All(3);
    }).Error();

    [Law(nameof(Cases), MaxTest = 300)]
    public void What_is_written_is_read_back_in_C_order((string Type, int[] Shape, bool Fortran, int Version, int Seed) c)
    {
        var count = c.Shape.Aggregate(1, (product, extent) => product * extent);
        var values = Numbers(count, c.Seed, c.Type);
        var path = _folder.Write("array.npy", NpyFiles.Array(c.Type, c.Shape, values, c.Fortran, c.Version));
        using var rows = NpyRows.Open(path).Value();
        Assert.Equal((c.Shape[0], count / c.Shape[0], c.Type == "|u1"), (rows.Rows, rows.Features, rows.HoldsBytes));
        Assert.Equal(
            c.Type == "|u1" && c.Shape.Length > 2 ? new ImageShape(c.Shape[1], c.Shape[2], c.Shape.Length == 4 ? c.Shape[3] : 1) : null,
                rows.Image);
        Assert.Equal(values.Select(value => (float)value), rows.All(1 + (c.Seed % 4)).Value());
    }

    [Theory]
    [InlineData("<f8")]
    [InlineData(">f4")]
    [InlineData("<f2")]
    public void Fractions_are_rounded_to_single_precision_and_NaN_is_a_missing_value(string type)
    {
        using var rows = NpyRows.Open(_folder.Write("a.npy", NpyFiles.Array(type, [2, 2], [0.1, double.NaN, -1.5, 1e4]))).Value();
        var expected = type == "<f2" ? (float)(Half)0.1 : 0.1f;
        Assert.Equal([expected, float.NaN, -1.5f, type == "<f2" ? (float)(Half)1e4 : 1e4f], rows.All(5).Value());
    }

    [Fact]
    public void A_number_that_is_too_large_is_refused_at_its_byte_and_row()
    {
        foreach (var (value, fortran, at) in new[] { (double.PositiveInfinity, false, 128 + 24), (-1e39, false, 128 + 24),
            (1e300, true, 128 + 32) })
        {
            var error = Assert.IsType<DataError.Malformed>(Refused(NpyFiles.Array("<f8", [3, 2], [1, 2, 3, value, 5, 6], fortran)));
            Assert.Equal(at, error.Byte);
            Assert.Contains("Row 1, counted from 0,", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (2,), }", "Python objects", 19)]
    [InlineData("{'descr': '<U3', 'fortran_order': False, 'shape': (2,), }", "type '<U3'", 19)]
    [InlineData("{'descr': '<c8', 'fortran_order': False, 'shape': (2,), }", "type '<c8'", 19)]
    [InlineData("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }", "named fields", 19)]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (), }", "shape ()", 10)]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,1,1,1,1), }", "shape (1, 1, 1, 1, 1)", 10)]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (0, 3), }", "shape (0, 3)", 10)]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-1, 3), }", "not negative", 61)]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }", "damaged", 61)]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 99999999, 99999999, 99999999), }", "more than 16777216 values", 10)]
    [InlineData("{'descr': '<f4', 'fortran_order': 0, 'shape': (2,), }", "True or False", 44)]
    [InlineData("{'descr': '<f4', 'shape': (2,), }", "all of", 43)]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'pickle': 1}", "one of the keys", 75)]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} + 1", "the end of the header", 65)]
    [InlineData("import os", "{ is needed", 10)]
    public void Headers_that_cannot_be_used_are_refused_at_their_byte(string dictionary, string fragment, long at)
    {
        var error = Assert.IsType<DataError.Malformed>(Refused(NpyFiles.WithHeader(dictionary, new byte[8])));
        Assert.Contains(fragment, error.Message, StringComparison.Ordinal);
        Assert.Equal(at, error.Byte);
        Assert.Equal(3, error.Message.Split('\n').Length);
    }

    [Fact]
    public void A_shape_that_disagrees_with_the_file_s_length_is_refused_without_taking_memory()
    {
        var file = NpyFiles.Array("<f4", [2, 3], new double[6]);
        for (var cut = 0; cut < file.Length; cut++)
            Assert.Equal(cut, Assert.IsType<DataError.Truncated>(Refused(file[..cut])).Byte);
        Assert.Equal(file.Length, Assert.IsType<DataError.TrailingBytes>(Refused([.. file, 0])).Byte);
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var shape in new[] { "(9223372036854775807, 16777216)", "(2147483647, 784)", "(1, 16777216)" })
            Assert.IsType<DataError.Truncated>(Refused(NpyFiles.WithHeader($"{{'descr': '<f8', 'fortran_order': True, 'shape': {shape}, }}", new byte[100])));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 3_000_000);
    }

    [Fact]
    public void Foreign_files_and_versions_are_refused_at_their_byte()
    {
        var file = NpyFiles.Array("<f4", [2], new double[2]);
        foreach (var at in Enumerable.Range(0, 7))
        {
            var spoiled = (byte[])file.Clone();
            spoiled[at] = 9;
            Assert.Equal(at, Assert.IsType<DataError.Malformed>(Refused(spoiled)).Byte);
        }

        (file[8], file[9]) = (0xFF, 0xFF);
        Assert.IsType<DataError.Truncated>(Refused(file));
        file[6] = 2;
        Assert.Equal(8, Assert.IsType<DataError.Malformed>(Refused(file)).Byte);
    }

    [Fact]
    public void Bytes_are_scaled_and_other_numbers_standardised_whatever_the_shape()
    {
        var bytes = DataSource.Open(_folder.Write("b.npy", NpyFiles.Array("|u1", [10, 2, 3], Numbers(60, 1, "|u1"))), 0, null).Value();
        Assert.Equal((new Preprocessing.ByteScaling(), new ImageShape(2, 3)), (bytes.Preprocessing, bytes.Test.Image));
        var numbers = DataSource.Open(_folder.Write("n.npy", NpyFiles.Array("<i4", [10, 2, 3], Numbers(60, 1, "<i4"))), 0, null).Value();
        Assert.IsType<Preprocessing.Standardisation>(numbers.Preprocessing);
        Assert.Equal((6, null), (numbers.Train.Features, numbers.Train.Image));
        Assert.Null(numbers.Train.Labels);
    }
}
