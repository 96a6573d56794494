using System.CommandLine;

namespace GmmVae.Cli.Options;

/// <summary>A command with many options, which its help lists in groups: first those that matter first.</summary>
/// <param name="name">The command's name.</param>
/// <param name="description">What it does.</param>
internal sealed class GroupedCommand(string name, string description) : Command(name, description)
{
    private static readonly string[] Essential =
    [
        "--data", "--missing", "--model", "--preset", "--clusters", "--latent", "--hidden", "--likelihood", "--epochs", "--batch",
        "--learning-rate", "--seed", "--threads", "--patience", "--label-weight", "--restarts", "--out", "--force", "--resume", "--json",
        "--seeds", "--baselines",
    ];

    private readonly List<(OptionGroup Group, Option Option)> grouped = [];

    /// <summary>The groups with their options, those that matter first in front.</summary>
    internal IEnumerable<(OptionGroup Group, IReadOnlyList<Option> Options)> Groups => grouped.Where(one => !one.Option.Hidden)
        .GroupBy(one => one.Group, one => one.Option).OrderBy(group => group.Key)
        .Select(group => (group.Key, (IReadOnlyList<Option>)[.. group.OrderByDescending(IsEssential)]));

    /// <summary>Whether short help lists an option.</summary>
    internal static bool IsEssential(Option option) => Essential.Contains(option.Name);

    internal void Add(OptionGroup group, params Option[] options)
    {
        foreach (var option in options)
        {
            grouped.Add((group, option));
            Add(option);
        }
    }
}

/// <summary>What an option is about.</summary>
internal enum OptionGroup
{
    /// <summary>The rows.</summary>
    Data,

    /// <summary>The network and its distributions.</summary>
    Model,

    /// <summary>How it is trained.</summary>
    Training,

    /// <summary>The constants of the clustering preset.</summary>
    Clustering,

    /// <summary>What is written, and where.</summary>
    Output,

    /// <summary>Several processes, threads and devices.</summary>
    Distributed,
}
