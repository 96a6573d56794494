using System.Globalization;
using GmmVae.Domain;

namespace GmmVae.Cli.Options;

/// <summary>Seeds as users write them: <c>0..9</c>, <c>0,3,7</c>, or <c>0..4,10,20..24</c>.</summary>
internal static class SeedList
{
    /// <summary>A list may have so many seeds.</summary>
    internal const int Most = 10_000;

    /// <summary>The seeds in the order they are written; both ends of a range belong to it.</summary>
    /// <exception cref="GmmVaeException">These are no seeds, a range ends before it begins, or there are too many.</exception>
    internal static IReadOnlyList<ulong> Parse(string text)
    {
        var seeds = new List<ulong>();
        foreach (var word in text.Split(','))
        {
            var (first, last) = Range(word);
            if (last < first)
                throw Wrong($"'{word}' ends before it begins");
            if (last - first >= (ulong)(Most - seeds.Count))
                throw Wrong(FormattableString.Invariant($"there are more than {Most} seeds"));
            for (var seed = first; ; seed++)
            {
                seeds.Add(seed);
                if (seed == last)
                    break;
            }
        }

        return seeds;
    }

    private static (ulong First, ulong Last) Range(string word)
    {
        var dots = word.IndexOf("..", StringComparison.Ordinal);
        return dots < 0 ? (Seed(word, word), Seed(word, word)) : (Seed(word[..dots], word), Seed(word[(dots + 2)..], word));
    }

    private static ulong Seed(string digits, string word) =>
        ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
            ? seed
            : throw Wrong($"'{word}' is not a seed or a range of seeds; write seeds such as 0..9 or 0,3,7");

    private static GmmVaeException Wrong(string what) => new(FailureKind.Usage, $"{Setting.Seeds}: {what}");
}
