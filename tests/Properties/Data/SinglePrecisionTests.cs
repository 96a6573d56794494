using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

/// <summary>An offset of a column, in any kind of file or matrix, changes nothing that a model sees of it.</summary>
public sealed class SinglePrecisionTests : IDisposable
{
    private const int Rows = 60;
    private const double UnixSeconds = 1.7e9;

    private readonly TemporaryFolder _folder = new();

    private static Gen<double> Offsets =>
        Gen.Elements(1e9, -1e9, UnixSeconds, 1e12, 123456789.25, 1e6).Select(offset => offset);

    public void Dispose() => _folder.Dispose();

    [Law(nameof(Offsets), MaxTest = 12)]
    public void An_offset_moves_no_standardised_value_and_no_other_column(double offset)
    {
        var plain = Seen(Csv(0));
        var moved = Seen(Csv(offset));
        for (var i = 0; i < plain.Length; i++)
            if (i % 2 == 0)
                Assert.Equal(plain[i], moved[i], 1e-9 * Math.Abs(offset) / 1e5 + 1e-5);
            else
                Assert.Equal(BitConverter.SingleToUInt32Bits(plain[i]), BitConverter.SingleToUInt32Bits(moved[i]));
    }

    [Fact]
    public void Seconds_since_1970_are_seen_alike_from_every_kind_of_file()
    {
        double[] seconds = [.. Enumerable.Range(0, Rows).Select(row => UnixSeconds + (row * 37 % Rows))];
        var small = Seen(_folder.Write("small.npy", NpyFiles.Array("<f8", [Rows], [.. seconds.Select(value => value - UnixSeconds)])));
        var expected = Seen(_folder.Write("seconds.npy", NpyFiles.Array("<f8", [Rows], seconds)));
        Assert.All(small.Zip(expected), pair => Assert.Equal(pair.Item1, pair.Item2, 1e-6f));
        foreach (var type in new[] { "<f8", "<i8", ">i8", "<u8", "<i4", "<u4" })
        {
            var path = _folder.Write("seconds.npy", NpyFiles.Array(type, [Rows], seconds));
            Assert.Equal(expected, Seen(path));
            Assert.Equal(expected, Mapped(path));
        }

        var parts = Directory.CreateDirectory(Path.Combine(_folder.Path, "parts")).FullName;
        File.WriteAllBytes(Path.Combine(parts, "0.npy"), NpyFiles.Array("<i8", [20], seconds[..20]));
        File.WriteAllBytes(Path.Combine(parts, "1.npy"), NpyFiles.Array("<i8", [40], seconds[20..]));
        Assert.Equal(expected, Seen(parts));
        Assert.Equal(expected, Seen(_folder.Write("x.npz", NpyFiles.Archive(("x.npy", NpyFiles.Array("<i8", [Rows], seconds))))));
        var text = string.Join('\n', seconds.Select(value => value.ToString(CultureInfo.InvariantCulture)));
        Assert.Equal(expected, Seen(_folder.Write("seconds.csv", Encoding.UTF8.GetBytes(text))));
    }

    [Fact]
    public void Rows_that_stream_are_rounded_as_those_in_memory()
    {
        var path = Csv(UnixSeconds);
        var splits = DataSource.Open(path, 3, null).Value();
        var all = DataSource.Read(path, 3, null).Value().Measured.With(splits.Preprocessing).Preprocessed();
        using var stream = DataSource.Stream(path, 3, null).Value();
        var streamed = new float[Rows * 2];
        Assert.Equal(Rows, stream.Read(streamed, splits.Preprocessing.OriginOfRaw()).Value());
        splits.Preprocessing.Apply(streamed, 2);
        Assert.Equal(all, streamed);
    }

    [Fact]
    public void A_row_alone_is_read_with_the_digits_that_the_model_needs()
    {
        var fitted = DataSource.Open(Csv(UnixSeconds), 3, null).Value().Preprocessing;
        var row = DataSource.Read(_folder.Write("row.csv", "a,b\n1700000001.5,2\n"u8.ToArray()), 3, null).Value().Measured.With(fitted);
        var further = DataSource.Read(_folder.Write("row.csv", "a,b\n1700000002.5,2\n"u8.ToArray()), 3, null).Value().Measured.With(fitted);
        Assert.NotEqual(row.Preprocessed()[0], further.Preprocessed()[0]);
        Assert.NotEqual(row.Fingerprint, further.Fingerprint);
    }

    [Fact]
    public void Data_that_single_precision_holds_well_enough_have_no_origin()
    {
        foreach (var text in new[] { "0.1\n0.2\n0.3\n", "2007\n2008\n2009\n", "16777216\n16777218\n16777220\n", "5.1\n5.1\n5.1\n" })
        {
            var splits = DataSource.Open(_folder.Write("a.csv", Encoding.UTF8.GetBytes(text)), 0, null).Value();
            Assert.Empty(((Preprocessing.Standardisation)splits.Preprocessing).Origin);
        }
    }

    private static float[] Seen(string path)
    {
        var splits = DataSource.Open(path, 3, null).Value();
        return [.. splits.Train.Preprocessed(), .. splits.Test.Preprocessed()];
    }

    private static float[] Mapped(string path)
    {
        var splits = HeldOutRows.Split(path, NpyFile.Load(path, mapFrom: 0).Value(), 3).Value();
        return [.. splits.Train.Preprocessed(), .. splits.Test.Preprocessed()];
    }

    private string Csv(double offset)
    {
        var lines = Enumerable.Range(0, Rows).Select(row => string.Create(
            CultureInfo.InvariantCulture, $"{offset + (Draws.Between(5, row, -1, 1) * 3):R},{Draws.Between(6, row, -1, 1):R}"));
        return _folder.Write("data.csv", Encoding.UTF8.GetBytes("a,b\n" + string.Join('\n', lines)));
    }
}
