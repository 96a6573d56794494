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

    /// <summary>The seeds, each once.</summary>
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
