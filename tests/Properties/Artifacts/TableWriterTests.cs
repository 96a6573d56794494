using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace GmmVae.Tests.Properties;

public sealed class TableWriterTests
{
    [Fact]
    public void A_numpy_file_says_how_many_rows_came_and_holds_their_bits()
    {
        using var stream = new MemoryStream();
        var npy = new NpyWriter(stream, 3);
        npy.Append([1, 2, 3]);
        npy.Append([4, 5, 6, 7, float.Epsilon, -0f]);
        npy.Finish();
        var bytes = stream.ToArray();
        Assert.Equal(128 + (9 * 4), bytes.Length);
        Assert.Equal([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, 118, 0], bytes[..10]);
        var header = Encoding.ASCII.GetString(bytes, 10, 118);
        Assert.Equal("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 3), }", header.TrimEnd());
        Assert.Equal('\n', header[^1]);
        Assert.Equal(float.Epsilon, BitConverter.ToSingle(bytes, 128 + (7 * 4)));
        Assert.Equal(-0f, BitConverter.ToSingle(bytes, 128 + (8 * 4)));
        Assert.Throws<ArgumentException>(() => npy.Append([1]));
    }

    [Fact]
    public void The_longest_numpy_header_still_fits()
    {
        using var stream = new MemoryStream();
        new NpyWriter(stream, int.MaxValue).Finish();
        Assert.Equal(128, stream.Length);
    }

    private static Gen<float[]> Values { get; } =
        Gen.Choose(int.MinValue, int.MaxValue).Select(BitConverter.Int32BitsToSingle).Where(float.IsFinite).ArrayOf(6);

    [Law(nameof(Values))]
    public void Numbers_come_back_from_csv_to_the_bit(float[] values)
    {
        using var stream = new MemoryStream();
        var csv = new CsvWriter(stream, ["n", "a", "b", "c"]);
        csv.Append(-7, values.AsSpan(0, 3));
        csv.Append(12, values.AsSpan(3, 3));
        var lines = Encoding.UTF8.GetString(stream.ToArray()).Split('\n');
        Assert.Equal(["n,a,b,c", ""], [lines[0], lines[3]]);
        Assert.Equal(["-7", "12"], [lines[1].Split(',')[0], lines[2].Split(',')[0]]);
        var read = lines[1..3].SelectMany(line => line.Split(',').Skip(1)).Select(field =>
            float.Parse(field, CultureInfo.InvariantCulture));
        Assert.Equal(values.Select(BitConverter.SingleToInt32Bits), read.Select(BitConverter.SingleToInt32Bits));
    }
}
