using System.CommandLine;
using System.CommandLine.Completions;
using System.Globalization;
using GmmVae.Cli.Output;
using GmmVae.Domain.Graphs;

namespace GmmVae.Cli.Commands;

/// <summary><c>gmmvae reference</c>, which help does not list: all commands as the page <c>docs/cli.md</c>.</summary>
internal static class ReferenceCommand
{
    private const string Start = """
        # Command line

        Every command with its options, as `gmmvae reference` prints them. Exit codes: 0 done, 1 the run failed, 2 wrong usage, 3 unusable data or model
        file, 4 cannot read or write, 130 cancelled with the checkpoint saved. Every command takes `--help`.
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
        var options = command.Options.Where(option => !option.Hidden && option is not System.CommandLine.Help.HelpOption).ToArray();
        var words = command.Arguments.Select(argument => argument.Name).Concat(options.Where(option => option.Required).Select(Usage));
        lines.AddRange(["",
            $"`{string.Join(' ', words.Prepend(name))}{(options.All(option => option.Required) ? "" : " [options]")}`", "", "| option | meaning |", "|---|---|"]);
        lines.AddRange(command.Arguments.Select(argument => Row(argument.Name, argument.Description!)));
        lines.AddRange(options.Select(option => Row(Usage(option), option.Description + Default(option))));
    }

    private static string Row(string usage, string meaning) => $"| `{Escape(usage)}` | {Escape(meaning)} |";

    private static string Escape(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static string Usage(Option option) => option.ValueType == typeof(bool) ? option.Name : $"{option.Name} {Value(option)}";

    private static string Value(Option option) =>
        option.HelpName
        ?? (option.ValueType == typeof(double?) ? "X"
            : option.ValueType != typeof(string) ? "N"
            : option.GetCompletions(CompletionContext.Empty).Select(item => item.Label).ToArray() is { Length: > 0 } names
                ? string.Join('|', names)
            : "TEXT");

    private static string Default(Option option) =>
        option.HasDefaultValue && option.ValueType != typeof(bool) && option.GetDefaultValue() is { } value
        ? string.Create(CultureInfo.InvariantCulture, $" [default: {value}]")
        : "";
}
