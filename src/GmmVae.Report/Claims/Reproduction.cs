using GmmVae.Domain;
using GmmVae.Domain.Graphs;
using GmmVae.Engine.Data;
using GmmVae.Engine.Data.Sources;
using GmmVae.Engine.Engines;
using GmmVae.Report.Experiment;

namespace GmmVae.Report.Claims;

/// <summary>
/// Repeats the original experiment: autoencoder, VAE and Gaussian-mixture VAE on one-dimensional synthetic data and on
/// digits, and tests what its report says of them.
/// </summary>
public static class Reproduction
{
    /// <summary>Trains what is not trained yet and measures everything.</summary>
    /// <param name="options">What to reproduce, and where to.</param>
    /// <param name="progress">Told a few times a second, on the calling thread; several parts are under way at once, a thread each.</param>
    /// <param name="cancellation">Stops between steps; a later call with the same options goes on there.</param>
    /// <returns>The numbers behind the report. Equal options give equal numbers, but for the times in the runs' summaries.</returns>
    /// <exception cref="GmmVaeException">A training diverged, or the folder cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static ReproductionReport Run(
        ReproductionOptions options, IProgress<ReproductionProgress>? progress = null, CancellationToken cancellation = default)
    {
        var threads = RequestRules.CheckThreads(options.Threads);
        RequireSeeds(options);
        RequireFolder(options.OutputFolder);
        var missing = options.Quick ? null : MissingMnist(options, cancellation);
        var sources = ReproductionPlan.Sources(withMnist: !options.Quick && missing is null);
        var folder = options.DataFolder ?? Sources.DefaultFolder;
        var data = sources.Select(source => DataSource.Open(source, Sources.DataSeed, folder, null, cancellation).OrThrow()).ToArray();
        var seeds = options.AllSeeds.Select(seed => options with { Seed = seed }).ToArray();
        var runner = new PartRunner(seeds[0]);
        var jobs = new ReproductionJobs(threads, progress, cancellation);

        // Pictures take longest, and of them the training for clusters, so they come first.
        var longestFirst = sources.Zip(data, (source, splits) => (Name: source, Data: splits)).Reverse().ToArray();
        var parts = seeds.SelectMany(seed => longestFirst.SelectMany(source =>
            ReproductionPlan.Parts(source.Name, seed).Select(part => (Part: part, source.Data))))
            .OrderByDescending(part => part.Part.Model == ReproducedModel.Clustering && part.Data.Train.Image is not null).ToArray();
        foreach (var (part, splits) in parts)
            runner.RequireOwn(part, splits);
        var reused = jobs.Run(parts, (job, number, tell, stop) =>
        {
            var tracker = new PartTracker(tell, number + 1, parts.Length, Path.GetFileName(runner.FolderOf(job.Part)));
            var isReused = Finish(runner, job.Part, job.Data, tracker, stop);
            tracker.End(isReused);
            return isReused;
        });
        var known = parts.Index().ToDictionary(part => runner.FolderOf(part.Item.Part), part => reused[part.Index]);
        var measured = jobs.Run(
            seeds.SelectMany(seed => longestFirst.Select(source => (Seed: seed, source.Name, source.Data))).ToArray(),
            (job, _, _, _) => Measure(job.Name, job.Data, job.Seed, runner, known));
        var sets = sources.Select(source => (IReadOnlyList<SetReport>)[.. measured.Where(set => set.Name == source)]).ToArray();
        return new ReproductionReport(seeds[0], [.. sets.Select(set => set[0])], ClaimBook.Of(sets), missing is null ? [] : [missing]);
    }

    private static SetReport Measure(
        string source, DataSplits data, ReproductionOptions seed, PartRunner runner, Dictionary<string, bool> reused)
    {
        using var workers = new WorkerPool(1);
        using var set = new SetBuilder(source, runner.IsFirst(seed.Seed), data, seed, workers);
        return set.Build([.. ReproductionPlan.Parts(source, seed).Select(part =>
            set.Measure(part, runner.FolderOf(part), reused[runner.FolderOf(part)]))]);
    }

    private static bool Finish(
        PartRunner runner, ReproductionPart part, DataSplits data, PartTracker tracker, CancellationToken cancellation)
    {
        try
        {
            return runner.Finish(part, data, tracker, cancellation);
        }
        catch (OperationCanceledException)
        {
            throw new OperationCanceledException(
                $"Cancelled in the part {part.Name}; what is trained is kept.\n  at {runner.FolderOf(part)}\n  The same command goes on there.", cancellation);
        }
    }

    private static void RequireSeeds(ReproductionOptions options)
    {
        Studies.RequireSeeds(options.AllSeeds);
        if (options.AllSeeds.Count > Intervals.MostSeeds)
            throw new GmmVaeException(
                FailureKind.Usage, $"{Setting.Seeds}: must be at most {Intervals.MostSeeds}, are {options.AllSeeds.Count}.");
    }

    /// <summary>Makes the folder, so that one that cannot be written shows before anything is trained.</summary>
    private static void RequireFolder(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new GmmVaeException(
                FailureKind.Access,
                $"The folder of the report cannot be made: {fault.Message}\n"
                + $"  at {path}\n  Give another folder with {Setting.OutputFolder}.");
        }
    }

    private static string? MissingMnist(ReproductionOptions options, CancellationToken cancellation)
    {
        var found = DataSource.Open("mnist", Sources.DataSeed, options.DataFolder ?? Sources.DefaultFolder, null, cancellation);
        return found.LeftAsEnumerable().Select(error => error.Message).FirstOrDefault();
    }
}

/// <summary>Everything that a reproduction found: the numbers behind its figures, and its claims.</summary>
/// <param name="Options">What was asked for.</param>
/// <param name="Sets">One for each kind of data, of the first seed.</param>
/// <param name="Claims">The original report's sentences, tested on all seeds.</param>
/// <param name="Missing">What could not be done as in the original, why, and the cure; empty if all could.</param>
public sealed record ReproductionReport(
    ReproductionOptions Options, IReadOnlyList<SetReport> Sets, IReadOnlyList<Claim> Claims, IReadOnlyList<string> Missing);
