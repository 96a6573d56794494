using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Help;
using System.Globalization;

namespace GmmVae.Cli.Options;

/// <summary>Options in words, as help and reference show them.</summary>
internal static class OptionText
{
    /// <summary>The options that a command has of its own and shows.</summary>
    internal static IReadOnlyList<Option> Shown(Command command) =>
        [.. command.Options.Where(option => !option.Hidden && option is not HelpOption)];

    /// <summary>How a command is called.</summary>
    internal static string Synopsis(Command command, string name)
    {
        if (command.Subcommands.Count > 0)
            return $"{name} COMMAND [options]";
        var options = Shown(command);
        var words = command.Arguments.Select(argument => argument.Name).Concat(options.Where(option => option.Required).Select(Usage));
        return string.Join(' ', words.Prepend(name)) + (options.All(option => option.Required) ? "" : " [options]");
    }

    /// <summary>An option with a placeholder for its value.</summary>
    internal static string Usage(Option option) => option is VersionOption || option.ValueType == typeof(bool) ? option.Name : $"{option.Name} {Value(option)}";

    /// <summary>What an option does, and its default.</summary>
    internal static string Meaning(Option option) => option.Description + Default(option);

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
