using System.CommandLine;

namespace GmmVae.Cli;

/// <summary>Options that several commands have.</summary>
internal static class CommonOptions
{
    /// <summary>What <c>--data</c> takes.</summary>
    internal const string SourceWords = "line, signals, mnist, or a path";

    internal static Argument<string> Run() => new("RUN") { Description = "A run folder, or a checkpoint file" };

    internal static Option<bool> Json() => new("--json")
    {
        Description = "Write one JSON document to standard output and nothing else; progress goes to standard error",
    };

    internal static Option<int?> Threads() =>
        NumberOption.Create<int?>("--threads", "Threads that compute; results do not depend on it [default: physical cores]");

    /// <summary>Where downloads are kept.</summary>
    internal static string? DataFolder => Environment.GetEnvironmentVariable("GMMVAE_DATA");
}
