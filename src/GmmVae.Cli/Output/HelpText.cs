using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text;
using GmmVae.Cli.Options;

namespace GmmVae.Cli.Output;

/// <summary><c>--help</c>, and <c>--help all</c> for commands with many options.</summary>
internal sealed class HelpText : SynchronousCommandLineAction
{
    private const string Everything = "all";
    private const int UsualWidth = 120;
    private const int Indent = 30;

    public override bool ClearsParseErrors => true;

    /// <summary>Takes the place of the library's help of all commands.</summary>
    internal static void Use(RootCommand root)
    {
        foreach (var option in root.Options.OfType<HelpOption>())
            option.Action = new HelpText();
    }

    public override int Invoke(ParseResult parseResult)
    {
        var words = parseResult.Tokens.Select(token => token.Value).ToArray();
        var isAll = words.SkipWhile(word => word is not ("--help" or "-h" or "-?")).Contains(Everything);
        var width = Console.IsOutputRedirected ? UsualWidth : Math.Max(Console.WindowWidth - 1, 60);
        Console.Out.Write(Of(parseResult.CommandResult.Command, isAll, width));
        return ExitCode.Done;
    }

    /// <summary>The help of a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="isAll">Whether options are listed that hardly anybody needs.</param>
    /// <param name="width">The length of lines.</param>
    internal static string Of(Command command, bool isAll, int width)
    {
        var text = new StringBuilder();
        var name = Name(command);
        text.Append(command.Description).Append(".\n\nUsage: ").Append(OptionText.Synopsis(command, name)).Append('\n');
        List(text, "Commands", command.Subcommands.Where(part => !part.Hidden).Select(part => (part.Name, part.Description!)), width);
        List(text, "Arguments", command.Arguments.Select(argument => (argument.Name, argument.Description!)), width);
        if (command is GroupedCommand grouped)
            ListGroups(text, grouped, name, isAll, width);
        else
            List(text, "Options", OptionText.Shown(command).Select(Line), width);
        if (command.Subcommands.Count > 0)
            text.Append('\n').Append(name).Append(" COMMAND --help describes a command.\n");
        return text.ToString();
    }

    private static void ListGroups(StringBuilder text, GroupedCommand command, string name, bool isAll, int width)
    {
        foreach (var (group, options) in command.Groups)
            List(text, group.ToString(), options.Where(option => isAll || GroupedCommand.IsEssential(option)).Select(Line), width);
        var count = command.Groups.Sum(group => group.Options.Count);
        if (!isAll)
            text.Append('\n').Append(FormattableString.Invariant($"{name} --help {Everything} lists all {count} options.")).Append('\n');
    }

    private static (string Usage, string Meaning) Line(Option option) => (OptionText.Usage(option), OptionText.Meaning(option));

    private static void List(StringBuilder text, string title, IEnumerable<(string Usage, string Meaning)> lines, int width)
    {
        var listed = lines.ToArray();
        if (listed.Length == 0)
            return;
        text.Append('\n').Append(title).Append(":\n");
        foreach (var (usage, meaning) in listed)
        {
            text.Append("  ").Append(usage);
            var at = usage.Length + 2;
            if (at > Indent - 2)
            {
                text.Append('\n');
                at = 0;
            }

            foreach (var line in Wrapped(meaning, width - Indent))
            {
                text.Append(' ', Indent - at).Append(line).Append('\n');
                at = 0;
            }
        }
    }

    /// <summary>Words in lines of at most a length, or of one word that is longer.</summary>
    private static IEnumerable<string> Wrapped(string words, int length)
    {
        var line = new StringBuilder();
        foreach (var word in words.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > length)
            {
                yield return line.ToString();
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        yield return line.ToString();
    }

    /// <summary>A command with those above it.</summary>
    internal static string Name(Command command) =>
        command is RootCommand ? "gmmvae" : $"{Name(command.Parents.OfType<Command>().First())} {command.Name}";
}
