using System.Text;
using FsCheck;

namespace GmmVae.Tests.Properties;

/// <summary>Whatever a file holds, reading gives data or a <see cref="DataError"/>, and streaming agrees with opening.</summary>
public sealed class MutationTests : IDisposable
{
    private static readonly (string Name, byte[] Contents)[] Files =
    [
        ("a.csv", Encoding.UTF8.GetBytes("a,\"b c\",label\r\n1,2.5,x\r\n-3e2,,\"y\"\"z\"\r\n5,6,x\r\n")),
        ("a.npy", NpyFiles.Array("<f4", [3, 2], [1, 2, 3, 4, 5, 6])),
        ("b.npy", NpyFiles.Array("|u1", [2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8], fortran: true, version: 2)),
        ("a.npz", NpyFiles.Archive(("x.npy", NpyFiles.Array("<f8", [3, 1], [1, 2, 3])), ("y.npy", NpyFiles.Array("<i8", [3], [1, 0, 1])))),
        ("b.npz", NpyFiles.Archive(
            System.IO.Compression.CompressionLevel.NoCompression,
            ("x_train.npy", NpyFiles.Array("|u1", [3, 1], [1, 2, 3])), ("x_test.npy", NpyFiles.Array("|u1", [1, 1], [1])))),
        ("z.idx", Compressed(IdxReaderTests.Idx([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]))),
        ("a.idx", IdxReaderTests.Idx([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8])),
    ];

    private static readonly (string Name, byte[] Contents)[][] Archives =
    [
        [("x.npy", NpyFiles.Array("<f8", [3, 1], [1, 2, 3])), ("y.npy", NpyFiles.Array("<i8", [3], [1, 0, 1]))],
        [("x_train.npy", NpyFiles.Array("|u1", [3, 2, 2], [.. Enumerable.Range(0, 12).Select(i => (double)i)])),
            ("x_test.npy", NpyFiles.Array("|u1", [1, 2, 2], [1, 2, 3, 4]))],
        [("alone.npy", NpyFiles.Array("<f4", [4, 2], [1, 2, 3, 4, 5, 6, 7, 8]))],
    ];

    private readonly TemporaryFolder _folder = new();
    private int accepted;
    private int refused;

    public void Dispose() => _folder.Dispose();

    private static Gen<int> Seeds => Generators.Seed;

    [LongLaw(170, nameof(Seeds), AfterAll = nameof(SomeAreAcceptedAndSomeRefused))]
    public void A_changed_file_gives_data_or_an_error_and_never_an_exception(int seed)
    {
        var random = new System.Random(seed);
        foreach (var (name, original) in Files)
            Read(_folder.Write(name, FileMutations.OfBytes(original, random)), original.Length);
    }

    [LongLaw(300, nameof(Seeds), AfterAll = nameof(SomeAreAcceptedAndSomeRefused))]
    public void An_archive_that_lies_gives_data_or_an_error_and_never_an_exception(int seed)
    {
        var random = new System.Random(seed);
        var forge = new ZipForge(random);
        foreach (var arrays in Archives)
        {
            var archive = forge.Archive(arrays);
            Read(_folder.Write("forged.npz", archive), archive.Length);
        }
    }

    private void Read(string path, int length)
    {
        var opened = FileMutations.WithinMemory(length, () => DataSource.Open(path, 0, null));
        var streamed = FileMutations.WithinMemory(length, () => DataSource.Stream(path, 0, null).Bind(rows =>
        {
            using (rows) return rows.All(2);
        }));
        opened.Match(
            Right: splits =>
            {
                accepted++;
                Assert.Equal(splits.Train.Raw().Length + splits.Test.Raw().Length, streamed.Value().Length);
            },
            Left: error =>
            {
                refused++;
                Assert.InRange(error.Message.Split('\n').Length, 1, 3);
                Assert.DoesNotContain(error.Message, character => char.IsControl(character) && character != '\n');
                Assert.False(error.IsAccess, error.Message);
                Assert.StartsWith(path, error.Place, StringComparison.Ordinal);
            });
    }

    private void SomeAreAcceptedAndSomeRefused() =>
        Assert.True(accepted > 20 && refused > 20, $"{accepted} accepted, {refused} refused");

    private static byte[] Compressed(byte[] contents)
    {
        using var memory = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(memory, System.IO.Compression.CompressionLevel.Fastest))
            gzip.Write(contents);
        return memory.ToArray();
    }
}
