using System.Buffers.Binary;
using System.IO.Compression;
using FsCheck;
using FsCheck.Fluent;
using LanguageExt;

namespace GmmVae.Tests.Properties;

public sealed class IdxReaderTests : IDisposable
{
    private static readonly Arbitrary<(int Count, int Height, int Width, int Seed)> Sizes = Arb.From(
        from count in Gen.Choose(1, 9)
        from height in Gen.Choose(1, 9)
        from width in Gen.Choose(1, 9)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select (count, height, width, seed));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    internal static byte[] Idx(uint[] extents, byte[] values, byte type = 8)
    {
        var file = new byte[4 + 4 * extents.Length + values.Length];
        (file[2], file[3]) = (type, (byte)extents.Length);
        for (var i = 0; i < extents.Length; i++)
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(4 + 4 * i), extents[i]);
        values.CopyTo(file, 4 + 4 * extents.Length);
        return file;
    }

    internal static byte[] Gzip(byte[] contents)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest)) gzip.Write(contents);
        return memory.ToArray();
    }

    private static byte[] Random(int length, int seed)
    {
        var values = new byte[length];
        new System.Random(seed).NextBytes(values);
        return values;
    }

    private static DataError Error<T>(Either<DataError, T> result) =>
        result.Match(Right: _ => throw new Xunit.Sdk.XunitException("Accepted."), Left: e => e);

    private static T Value<T>(Either<DataError, T> result) =>
        result.Match(Right: v => v, Left: e => throw new Xunit.Sdk.XunitException(e.Message));

    private DataError ErrorOfImages(byte[] file) => Error(IdxReader.ReadImages(_folder.Write("bad", file)));

    [Law(nameof(Sizes))]
    public void Images_and_labels_are_read_back_from_plain_and_compressed_files((int Count, int Height, int Width, int Seed) s)
    {
        var pixels = Random(s.Count * s.Height * s.Width, s.Seed);
        var images = Idx([(uint)s.Count, (uint)s.Height, (uint)s.Width], pixels);
        var labels = Random(s.Count, s.Seed);
        foreach (var pack in new Func<byte[], byte[]>[] { b => b, Gzip })
        {
            var read = Value(IdxReader.ReadImages(_folder.Write("images", pack(images))));
            Assert.Equal(pixels, read.Pixels);
            Assert.Equal((s.Count, new ImageShape(s.Height, s.Width)), (read.Count, read.Shape));
            var readLabels = Value(IdxReader.ReadLabels(_folder.Write("labels", pack(Idx([(uint)s.Count], labels)))));
            Assert.Equal(labels.Select(b => (int)b), readLabels);
        }
    }

    [Law(nameof(Sizes))]
    public void Every_cut_of_a_plain_or_compressed_file_is_refused_at_the_cut((int Count, int Height, int Width, int Seed) s)
    {
        var file = Idx([(uint)s.Count, (uint)s.Height, (uint)s.Width], Random(s.Count * s.Height * s.Width, s.Seed));
        var cut = new System.Random(s.Seed).Next(file.Length);
        var announced = (UInt128)(cut < 16 ? 16 : file.Length);
        foreach (var contents in new[] { file[..cut], Gzip(file[..cut]) })
        {
            var error = Assert.IsType<DataError.Truncated>(ErrorOfImages(contents));
            Assert.Equal((cut, announced), (error.Byte, error.Announced));
            Assert.Contains($"byte {cut}", error.Message, StringComparison.Ordinal);
            Assert.False(error.IsAccess);
        }
    }

    [Law(nameof(Sizes))]
    public void Every_cut_of_the_compressed_bytes_is_refused_or_loses_nothing((int Count, int Height, int Width, int Seed) s)
    {
        var pixels = Random(s.Count * s.Height * s.Width, s.Seed);
        var file = Gzip(Idx([(uint)s.Count, (uint)s.Height, (uint)s.Width], pixels));
        var cut = new System.Random(s.Seed).Next(file.Length);
        IdxReader.ReadImages(_folder.Write("cut", file[..cut])).Match(
            Right: read => Assert.Equal(pixels, read.Pixels),
            Left: error => Assert.True(error is DataError.Truncated or DataError.Malformed, error.Message));
    }

    [Fact]
    public void Bytes_after_the_end_are_refused_at_the_first_of_them()
    {
        var file = Idx([2, 1, 1], [1, 2, 3]);
        Assert.Equal(18, Assert.IsType<DataError.TrailingBytes>(ErrorOfImages(file)).Byte);
        Assert.Equal(18, Assert.IsType<DataError.TrailingBytes>(ErrorOfImages(Gzip(file))).Byte);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 7)]
    [InlineData(2, 0x0D)]
    [InlineData(3, 1)]
    [InlineData(3, 4)]
    public void A_wrong_magic_number_is_refused_at_its_byte(int at, byte value)
    {
        var file = Idx([1, 1, 1], [0]);
        file[at] = value;
        Assert.Equal(at, Assert.IsType<DataError.Malformed>(ErrorOfImages(file)).Byte);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(12)]
    public void An_extent_of_zero_or_beyond_the_integers_is_refused_at_its_byte(int at)
    {
        foreach (var extent in new uint[] { 0, 0x80000000, uint.MaxValue })
        {
            var file = Idx([1, 1, 1], [0]);
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(at), extent);
            Assert.Equal(at, Assert.IsType<DataError.Malformed>(ErrorOfImages(file)).Byte);
        }
    }

    [Fact]
    public void Absurd_sizes_are_refused_without_taking_memory()
    {
        // The second announces what a gzip file of its length could just hold, but holds 2 bytes.
        var absurd = Idx([int.MaxValue, int.MaxValue, int.MaxValue], [1, 2]);
        var random = Random(2_000_000, 1);
        var lying = Gzip([.. Idx([2_000_000, 30, 30], random)]);
        ErrorOfImages(Idx([1, 1, 1], [])); // warm up
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.IsType<DataError.Truncated>(ErrorOfImages(absurd));
        Assert.IsType<DataError.Truncated>(ErrorOfImages(Gzip(absurd)));
        Assert.IsType<DataError.Truncated>(ErrorOfImages(lying));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
    }

    [Fact]
    public void A_compressed_file_is_read_into_one_array_of_its_length()
    {
        const int Length = 20_000_000;
        var path = _folder.Write("images", Gzip(Idx([Length / 100, 10, 10], new byte[Length])));
        ErrorOfImages(Idx([1, 1, 1], [])); // warm up
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(Length, Value(IdxReader.ReadImages(path)).Pixels.Length);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, Length, Length + 3_000_000);
    }

    [Fact]
    public void A_gzip_bomb_is_read_no_further_than_its_header_announces()
    {
        var bomb = Gzip(Idx([1, 2, 2], new byte[50_000_000]));
        ErrorOfImages(Idx([1, 1, 1], []));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.IsType<DataError.TrailingBytes>(ErrorOfImages(bomb));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 3_000_000);
    }

    [Fact]
    public void A_damaged_compressed_file_is_malformed()
    {
        var file = Gzip(Idx([1, 30, 30], Random(900, 3)));
        file[20] ^= 0x55;
        file[^6] ^= 0x55;
        var error = ErrorOfImages(file);
        Assert.True(error is DataError.Malformed or DataError.Truncated, error.Message);
        Assert.IsType<DataError.Malformed>(ErrorOfImages([0x1F, 0x8B, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9]));
    }

    [Fact]
    public void A_missing_file_and_a_folder_are_access_errors_not_bad_data()
    {
        var missing = Error(IdxReader.ReadLabels(Path.Combine(_folder.Path, "none")));
        Assert.True(Assert.IsType<DataError.Inaccessible>(missing).IsAccess);
        Assert.True(Error(IdxReader.ReadLabels(_folder.Path)).IsAccess);
        Assert.InRange(missing.Message.Split('\n').Length, 1, 3);
    }
}
