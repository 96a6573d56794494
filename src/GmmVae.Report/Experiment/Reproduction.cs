using GmmVae.Domain;
using GmmVae.Domain.Graphs;
using GmmVae.Engine.Data;
using GmmVae.Engine.Engines;
using GmmVae.Report.Claims;

namespace GmmVae.Report.Experiment;

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
        using var workers = new WorkerPool(Runs.CheckThreads(options.Threads));
        RequireFolder(options.OutputFolder);
        var missing = options.Quick ? null : MissingMnist(options, cancellation);
        var sources = ReproductionPlan.Sources(withMnist: !options.Quick && missing is null);
        var data = sources.Select(source => Sources.Open(source, Sources.DataSeed, options.DataFolder, null, cancellation)).ToArray();
        var runner = new PartRunner(options);
        foreach (var (source, splits) in sources.Zip(data))
            foreach (var part in ReproductionPlan.Parts(source, options))
                runner.RequireOwn(part, splits);
        var tracker = new PartTracker(progress, sources.Sum(source => ReproductionPlan.Parts(source, options).Count));
        var sets = sources.Zip(data, (source, splits) => Reproduce(source, splits, runner, options, workers, tracker, cancellation)).ToArray();
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
            tracker.Begin(part.Name);
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

/// <summary>What to reproduce, how thoroughly, and where to.</summary>
public sealed record ReproductionOptions
{
    /// <summary>The folder of the report; the runs are kept in its subfolder <c>runs</c>.</summary>
    public string OutputFolder { get; init; } = "reproduction";

    /// <summary>Smaller networks, fewer steps, and drawn digits in MNIST's place: minutes instead of most of an hour.</summary>
    public bool Quick { get; init; }

    /// <summary>Whether runs of another size, seed or data that are in the folder are replaced.</summary>
    public bool Force { get; init; }

    /// <summary>The seed of all randomness.</summary>
    public ulong Seed { get; init; }

    /// <summary>Where downloads are kept; MNIST is looked for in its subfolder <c>mnist</c>.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Threads that compute; by default the number of physical cores. Results do not depend on it.</summary>
    public int? Threads { get; init; }

    /// <summary>How the report writes down what a part is trained with; a setting without value is one that is switched on.</summary>
    internal Func<IEnumerable<(Setting Setting, string? Value)>, string> SettingsText { get; init; } = settings =>
        string.Join(", ", settings.Select(one => PropertyNames.Of(one.Setting) + (one.Value is null ? "" : $" = {one.Value}")));
}

/// <summary>How far a reproduction is.</summary>
/// <param name="Part">The part under way, from 1.</param>
/// <param name="Parts">All parts.</param>
/// <param name="Name">What the part does.</param>
/// <param name="IsReused">Whether it is finished already, from an earlier call.</param>
/// <param name="Training">How far its training is, for parts that train.</param>
public sealed record ReproductionProgress(int Part, int Parts, string Name, bool IsReused, TrainingProgress? Training);

/// <summary>Everything that a reproduction found: the numbers behind its figures, and its claims.</summary>
/// <param name="Options">What was asked for.</param>
/// <param name="Sets">One for each kind of data.</param>
/// <param name="Claims">The original report's sentences, tested.</param>
/// <param name="Missing">What could not be done as in the original, why, and the cure; empty if all could.</param>
public sealed record ReproductionReport(
    ReproductionOptions Options, IReadOnlyList<SetReport> Sets, IReadOnlyList<Claim> Claims, IReadOnlyList<string> Missing);
