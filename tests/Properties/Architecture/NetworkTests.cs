using System.Text.RegularExpressions;

namespace GmmVae.Tests.Properties;

/// <summary>The network is used to fetch MNIST, and for nothing else.</summary>
public sealed partial class NetworkTests
{
    [Fact]
    public void Only_the_download_of_MNIST_uses_the_network() => Assert.Equal(
        ["src/GmmVae.Engine/Data/Mnist/MnistData.cs"],
        Repository.Code("src").Where(source => Network().IsMatch(source.Code)).Select(source => source.Path));

    [Fact]
    public void No_library_but_the_engine_refers_to_it()
    {
        foreach (var library in Library.All)
            Assert.Equal(
                library.Name == Library.Engine.Name,
                library.Types.Any(type => type.StartsWith("System.Net.", StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"\bSystem\.Net\b|\b(HttpClient|HttpListener|WebRequest|WebClient|Socket|TcpClient|UdpClient|Dns)\b")]
    private static partial Regex Network();
}
