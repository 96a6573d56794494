using System.CommandLine;
using GmmVae.Cli.Options;
using GmmVae.Cli.Output;

namespace GmmVae.Cli.Commands;

/// <summary><c>gmmvae reference</c>, which help does not list: all commands as the page <c>docs/cli.md</c>.</summary>
internal static class ReferenceCommand
{
    private const string Start = """
        # Command line

        Every command with its options, as `gmmvae reference` prints them. Exit codes: 0 done, 1 the run failed, 2 wrong usage, 3 unusable data or model
        file, 4 cannot read or write, 130 cancelled with the checkpoint saved. Every command takes `--help`; `gmmvae train --help` and
        `gmmvae study --help` list the options that matter first, `--help all` lists all of them.
        """;

    internal static Command Build()
    {
        var command = new Command("reference", "Print this reference") { Hidden = true };
        command.SetAction(parsed =>
        {
            Console.Out.Write(Page(parsed.RootCommandResult.Command));
            return ExitCode.Done;
        });
        return command;
    }

    private static string Page(Command root)
    {
        var lines = new List<string> { Start };
        foreach (var command in root.Subcommands.Where(command => !command.Hidden))
            Describe(command, "gmmvae", lines);
        return string.Join('\n', lines).ReplaceLineEndings("\n") + "\n";
    }

    private static void Describe(Command command, string parent, List<string> lines)
    {
        var name = $"{parent} {command.Name}";
        lines.AddRange(["", $"## {name}", $"{command.Description}."]);
        foreach (var part in command.Subcommands)
            Describe(part, name, lines);
        if (command.Subcommands.Count > 0)
            return;
        lines.AddRange(["", $"`{OptionText.Synopsis(command, name)}`"]);
        if (command is GroupedCommand grouped)
        {
            foreach (var (group, options) in grouped.Groups)
            {
                lines.AddRange(["", $"{group}:"]);
                Tabulate(options, [], lines);
            }
        }
        else
        {
            Tabulate(OptionText.Shown(command), command.Arguments, lines);
        }
    }

    private static void Tabulate(IEnumerable<Option> options, IEnumerable<Argument> arguments, List<string> lines)
    {
        lines.AddRange(["", "| option | meaning |", "|---|---|"]);
        lines.AddRange(arguments.Select(argument => Row(argument.Name, argument.Description!)));
        lines.AddRange(options.Select(option => Row(OptionText.Usage(option), OptionText.Meaning(option))));
    }

    private static string Row(string usage, string meaning) => $"| `{Escape(usage)}` | {Escape(meaning)} |";

    private static string Escape(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
