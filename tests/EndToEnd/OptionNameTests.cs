using System.CommandLine;
using GmmVae.Cli.Options;

namespace GmmVae.Tests.EndToEnd;

/// <summary>The command line calls settings by its options.</summary>
public sealed class OptionNameTests
{
    [Fact]
    public void Every_setting_has_a_name_and_every_option_named_exists()
    {
        var options = Below(CommandTree.Build()).SelectMany(command => command.Options).Select(option => option.Name).ToHashSet();
        var named = Enum.GetValues<Setting>()
            .SelectMany(setting => OptionNames.Of(setting).Split(' ')).Where(word => word.StartsWith('-')).ToArray();
        Assert.NotEmpty(named);
        Assert.All(named, word => Assert.Contains(word, options));
    }

    [Fact]
    public void Every_option_takes_its_value_once() => Assert.All(
        Below(CommandTree.Build()).SelectMany(command => command.Options),
        option => Assert.True(option.Arity.MaximumNumberOfValues <= 1, option.Name));

    [Fact]
    public void Only_what_a_file_alone_tells_is_no_option() => Assert.All(
        Enum.GetValues<Setting>().Where(setting => !OptionNames.Of(setting).Contains("--", StringComparison.Ordinal)),
        setting => Assert.StartsWith("the ", OptionNames.Of(setting), StringComparison.Ordinal));

    private static IEnumerable<Command> Below(Command command) => command.Subcommands.SelectMany(Below).Prepend(command);
}
