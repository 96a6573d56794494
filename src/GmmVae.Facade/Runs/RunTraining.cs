using GmmVae.Domain.Clustering;
using GmmVae.Engine.Artifacts.Checkpoints;
using GmmVae.Engine.Artifacts.Runs;
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
            : plan.Trials.IsEmpty ? TrainGiven(plan, path, request, follow, cancellation)
            : TrainChosen(plan, path, request, follow, cancellation));

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
        using var session = new TrainingSession(plan.Header, plan.Data, plan.Threads, fineTuned: plan.FineTuned, log: plan.Log,
            ranks: request.Ranks);
        using var folder = RunFolder.Create(path, request.Force).OrThrow();
        session.Start(folder);
        return session.Run(folder, follow, cancellation);
    }

    /// <summary>The part of a rank that writes nothing; where the number of clusters is sought, each rank does so by itself.</summary>
    private static RunResult FollowRank(RunPlan plan, string path, IRankGroup ranks, CancellationToken cancellation)
    {
        var (header, found) = plan.ChooseClusterCount(null, cancellation);
        using var session = new TrainingSession(header, plan.Data, plan.Threads, found, plan.FineTuned, plan.Log, ranks);
        return session.FollowRank(path, cancellation);
    }

    /// <summary>The folder is held while the number of clusters is sought, and left as it was if that comes to nothing.</summary>
    private static RunResult TrainChosen(
        RunPlan plan, string path, TrainRequest request, RunFollowing follow, CancellationToken cancellation)
    {
        using var folder = RunFolder.Create(path, request.Force).OrThrow();
        using var session = ChooseClusterCount();
        session.Start(folder);
        return session.Run(folder, follow, cancellation);

        TrainingSession ChooseClusterCount()
        {
            try
            {
                var (header, found) = plan.ChooseClusterCount(follow.Progress, cancellation);
                return new TrainingSession(header, plan.Data, plan.Threads, found, log: plan.Log, ranks: request.Ranks);
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
        using var session = new TrainingSession(checkpoint.Header, data, threads, ranks: ranks);
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
        var counts = notes.Map(found => RunManifest.ClusterCounts(found).OrThrow()).IfNone(Arr<ClusterCountScore>.Empty);
        using var session = new TrainingSession(
            checkpoint.Header, data, threads, counts, log: log, ranks: ranks);
        session.Resume(folder, checkpoint);
        return session.Run(folder, follow, cancellation);
    }
}
