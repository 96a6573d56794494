using System.Buffers.Binary;
using System.IO.Compression;

namespace GmmVae.Tests.Properties;

/// <summary>Files that promise more than they hold take no more memory than what they hold.</summary>
public sealed class BombTests : IDisposable
{
    private const int Promised = 400_000_000;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_compressed_IDX_file_that_promises_more_than_it_holds_is_refused_for_little_memory()
    {
        // Noise, so that the file is long enough for what it promises not to be impossible.
        var noise = new byte[500_000];
        new Random(1).NextBytes(noise);
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write([.. IdxReaderTests.Idx([Promised / 100, 10, 10], []), .. noise]);
        var bytes = memory.ToArray();

        // The length that the file says of itself agrees with the promise.
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(bytes.Length - 4), Promised + 16);
        Refused("a.idx", bytes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_array_that_promises_more_than_it_holds_is_refused_for_little_memory(bool isInArchive)
    {
        var array = NpyFiles.Array("|u1", [Promised / 100, 100], []);
        Refused(isInArchive ? "a.npz" : "a.npy", isInArchive ? NpyFiles.Archive(("x.npy", array)) : array);
    }

    [Fact]
    public void An_archive_that_lies_about_an_entry_s_length_is_refused_for_little_memory()
    {
        var archive = NpyFiles.Archive(("x.npy", NpyFiles.Array("|u1", [Promised / 100, 100], [])));

        // The central directory's entry begins with PK 1 2; the uncompressed length is its bytes 24 to 27.
        var at = archive.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        BinaryPrimitives.WriteUInt32LittleEndian(archive.AsSpan(at + 24), Promised + 128);
        Refused("a.npz", archive);
    }

    [Fact]
    public void A_CSV_line_without_an_end_is_refused_for_memory_in_proportion() =>
        Refused("a.csv", [.. "a,b\n1,2\n\""u8, .. Enumerable.Repeat((byte)'x', 3_000_000)]);

    private void Refused(string name, byte[] contents)
    {
        var path = folder.Write(name, contents);
        var opened = FileMutations.WithinMemory(contents.Length, () => DataSource.Open(path, 0, null));
        Assert.StartsWith(path, opened.Error().Place, StringComparison.Ordinal);
        var streamed = FileMutations.WithinMemory(contents.Length, () => DataSource.Stream(path, 0, null).Bind(rows =>
        {
            using (rows)
                return rows.All(64);
        }));
        Assert.True(streamed.IsLeft);
    }
}
