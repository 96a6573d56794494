using System.Net;
using System.Net.Sockets;

namespace GmmVae.Tests.EndToEnd;

/// <summary>A training that has to fetch its data first, from a network that does not answer.</summary>
public sealed class DownloadTests : IDisposable
{
    private readonly TcpListener proxy = new(IPAddress.Loopback, 0);

    public DownloadTests() => proxy.Start();

    public void Dispose() => proxy.Dispose();

    [Theory]
    [InlineData("train", "--data", "mnist", "--out", "run")]
    [InlineData("study", "--data", "mnist", "--out", "run", "--seeds", "0,1")]
    public void The_download_is_told_and_ends_at_once_when_it_is_interrupted(params string[] command)
    {
        using var folder = new TemporaryFolder();
        (string, string)[] environment =
            [("HTTPS_PROXY", FormattableString.Invariant($"http://{proxy.LocalEndpoint}")), ("GMMVAE_DATA", folder["data"])];
        using var running = Cli.Start(command, environment, folder.Path);
        Assert.True(running.WaitFor("downloading train-images-idx3-ubyte.gz from "));
        running.Signal("INT");
        var result = running.WaitForExit();
        Assert.True(result.ExitCode == 130, result.ToString());
        Assert.Contains("Cancelled while MNIST was downloaded", result.Error, StringComparison.Ordinal);
        Assert.Contains(folder["data/mnist"], result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }
}
