using System.Collections.Concurrent;

namespace GmmVae.Tests.EndToEnd;

/// <summary>The smallest training that has everything: two whole epochs and a begun one. Trained once for all tests that only
/// look.</summary>
internal static class TinyRun
{
    internal const int Epochs = 3;
    internal const int Steps = 30;

    private static readonly Lazy<TemporaryFolder> Folder = new(() =>
    {
        var folder = new TemporaryFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        return folder;
    });

    private static readonly ConcurrentDictionary<string, Lazy<(string Folder, string Output)>> Trained = [];

    internal static string[] Models { get; } = ["autoencoder", "vae", "gmm-vae"];

    internal static string[] Arguments(string model, string data, string output) =>
        ["train", "--preset", "report", "--model", model, "--data", data, "--out", output, "--epochs", "3", "--steps", "30", "--batch", "500", .. Small];

    internal static string[] Small { get; } = ["--hidden", "8", "--prior-hidden", "8", "--latent", "2"];

    /// <summary>The run folder and the standard output of a finished run with <c>--json</c>; not to be changed.</summary>
    internal static (string Folder, string Output) Of(string model, string data) => Trained.GetOrAdd(
        $"{model}-{data}",
        name => new(() =>
        {
            var folder = Folder.Value[name];
            return (folder, Cli.Succeeds(Cli.Run([.. Arguments(model, data, folder), "--json"])));
        })).Value;
}
