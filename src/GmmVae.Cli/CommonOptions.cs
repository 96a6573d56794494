using System.CommandLine;
using System.Globalization;
using GmmVae.Engine;

namespace GmmVae.Cli;

/// <summary>Options that several commands have.</summary>
internal static class CommonOptions
{
    /// <summary>An option that takes a data source, and completes the names that are known.</summary>
    internal static Option<string> Source(string description, bool required)
    {
        var names = DataSource.Known.Map(known => known.Name).ToArray();
        var option = new Option<string>("--data")
        {
            Description = string.Format(CultureInfo.InvariantCulture, description, string.Join(", ", names) + $", or {DataSource.Paths}"),
            HelpName = "SOURCE",
            Required = required,
        };
        option.CompletionSources.Add(names);
        return option;
    }

    internal static Argument<string> Run() => new("RUN") { Description = "A run folder, or a file: a checkpoint, or PyTorch's safetensors" };

    internal static Option<bool> Json() => new("--json")
    {
        Description = "Write one JSON document to standard output and nothing else; progress goes to standard error",
    };

    internal static Option<int?> Threads() =>
        NumberOption.Create<int?>("--threads", "Threads that compute; results do not depend on it [default: physical cores]");

    internal static Option<int?> CheckpointEvery() =>
        NumberOption.Create<int?>("--checkpoint-every", "Save a checkpoint every so many steps, beside those at the end of each epoch");

    /// <summary>Where downloads are kept.</summary>
    internal static string? DataFolder => Environment.GetEnvironmentVariable("GMMVAE_DATA");
}
