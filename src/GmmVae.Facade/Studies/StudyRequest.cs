using System.Globalization;
using GmmVae.Domain;
using GmmVae.Engine.Engines;

namespace GmmVae;

/// <summary>One training for each of many seeds.</summary>
public sealed record StudyRequest
{
    /// <summary>What to train. The seed is overwritten, and each run is of one process by itself. The output folder is the study's, by
    /// default <c>runs/study-MODEL-PRESET-DATA</c>; with <see cref="TrainRequest.Force"/>, runs in it that have other options are
    /// replaced.</summary>
    public required TrainRequest Train { get; init; }

    /// <summary>The seeds, each once (see <see cref="SeedList"/>).</summary>
    public required IReadOnlyList<ulong> Seeds { get; init; }

    /// <summary>Whether k-means and Gaussian mixtures are scored beside the runs, with the same seeds.</summary>
    public bool Baselines { get; init; }

    /// <summary>Training rows that baselines are fitted to at most; they are scored on the whole test split.</summary>
    public int BaselineRows { get; init; } = 10_000;

    /// <summary>
    /// The processes that share the runs and the baselines, each of which makes the same request; by default this one alone. All of them
    /// see the study's folder. Results do not depend on who trains what.
    /// </summary>
    public IRankGroup Ranks { get; init; } = SingleRank.Instance;

    /// <summary>What settings are called where the study notes failures.</summary>
    internal Func<Setting, string> SettingNames { get; init; } = PropertyNames.Of;
}

/// <summary>Seeds as users write them: <c>0..9</c>, <c>0,3,7</c>, or <c>0..4,10,20..24</c>.</summary>
public static class SeedList
{
    /// <summary>A list may have so many seeds.</summary>
    public const int Most = 10_000;

    /// <summary>The seeds in the order they are written; both ends of a range belong to it.</summary>
    /// <exception cref="GmmVaeException">These are no seeds, a range ends before it begins, a seed is there twice, or there
    /// are too many.</exception>
    public static IReadOnlyList<ulong> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
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

        Require(seeds);
        return seeds;
    }

    /// <summary>Refuses lists that are empty or name a seed twice.</summary>
    internal static void Require(IReadOnlyList<ulong> seeds)
    {
        if (seeds.Count == 0)
            throw Wrong("there is no seed");
        if (seeds.CountBy(seed => seed).FirstOrDefault(count => count.Value > 1) is { Value: > 1 } twice)
            throw Wrong(FormattableString.Invariant($"seed {twice.Key} is there twice"));
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

/// <summary>How far a study is.</summary>
/// <param name="Part">What is being done, in words: <c>seed 3</c>, say.</param>
/// <param name="Number">Which part that is, from 1.</param>
/// <param name="Parts">All parts.</param>
/// <param name="Training">How far its training is, if one is under way and one process makes the study.</param>
/// <param name="IsEnd">Whether the part is done.</param>
/// <param name="Finished">Its run, once it is done, if it is one; of baselines, what failed.</param>
/// <param name="Reused">Whether the part was there already.</param>
public sealed record StudyProgress(
    string Part, int Number, int Parts, TrainingProgress? Training = null, bool IsEnd = false, StudyRun? Finished = null, bool Reused =
        false);
