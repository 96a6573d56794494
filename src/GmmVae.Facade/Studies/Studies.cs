using GmmVae.Domain;
using GmmVae.Domain.Graphs;
using GmmVae.Engine.Artifacts.Checkpoints;
using GmmVae.Engine.Artifacts.Runs;
using GmmVae.Engine.Data;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Files;
using Microsoft.Extensions.Logging.Abstractions;

namespace GmmVae;

/// <summary>Studies: the same training with many seeds, in one folder.</summary>
public static class Studies
{
    /// <summary>The file of the tables that people read beside <c>study.json</c>.</summary>
    internal const string TableName = "study.md";

    private static readonly string[] OwnNames = [StudyJson, TableName, BaselineSuite.FolderName];

    private const string StudyJson = "study.json";
    private const string RunPrefix = "seed-";

    /// <summary>What the processes of a study share while it goes on.</summary>
    private const string SharedName = ".processes";

    /// <summary>
    /// Trains a run for each seed in <c>FOLDER/seed-N</c> and writes <c>study.json</c>. A finished run
    /// with the same options and data is kept as it is and an interrupted one gone on with, so that the same call continues a
    /// study. A seed whose training fails is noted, and the others are trained. Several processes (<see cref="StudyRequest.Ranks"/>) share
    /// the runs; each comes to the result, and the first one writes it.
    /// </summary>
    /// <param name="request">What to train, with which seeds, and where to.</param>
    /// <param name="progress">Told at the start and end of each part, of whichever process, and during trainings, on the training
    /// thread.</param>
    /// <param name="draw">Draws each run's figures, if any are wanted.</param>
    /// <param name="cancellation">Stops between steps, after saving a checkpoint.</param>
    /// <exception cref="GmmVaeException">Wrong options, unusable data, or a folder that holds something else, is in use or
    /// cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; all that was done is kept.</exception>
    public static StudyResult Run(
        StudyRequest request, IProgress<StudyProgress>? progress = null, FigureDrawing? draw = null, CancellationToken cancellation =
            default)
    {
        ArgumentNullException.ThrowIfNull(request);
        RequireSeeds(request.Seeds);
        RequestRules.RequirePreset(request.Train);
        request = request with { Train = request.Train with { Ranks = SingleRank.Instance } };
        var downloads = new StudyDownloads(progress, request.Seeds.Count * (request.Baselines ? 2 : 1));
        var data = new StudyData(request.Train, new DownloadRelay(downloads, request.Train.Logger ?? NullLogger.Instance), cancellation);
        var path = request.Train.OutputFolder
            ?? Path.Combine("runs", $"study-{RunPlan.NameOf(data.Plan(request.Train, request.Seeds[0], "").Header)}");
        var runs = request.Seeds.Select(seed => data.Plan(request.Train, seed, Path.Combine(path, Name(seed)))).ToArray();
        var baselines = request.Baselines ? new BaselineSuite(request, data, path) : null;
        KeptRun[] trainings = [.. runs, .. baselines?.AutoEncoders ?? []];
        RankAgreement.Conflict([.. trainings.Select(run => run.Header)], request.BaselineRows, request.Ranks).ThrowIfSome();
        if (!request.Train.Force && request.Ranks.Rank == 0)
            RequireOwn(path, trainings);
        Guarded(path, () => RequireInside(path, trainings));
        var seeds = request.Seeds.Zip(runs, (seed, run) => PartOf(seed, run, draw, request.SettingNames));
        StudyPart[] parts = [.. seeds, .. baselines?.Parts ?? []];
        return Guarded(path, () => Run(request, path, parts, outcomes => Gather(path, runs, baselines, outcomes), progress, cancellation));
    }

    internal static void RequireSeeds(IReadOnlyList<ulong> seeds)
    {
        if (seeds.Count == 0)
            throw new GmmVaeException(FailureKind.Usage, $"{Setting.Seeds}: there is no seed");
        if (seeds.CountBy(seed => seed).FirstOrDefault(count => count.Value > 1) is { Value: > 1 } twice)
            throw new GmmVaeException(FailureKind.Usage, $"{Setting.Seeds}: seed {twice.Key} is there twice");
    }

    internal static string Name(ulong seed) => FormattableString.Invariant($"{RunPrefix}{seed}");

