using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GmmVae.Tests.Properties;

/// <summary>Answers HTTP requests on this machine: each with what a function gives for the path.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly List<string> asked = [];
    private readonly CancellationTokenSource end = new();

    internal LoopbackServer(Func<string, Answer> answer)
    {
        listener.Start();
        _ = Serve(answer);
    }

    internal Uri Address => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/mnist/");

    /// <summary>The paths that were asked for, in order.</summary>
    internal string[] Asked
    {
        get
        {
            lock (asked)
                return [.. asked];
        }
    }

    public void Dispose()
    {
        end.Cancel();
        listener.Dispose();
        end.Dispose();
    }

    private async Task Serve(Func<string, Answer> answer)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(end.Token);
                var stream = client.GetStream();
                var request = new StringBuilder();
                var piece = new byte[4096];
                while (!request.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
                    request.Append(Encoding.ASCII.GetString(piece, 0, await stream.ReadAsync(piece, end.Token)));
                var path = request.ToString().Split(' ')[1];
                lock (asked)
                    asked.Add(path);
                var (status, announced, body, hangs) = answer(path);
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status} X\r\nContent-Length: {announced}\r\nConnection: close\r\n\r\n"), end.Token);
                await stream.WriteAsync(body, end.Token);
                if (hangs) await Task.Delay(Timeout.Infinite, end.Token);
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException or ObjectDisposedException or IOException)
        {
            // The test is over.
        }
    }

    internal sealed record Answer(int Status, int Announced, byte[] Body, bool Hangs)
    {
        internal static Answer Of(byte[] body) => new(200, body.Length, body, false);

        internal static Answer NotFound { get; } = new(404, 0, [], false);

        /// <summary>Closes the connection after half of the announced bytes.</summary>
        internal static Answer HalfOf(byte[] body) => new(200, body.Length, body[..(body.Length / 2)], false);

        /// <summary>Sends half of the announced bytes, and then nothing.</summary>
        internal static Answer Stall(byte[] body) => new(200, body.Length, body[..(body.Length / 2)], true);
    }
}
