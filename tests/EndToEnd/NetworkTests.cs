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
