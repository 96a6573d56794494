using System.CommandLine;

namespace GmmVae.Cli;

/// <summary>Options that several commands have.</summary>
internal static class CommonOptions
{
    internal static Option<bool> Json() => new("--json")
    {
        Description = "Write one JSON document to standard output and nothing else; progress goes to standard error",
    };

    internal static Option<int?> Threads() =>
        NumberOption.Create<int?>("--threads", "Threads that compute; results do not depend on it [default: physical cores]");

    /// <summary>Where downloads are kept.</summary>
    internal static string? DataFolder => Environment.GetEnvironmentVariable("GMMVAE_DATA");
}
