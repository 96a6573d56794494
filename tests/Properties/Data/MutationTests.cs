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
        {
            var path = _folder.Write(name, FileMutations.OfBytes(original, random));
            var opened = FileMutations.WithinMemory(original.Length, () => DataSource.Open(path, 0, null));
            var streamed = FileMutations.WithinMemory(original.Length, () => DataSource.Stream(path, 0, null).Bind(rows =>
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
                    Assert.False(error.IsAccess, error.Message);
                    Assert.StartsWith(path, error.Place, StringComparison.Ordinal);
                });
        }
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
