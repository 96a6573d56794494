using GmmVae.Domain;
using GmmVae.Domain.Clustering;
using GmmVae.Domain.Models;
using GmmVae.Engine.Artifacts.Checkpoints;
using GmmVae.Engine.Artifacts.Runs;
using GmmVae.Engine.Data;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Training;
using LanguageExt;
using Microsoft.Extensions.Logging;

namespace GmmVae;

/// <summary>Trains into run folders, from the start or from a checkpoint, alone or as one of several ranks.</summary>
internal static class RunTraining
{
    /// <summary>Trains what a plan says into a new folder; a rank above 0 writes nothing.</summary>
    internal static RunResult Start(RunPlan plan, string path, TrainRequest request, RunFollowing follow, CancellationToken cancellation) =>
        Failures.GuardSilentRanks(() => request.Ranks.Rank > 0 ? FollowRank(plan, path, request.Ranks, cancellation)
            : plan.HasChoice ? TrainChosen(plan, path, request, follow, cancellation)
            : TrainGiven(plan, path, request, follow, cancellation));

    /// <summary>Goes on with the run in a folder; a rank above 0 writes nothing.</summary>
    internal static RunResult Resume(
        string path, string? dataFolder, int threads, RunFollowing follow, ILogger log, IRankGroup? ranks,
            CancellationToken cancellation) =>
        Failures.GuardSilentRanks(() => ranks is { Rank: > 0 }
            ? ResumeFollowing(Path.Combine(path, RunFolder.CheckpointName), dataFolder, threads, ranks, cancellation)
            : ResumeInFolder(path, dataFolder, threads, follow, log, ranks, cancellation));

    private static RunResult TrainGiven(
        RunPlan plan, string path, TrainRequest request, RunFollowing follow, CancellationToken cancellation)
    {
        using var session = new TrainingSession(new ChosenTraining(plan.Header), plan.Data, plan.Threads, plan.FineTuned, plan.Log,
            request.Ranks, cancellation);
        using var folder = RunFolder.Create(path, request.Force).OrThrow();
        session.Start(folder);
        return session.Run(folder, follow, cancellation);
    }

    /// <summary>The part of a rank that writes nothing; what there is to choose each rank chooses by itself.</summary>
    private static RunResult FollowRank(RunPlan plan, string path, IRankGroup ranks, CancellationToken cancellation)
    {
        var chosen = plan.Choose(null, cancellation);
        if (chosen.Mixture is not null)
            return MixtureRun.Follow(chosen, plan.Data, plan.Threads, path);
        using var session = new TrainingSession(chosen, plan.Data, plan.Threads, plan.FineTuned, plan.Log, ranks, cancellation);
        return session.FollowRank(path, cancellation);
    }

    /// <summary>The folder is held while something is chosen, and left as it was if that comes to nothing.</summary>
    private static RunResult TrainChosen(
        RunPlan plan, string path, TrainRequest request, RunFollowing follow, CancellationToken cancellation)
    {
        using var folder = RunFolder.Create(path, request.Force).OrThrow();
        var chosen = Choose();
        if (chosen.Mixture is not null)
            return MixtureRun.Write(chosen, plan.Data, plan.Threads, folder, follow);
        using var session = new TrainingSession(
            chosen, plan.Data, plan.Threads, log: plan.Log, ranks: request.Ranks, cancellation: cancellation);
        session.Start(folder);
        return session.Run(folder, follow, cancellation);

        ChosenTraining Choose()
        {
            try
            {
                return plan.Choose(follow.Progress, cancellation);
            }
            catch
            {
                folder.Abandon();
                throw;
            }
        }
    }

    private static RunResult ResumeFollowing(
        string path, string? dataFolder, int threads, IRankGroup ranks, CancellationToken cancellation)
    {
        var checkpoint = Checkpoint.Read(path).OrThrow();
        var data = RunData.Reopen(checkpoint.Header, dataFolder);
        using var session = new TrainingSession(
            new ChosenTraining(checkpoint.Header), data, threads, ranks: ranks, cancellation: cancellation);
        session.Restore(checkpoint);
        return session.FollowRank(path, cancellation);
    }

    private static RunResult ResumeInFolder(
        string runFolder, string? dataFolder, int threads, RunFollowing follow, ILogger log, IRankGroup? ranks,
            CancellationToken cancellation)
    {
        using var folder = RunFolder.Resume(runFolder).OrThrow();
        var checkpoint = Checkpoint.Read(folder.CheckpointPath).OrThrow();
        if (checkpoint.IsFromPyTorch)
            throw new GmmVaeException(
                FailureKind.Data,
                    $"The file holds a model from PyTorch, without the optimizer's state that a training goes on from.\n  at {folder.CheckpointPath}\n  Restore the run's own checkpoint, or start a new run.");
        var notes = RunManifest.Of(folder).OrThrow();
        notes.Bind(found => RunDifferences.Find(found, checkpoint.Header, folder)).ThrowIfSome();
        var data = RunData.Reopen(checkpoint.Header, dataFolder);
        var chosen = new ChosenTraining(checkpoint.Header)
        {
            ClusterCounts = notes.Map(found => RunManifest.ClusterCounts(found).OrThrow()).IfNone(Arr<ClusterCountScore>.Empty),
            Ladder = notes.Bind(found => RunManifest.Chosen(found).OrThrow()).MatchUnsafe(choice => (LadderChoice?)choice, () => null),
        };
        if (checkpoint.Header.Model is PlainMixtureSpec)
            return MixtureRun.Measure(chosen, checkpoint, data, threads, folder, follow);
        using var session = new TrainingSession(chosen, data, threads, log: log, ranks: ranks, cancellation: cancellation);
        session.Resume(folder, checkpoint);
        return session.Run(folder, follow, cancellation);
    }
}

/// <summary>The data that trained models go on with and are measured on.</summary>
internal static class RunData
{
    /// <summary>The data that a run began with.</summary>
    internal static DataSplits Reopen(CheckpointHeader header, string? dataFolder) => Open(
        header, dataFolder, $"The data are not those that the run began with", $"Restore the data, or start a new run.");

    /// <summary>The splits of the data that a model was trained on, with its preprocessing, if they still are what they were: what a file
    /// names is not measured, and not told of, for another's asking.</summary>
    internal static DataSplits Open(CheckpointHeader header, string? dataFolder) => Open(
        header, dataFolder, $"The data are not those that the model was trained on",
        $"Restore the data, or name those to use with {Setting.Data}.");

    private static DataSplits Open(CheckpointHeader header, string? dataFolder, ErrorText problem, ErrorText cure)
    {
        var rows = Sources.ReadUnasked(header, dataFolder).OrThrow();
        Suitability.OfRead(header, header.DataSource, rows).ThrowIfSome();
        var data = Sources.Split(rows, header.DataSeed, header.Training.ShuffleBlock, header.Training.EvaluationRows).OrThrow();
        return data.Train.Fingerprint == header.DataFingerprint
            ? DataSplits.With(data.Train, data.Test, header.Preprocessing)
            : throw new GmmVaeException(
                FailureKind.Data,
                $"{problem}: their fingerprint is {data.Train.Fingerprint}, not {header.DataFingerprint}.\n  at {header.DataSource}\n  {cure}");
    }

    /// <summary>Rows of another source to measure on.</summary>
    internal static Dataset Other(CheckpointHeader header, string source, string? dataFolder, DataOptions? table)
    {
        var rows = Sources.Read(source, dataFolder, DataOptions.Of(table, header));
        Suitability.OfRead(header, source, rows).ThrowIfSome();
        return rows.Measured.With(header.Preprocessing);
    }
}
