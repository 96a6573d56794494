using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace GmmVae.Cli.Output;

/// <summary>What is said of a command line that cannot be read.</summary>
internal static class UsageErrors
{
    /// <summary>The errors, the words that may have been meant, and where help is.</summary>
    internal static IReadOnlyList<string> Of(ParseResult result)
    {
        var command = result.CommandResult.Command;

        // A command that is not known leaves its parent without one, which needs no words of its own.
        bool IsNoise(ParseError error) => result.UnmatchedTokens.Count > 0 && command.Subcommands.Count > 0
            && !result.UnmatchedTokens.Any(word => error.Message.Contains(word, StringComparison.Ordinal));

        return
        [
            .. result.Errors.Where(error => !IsNoise(error)).Select(error => error.Message).Distinct(),
            .. Corrections(result),
            command is RootCommand ? "gmmvae --help lists the commands." : $"{HelpText.Name(command)} --help lists what it takes.",
        ];
    }

    /// <summary>The library prints its corrections of each word: a line with the word, then a line for each. Those of the first word count,
    /// since what follows it may be wrong on its account.</summary>
    private static IEnumerable<string> Corrections(ParseResult result)
    {
        if (result.Action is not ParseErrorAction action)
            return [];
        (action.ShowHelp, action.ShowTypoCorrections) = (false, true);
        using var printed = new StringWriter();
        action.Invoke(WithOutput(result, printed));
        var found = printed.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Skip(1).TakeWhile(line => !line.Contains(' ', StringComparison.Ordinal)).ToArray();
        return found.Length == 0 ? [] : [$"Did you mean {string.Join(" or ", found)}?"];
    }

    private static ParseResult WithOutput(ParseResult result, TextWriter output)
    {
        result.InvocationConfiguration.Output = output;
        result.InvocationConfiguration.Error = TextWriter.Null;
        return result;
    }
}
