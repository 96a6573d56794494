using GmmVae.Engine;

namespace GmmVae;

/// <summary>One training for each of many seeds.</summary>
public sealed record StudyRequest
{
    /// <summary>What to train. The seed is overwritten, and each run is of one process by itself. The output folder is the study's, by default
    /// <c>runs/study-MODEL-PRESET-DATA</c>; with <see cref="TrainRequest.Force"/>, runs in it that have other options are
    /// replaced.</summary>
    public required TrainRequest Train { get; init; }

    /// <summary>The seeds, each once (see <see cref="SeedList"/>).</summary>
    public required IReadOnlyList<ulong> Seeds { get; init; }

    /// <summary>Whether k-means and Gaussian mixtures are scored beside the runs, with the same seeds.</summary>
    public bool Baselines { get; init; }

    /// <summary>Training rows that baselines are fitted to at most; they are scored on the whole test split.</summary>
    public int BaselineRows { get; init; } = 10_000;

    /// <summary>
    /// The processes that share the runs and the baselines, each of which makes the same request; by default this one alone. All of them see the
    /// study's folder. Results do not depend on who trains what.
    /// </summary>
    public IRankGroup Ranks { get; init; } = SingleRank.Instance;
}
