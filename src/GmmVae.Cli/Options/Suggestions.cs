using System.CommandLine;

namespace GmmVae.Cli.Options;

/// <summary>Names the option that a mistyped one may have been.</summary>
internal static class Suggestions
{
    /// <summary>A word whose distance to an option is greater is another word.</summary>
    private const int GreatestDistance = 2;

    /// <summary>What is wrong, and for each word that looks like an option and is none what it may have been.</summary>
    internal static IEnumerable<string> Of(ParseResult result)
    {
        string[] options = [.. Options(result.CommandResult.Command)];
        return result.Errors.Select(error =>
            Array.Find([.. result.UnmatchedTokens], word => error.Message.Contains($"'{word}'", StringComparison.Ordinal)) is { } typed
            && Nearest(typed, options) is { } meant
                ? $"{error.Message} Did you mean {meant}?"
                : error.Message);
    }

    /// <summary>The option that a word is nearest to, or begins; null where it is near none.</summary>
    internal static string? Nearest(string typed, IReadOnlyList<string> options)
    {
        if (!typed.StartsWith("--", StringComparison.Ordinal))
            return null;
        var nearest = options
            .Select(option => (Option: option, Distance: option.StartsWith(typed, StringComparison.Ordinal) ? 0 : Distance(typed, option)))
            .OrderBy(found => found.Distance).ThenBy(found => found.Option.Length).ThenBy(found => found.Option, StringComparer.Ordinal)
            .FirstOrDefault((Option: "", Distance: int.MaxValue));
        return nearest.Distance <= GreatestDistance ? nearest.Option : null;
    }

    private static IEnumerable<string> Options(Command command) => command.Options.Select(option => option.Name)
        .Concat(command.Parents.OfType<Command>().SelectMany(Options));

    /// <summary>Letters to change, add or drop (Levenshtein).</summary>
    private static int Distance(string one, string other)
    {
        int[] row = [.. Enumerable.Range(0, other.Length + 1)];
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (one[i - 1] == other[j - 1] ? 0 : 1)));
        }

        return row[^1];
    }
}