    private static StudyResult Run(
        StudyRequest request, string path, StudyPart[] parts, Func<IReadOnlyList<StudyOutcome>, StudyResult> gather,
            IProgress<StudyProgress>? progress,
        CancellationToken cancellation)
    {
        var lines = StartSharing(path, request.Ranks);
        using var scheduler = new StudyScheduler(parts, lines, request.Ranks.Count == 1, progress, cancellation);
        try
        {
            var result = gather(scheduler.Run());
            if (request.Ranks.Rank == 0)
                RunFolder.WriteDocument(Path.Combine(result.Folder, StudyJson), result.ToJson()).OrThrow();
            StopSharing(path, request.Ranks);
            return result;
        }
        catch (OperationCanceledException)
        {
            StopSharing(path, request.Ranks);
            throw new OperationCanceledException(
                FormattableString.Invariant($"Cancelled when {scheduler.DoneCount} of {parts.Length} parts were done; all of it is saved.\n  at {path}\n  Go on with the same command."),
                cancellation);
        }
    }

    private static StudyResult Gather(string path, KeptRun[] runs, BaselineSuite? baselines, IReadOnlyList<StudyOutcome> outcomes)
    {
        var header = runs[0].Header;
        var (measured, errors) = baselines?.Gather([.. outcomes.Skip(runs.Length)]) ?? ([], []);
        return new StudyResult(path, header.Model.Kind, header.Preset, header.DataSource,
            [.. outcomes.Take(runs.Length).Select(outcome => outcome.Run!)], measured)
        {
            BaselineErrors = errors,
        };
    }

    /// <summary>What the processes share: a file in the study's folder, made anew.</summary>
    private static SharedLines StartSharing(string path, IRankGroup ranks)
    {
        if (ranks.Count == 1)
            return SharedLines.Alone();
        var shared = Path.Combine(path, SharedName);
        if (ranks.Rank == 0)
        {
            Directory.CreateDirectory(path);
            File.Delete(shared);
            new FileStream(shared, FileMode.CreateNew).Dispose();
        }

        ranks.Any(false);
        return SharedLines.In(shared);
    }

    /// <summary>Waits for the other processes; nothing remains of what they shared.</summary>
    private static void StopSharing(string path, IRankGroup ranks)
    {
        if (ranks.Count == 1)
            return;
        ranks.Any(false);
        if (ranks.Rank == 0)
            File.Delete(Path.Combine(path, SharedName));
    }

    private static StudyPart PartOf(ulong seed, KeptRun run, FigureDrawing? draw, Func<Setting, string> nameOf) => new(
        FormattableString.Invariant($"seed {seed}"), (progress, cancellation) =>
    {
        var isThere = run.IsFinished;
        try
        {
            return new StudyOutcome(new StudyRun(seed, run.Finish(progress, draw, cancellation), null), null, isThere);
        }
        catch (GmmVaeException failure) when (failure.Kind is not FailureKind.Access)
        {
            return new StudyOutcome(new StudyRun(seed, null, failure.Render(nameOf)), null, isThere);
        }
    });

    private static T Guarded<T>(string path, Func<T> use)
    {
        try
        {
            return use();
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException or IOException and not DataFileException)
        {
            throw new GmmVaeException(FailureKind.Access,
                $"The study's folder cannot be used: {fault.Message}\n  at {path}\n  Check the folder and the disk, then go on with the same command.");
        }
    }

    /// <summary>Refuses links to folders elsewhere in the places of runs.</summary>
    private static bool RequireInside(string path, IEnumerable<KeptRun> runs)
    {
        foreach (var run in runs)
            FileOperations.RequireOwnFolder(path, run.Folder);
        return true;
    }

    /// <summary>Refuses a folder with things that are no study's, or with runs that have other options.</summary>
    private static void RequireOwn(string path, IEnumerable<KeptRun> runs)
    {
        if (File.Exists(path))
            throw new GmmVaeException(FailureKind.Access,
                $"This is a file where a folder is needed.\n  at {path}\n  Give another {Setting.OutputFolder}.");
        if (!Directory.Exists(path))
            return;
        var foreign = Directory.EnumerateFileSystemEntries(path).Select(entry => Path.GetFileName(entry)).FirstOrDefault(name =>
            name[0] != '.' && !OwnNames.Contains(name) && !name.StartsWith(RunPrefix, StringComparison.Ordinal));
        if (foreign is not null)
            throw new GmmVaeException(
                FailureKind.Usage,
                $"The folder is not empty: it holds '{foreign}', which is no part of a study.\n"
                + $"  at {path}\n  Give another {Setting.OutputFolder}, or {Setting.Force}.");
        if (runs.FirstOrDefault(run => run.IsTaken) is { } taken)
            throw new GmmVaeException(
                FailureKind.Usage,
                $"The folder holds a run with other options or data.\n"
                + $"  at {taken.Folder}\n  Give another {Setting.OutputFolder}, or {Setting.Force} to replace it.");
    }
}
