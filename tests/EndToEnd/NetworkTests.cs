using System.Net;
using System.Net.Sockets;

namespace GmmVae.Tests.EndToEnd;

/// <summary>What the tool asks of the network, as a proxy sees it.</summary>
public sealed class NetworkTests : IDisposable
{
    private readonly TcpListener proxy = new(IPAddress.Loopback, 0);
    private int asked;

    public NetworkTests()
    {
        proxy.Start();
        _ = Count();
    }

    public void Dispose() => proxy.Stop();

    [Fact]
    public void Only_MNIST_is_fetched()
    {
        using var folder = new TemporaryFolder();
        (string, string)[] environment =
            [.. new[] { "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY" }.Select(name =>
                (name, FormattableString.Invariant($"http://{proxy.LocalEndpoint}")))];
        foreach (var command in new[] { "train --data digits --epochs 1 --steps 2 --hidden 4 --prior-hidden 4 --latent 2 --out run", "predict run --data digits --out a.csv", "export run --format web --out web" })
            Cli.Succeeds(Cli.Run(command.Split(' '), environment, folder.Path));
        Assert.Equal(0, asked);
        Cli.Refuses(Cli.Run(["data", "fetch", "mnist"], [.. environment, ("GMMVAE_DATA", folder["data"])], folder.Path),
            4, "Downloading failed");
        Assert.NotEqual(0, asked);
    }

    /// <summary>A file that names mnist, and one that names data of others, get nothing by that.</summary>
    [Fact]
    public void What_a_model_s_file_names_is_not_downloaded_and_not_measured_unasked()
    {
        using var folder = new TemporaryFolder();
        (string, string)[] environment =
            [.. new[] { "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY" }.Select(name =>
                (name, FormattableString.Invariant($"http://{proxy.LocalEndpoint}"))), ("GMMVAE_DATA", folder["data"])];
        File.WriteAllText(folder["mine.csv"], string.Concat(Enumerable.Range(0, 40).Select(i => FormattableString.Invariant($"{i}\n"))));
        foreach (var (source, what) in new[] { ("mnist", "asked for by name"), (@"\\server\share\a.csv", "on another machine"),
            ("//server/share/a.csv", "on another machine"), (folder["mine.csv"], "not those") })
        {
            folder.Copy(TinyRun.Of("autoencoder", "line").Folder, "run");
            var path = folder["run/checkpoint.safetensors"];
            var checkpoint = Checkpoint.Read(path).IfLeft(() => throw new InvalidOperationException());
            var forged = new Checkpoint(checkpoint.Header with { DataSource = source }, checkpoint.State, checkpoint.Tensors, 0);
            Assert.True(forged.Write(path).IsRight);
            File.Delete(folder["run/run.json"]);
            foreach (var command in new[] { "evaluate run", "export run --format projector --out out", "score run --data line --out s.csv", "sample run --out s.csv", "train --resume run" })
            {
                var result = Cli.Run(command.Split(' '), environment, folder.Path);
                Assert.True(result.ExitCode is 3 or 4, $"{source}, {command}: {result}");
                Assert.Contains(what, result.Error, StringComparison.Ordinal);
            }

            Directory.Delete(folder["run"], recursive: true);
        }

        Cli.Refuses(Cli.Run(["inspect", "mnist"], environment, folder.Path), 4, "asked for by name", "data fetch mnist");
        Cli.Refuses(Cli.Run(["data", "describe", "mnist"], environment, folder.Path), 4, "asked for by name");
        Assert.Equal(0, asked);
    }

    private async Task Count()
    {
        try
        {
            while (true)
            {
                using var client = await proxy.AcceptTcpClientAsync().ConfigureAwait(false);
                Interlocked.Increment(ref asked);
            }
        }
        catch (SocketException)
        {
            // The listener has been stopped.
        }
        catch (ObjectDisposedException)
        {
            // The same, between two clients.
        }
    }
}
