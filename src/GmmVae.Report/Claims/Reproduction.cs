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
    /// <param name="progress">Told a few times a second, on the calling thread.</param>
    /// <param name="cancellation">Stops between steps; a later call with the same options goes on there.</param>
    /// <returns>The numbers behind the report. Equal options give equal numbers, but for the times in the runs' summaries.</returns>
    /// <exception cref="GmmVaeException">A training diverged, or the folder cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static ReproductionReport Run(
        ReproductionOptions options, IProgress<ReproductionProgress>? progress = null, CancellationToken cancellation = default)
    {
        using var workers = new WorkerPool(RequestRules.CheckThreads(options.Threads));
        RequireFolder(options.OutputFolder);
        var missing = options.Quick ? null : MissingMnist(options, cancellation);
        var sources = ReproductionPlan.Sources(withMnist: !options.Quick && missing is null);
        var folder = options.DataFolder ?? Sources.DefaultFolder;
        var data = sources.Select(source => DataSource.Open(source, Sources.DataSeed, folder, null, cancellation).OrThrow()).ToArray();
        var runner = new PartRunner(options);
        foreach (var (source, splits) in sources.Zip(data))
            foreach (var part in ReproductionPlan.Parts(source, options))
                runner.RequireOwn(part, splits);
        var tracker = new PartTracker(progress, sources.Sum(source => ReproductionPlan.Parts(source, options).Count));
        var sets = sources.Zip(data, (source, splits) =>
            Reproduce(source, splits, runner, options, workers, tracker, cancellation)).ToArray();
        return new ReproductionReport(options, sets, ClaimBook.Of(sets), missing is null ? [] : [missing]);
    }

    private static SetReport Reproduce(
        string source,
        DataSplits data,
        PartRunner runner,
        ReproductionOptions options,
        WorkerPool workers,
        PartTracker tracker,
        CancellationToken cancellation)
    {
        using var set = new SetBuilder(source, data, options, workers);
        var models = new List<ModelReport>();
        foreach (var part in ReproductionPlan.Parts(source, options))
        {
            tracker.Start(part.Name);
            var isReused = Finish(runner, part, data, tracker, cancellation);
            tracker.End(isReused);
            models.Add(set.Measure(part, runner.FolderOf(part), isReused));
        }

        return set.Build(models);
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
/// <param name="Sets">One for each kind of data.</param>
/// <param name="Claims">The original report's sentences, tested.</param>
/// <param name="Missing">What could not be done as in the original, why, and the cure; empty if all could.</param>
public sealed record ReproductionReport(
    ReproductionOptions Options, IReadOnlyList<SetReport> Sets, IReadOnlyList<Claim> Claims, IReadOnlyList<string> Missing);
