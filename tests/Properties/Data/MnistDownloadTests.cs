using System.Security.Cryptography;
using System.Text;
using LanguageExt;
using static LanguageExt.Prelude;
using Answer = GmmVae.Tests.Properties.LoopbackServer.Answer;

namespace GmmVae.Tests.Properties;

public sealed class MnistDownloadTests : IDisposable
{
    private static readonly byte[] First = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 5000)));
    private static readonly byte[] Second = "the second file"u8.ToArray();
    private static readonly byte[] Packed = IdxReaderTests.Gzip(First);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Target => Path.Combine(_folder.Path, "new", "mnist");

    private string[] Written => Directory.Exists(_folder.Path)
        ? [.. Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Select(path => Path.GetFileName(path)).Order()]
        : [];

    private static Answer Good(string path) => path.EndsWith("/mnist/first.gz", StringComparison.Ordinal)
        ? Answer.Of(Packed)
        : path.EndsWith("/mnist/second.gz", StringComparison.Ordinal) ? Answer.Of(IdxReaderTests.Gzip(Second)) : Answer.NotFound;

    private static MnistDownload Download(IProgress<string>? progress, params LoopbackServer[] servers) =>
        new(toArray(servers.Select(server => server.Address)), progress)
    {
        Wanted = Array(("first", Hash(First)), ("second", Hash(Second))),
    };

    private static string Hash(byte[] contents) => Convert.ToHexStringLower(SHA256.HashData(contents));

    private Either<DataError, Unit> Complete(params LoopbackServer[] servers) =>
        Download(null, servers).Complete(Target, CancellationToken.None);

    [Fact]
    public void Missing_files_are_downloaded_and_are_those_of_the_mirror()
    {
        using var server = new LoopbackServer(Good);
        Complete(server).Value();
        Assert.Equal(["first.gz", "second.gz"], Written);
        Assert.Equal(Packed, File.ReadAllBytes(Path.Combine(Target, "first.gz")));
        Assert.Equal(["/mnist/first.gz", "/mnist/second.gz"], server.Asked);
        Complete(server).Value();
        Assert.Equal(2, server.Asked.Length);
    }

    [Fact]
    public void Files_that_are_there_are_kept_if_they_are_right_and_named_if_they_are_not()
    {
        using var server = new LoopbackServer(Good);
        Directory.CreateDirectory(Target);
        File.WriteAllBytes(Path.Combine(Target, "first"), First);
        Complete(server).Value();
        Assert.Equal(["/mnist/second.gz"], server.Asked);
        foreach (var spoiled in new[] { Second, IdxReaderTests.Gzip(First), [] })
        {
            File.WriteAllBytes(Path.Combine(Target, "first"), spoiled);
            var error = Assert.IsType<DataError.Unusable>(Complete(server).Error());
            Assert.Contains(Path.Combine(Target, "first"), error.Message, StringComparison.Ordinal);
            Assert.Contains("SHA-256", error.Message, StringComparison.Ordinal);
            Assert.Equal(spoiled, File.ReadAllBytes(Path.Combine(Target, "first")));
        }
    }

    public static TheoryData<string> BadMirrors { get; } =
        ["wrong contents", "no gzip", "cut gzip", "cut connection", "not found", "too long"];

    [Theory]
    [MemberData(nameof(BadMirrors))]
    public void A_bad_mirror_is_followed_by_the_next(string kind)
    {
        using var bad = Bad(kind);
        using var good = new LoopbackServer(Good);
        Complete(bad, good).Value();
        Assert.Equal(Packed, File.ReadAllBytes(Path.Combine(Target, "first.gz")));
        Assert.Equal(["first.gz", "second.gz"], Written);
        Assert.Equal(2, bad.Asked.Length);
    }

    [Theory]
    [MemberData(nameof(BadMirrors))]
    public void Without_a_good_mirror_nothing_is_written_and_the_message_tells_why_and_what_to_do(string kind)
    {
        using var bad = Bad(kind);
        using var missing = new LoopbackServer(_ => Answer.NotFound);
        var error = Assert.IsType<DataError.MissingFiles>(Complete(bad, missing).Error());
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
        Assert.True(error.IsAccess);
        Assert.Equal(["first[.gz]", "second[.gz]"], error.Names.ToArray());
        foreach (var word in new[] { Target, "127.0.0.1: HTTP status 404", "GMMVAE_DATA", "digits, line and signals" })
            Assert.Contains(word, error.Message, StringComparison.Ordinal);
        Assert.Equal(3, error.Message.Split('\n').Length);
    }

    [Fact]
    public void What_was_complete_before_a_failure_stays_and_the_next_attempt_goes_on()
    {
        using var half = new LoopbackServer(path => path.Contains("second", StringComparison.Ordinal) ? Answer.NotFound : Good(path));
        using var good = new LoopbackServer(Good);
        Assert.Equal(["second[.gz]"], Assert.IsType<DataError.MissingFiles>(Complete(half).Error()).Names.ToArray());
        Assert.Equal(["first.gz"], Written);
        Complete(good).Value();
        Assert.Equal(["/mnist/second.gz"], good.Asked);
    }

    [Fact]
    public void Opening_MNIST_tells_what_it_downloads_and_can_be_cancelled_there()
    {
        using var cancellation = new CancellationTokenSource();
        using var server = new LoopbackServer(_ => Answer.Stall(Packed));
        var told = new Cancelling(cancellation);
        var fault = Assert.ThrowsAny<OperationCanceledException>(() =>
            DataSource.Open("mnist", 0, _folder.Path, Array(server.Address), told, cancellation.Token));
        Assert.Equal(["train-images-idx3-ubyte.gz from 127.0.0.1"], told.Files);
        Assert.Contains("Cancelled while MNIST was downloaded", fault.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    /// <summary>Cancels at the first word.</summary>
    private sealed class Cancelling(CancellationTokenSource cancellation) : IProgress<string>
    {
        public List<string> Files { get; } = [];

        public void Report(string value)
        {
            Files.Add(value);
            cancellation.Cancel();
        }
    }

    [Fact]
    public void A_cancelled_download_leaves_nothing_half_written()
    {
        using var cancellation = new CancellationTokenSource();
        using var server = new LoopbackServer(_ =>
        {
            cancellation.CancelAfter(TimeSpan.FromMilliseconds(50));
            return Answer.Stall(Packed);
        });
        Assert.ThrowsAny<OperationCanceledException>(() => Download(null, server).Complete(Target, cancellation.Token));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void No_network_is_an_access_error_and_progress_names_file_and_mirror()
    {
        Uri closed;
        using (var server = new LoopbackServer(Good)) closed = server.Address;
        var told = new List<string>();
        var error = new MnistDownload(Array(closed), new Told(told)).Complete(Target, CancellationToken.None).Error();
        Assert.True(error.IsAccess);
        Assert.Equal(4, Assert.IsType<DataError.MissingFiles>(error).Names.Count);
        Assert.Equal(["train-images-idx3-ubyte.gz from 127.0.0.1"], told);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_an_access_error()
    {
        using var server = new LoopbackServer(Good);
        var file = _folder.Write("file", []);
        Assert.True(Download(null, server).Complete(Path.Combine(file, "mnist"), CancellationToken.None).Error().IsAccess);
    }

    [MnistFact]
    public void The_pinned_hashes_are_those_of_the_real_files() =>
        new MnistDownload(Arr<Uri>.Empty, null).Complete(MnistFactAttribute.Folder, CancellationToken.None).Value();

    private static LoopbackServer Bad(string kind) => new(path => kind switch
    {
        "wrong contents" => Answer.Of(IdxReaderTests.Gzip([1, 2, 3])),
        "no gzip" => Answer.Of(First),
        "cut gzip" => Answer.Of(Packed[..^20]),
        "cut connection" => Answer.HalfOf(Packed),
        "too long" => Answer.Of(new byte[(1 << 24) + 1]),
        _ => Answer.NotFound,
    });

    private sealed class Told(List<string> lines) : IProgress<string>
    {
        public void Report(string value) => lines.Add(value);
    }
}
