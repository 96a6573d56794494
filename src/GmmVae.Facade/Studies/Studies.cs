using System.Text;
using GmmVae.Domain;
using GmmVae.Engine;

namespace GmmVae;

/// <summary>Studies: the same training with many seeds, in one folder.</summary>
public static class Studies
{
    private static readonly string[] OwnNames = [StudyJson, StudyText, BaselineSuite.FolderName];

    private const string StudyJson = "study.json";
    private const string StudyText = "study.md";
    private const string RunPrefix = "seed-";

    /// <summary>
    /// Trains a run for each seed in <c>FOLDER/seed-N</c> and writes <c>study.json</c> and <c>study.md</c>. A finished run
    /// with the same options and data is kept as it is and an interrupted one gone on with, so that the same call continues a
    /// study. A seed whose training fails is noted, and the others are trained.
    /// </summary>
    /// <param name="request">What to train, with which seeds, and where to.</param>
    /// <param name="progress">Told at the start and end of each part and during trainings, on the training thread.</param>
    /// <param name="draw">Draws each run's figures, if any are wanted.</param>
    /// <param name="cancellation">Stops between steps, after saving a checkpoint.</param>
    /// <exception cref="GmmVaeException">Wrong options, unusable data, or a folder that holds something else, is in use or
    /// cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; all that was done is kept.</exception>
    public static StudyResult Run(
        StudyRequest request, IProgress<StudyProgress>? progress = null, FigureDrawing? draw = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        SeedList.Require(request.Seeds);
        Runs.RequirePreset(request.Train);
        var parts = request.Seeds.Count * (request.Baselines ? 2 : 1);
        var relay = new StudyRelay(progress, parts);
        var data = new StudyData(request.Train, new DownloadRelay(relay, Runs.LogOf(request.Train.Logger)), cancellation);
        var path = request.Train.OutputFolder ?? Path.Combine("runs", DefaultName(data.Plan(request.Train, request.Seeds[0], "").Header));
        var runs = request.Seeds.Select(seed => data.Plan(request.Train, seed, Path.Combine(path, Name(seed)))).ToArray();
        var baselines = request.Baselines ? new BaselineSuite(request, data, path) : null;
        if (!request.Train.Force)
            RequireOwn(path, [.. runs, .. baselines?.AutoEncoders ?? []]);

        try
        {
            var done = request.Seeds.Zip(runs, (seed, run) => Finish(seed, run, relay, draw, cancellation)).ToArray();
            var header = runs[0].Header;
            var (measured, errors) = baselines?.Measure(relay, cancellation) ?? ([], []);
            var result = new StudyResult(path, header.Model.Kind, header.Preset, header.DataSource, done, measured) { BaselineErrors = errors };
            RunFolder.WriteDocument(Path.Combine(path, StudyJson), result.ToJson()).OrThrow();
            AtomicFile.Write(Path.Combine(path, StudyText), stream => stream.Write(Encoding.UTF8.GetBytes(result.ToMarkdown()))).OrThrow();
            return result;
        }
        catch (OperationCanceledException)
        {
            throw new OperationCanceledException(
                FormattableString.Invariant($"Cancelled in {relay.Part}, {relay.Number - 1} of {parts} parts are done; all of it is saved.\n  at {path}\n  Go on with the same command."),
                cancellation);
        }
    }

    internal static string Name(ulong seed) => FormattableString.Invariant($"{RunPrefix}{seed}");

    private static StudyRun Finish(ulong seed, KeptRun run, StudyRelay relay, FigureDrawing? draw, CancellationToken cancellation)
    {
        relay.Begin(FormattableString.Invariant($"seed {seed}"));
        cancellation.ThrowIfCancellationRequested();
        var isThere = run.IsFinished;
        StudyRun done;
        try
        {
            done = new StudyRun(seed, run.Finish(relay, draw, cancellation), null);
        }
        catch (GmmVaeException failure) when (failure.Kind is not FailureKind.Access)
        {
            done = new StudyRun(seed, null, failure.Message);
        }

        relay.End(done, isThere);
        return done;
    }

    /// <summary>Refuses a folder with things that are no study's, or with runs that have other options.</summary>
    private static void RequireOwn(string path, IEnumerable<KeptRun> runs)
    {
        if (File.Exists(path))
            throw new GmmVaeException(FailureKind.Access, $"This is a file where a folder is needed.\n  at {path}\n  Give another --out.");
        if (!Directory.Exists(path))
            return;
        var foreign = Directory.EnumerateFileSystemEntries(path).Select(entry => Path.GetFileName(entry)).FirstOrDefault(name =>
            name[0] != '.' && !OwnNames.Contains(name) && !name.StartsWith(RunPrefix, StringComparison.Ordinal));
        if (foreign is not null)
            throw new GmmVaeException(
                FailureKind.Usage, $"The folder is not empty: it holds '{foreign}', which is no part of a study.\n  at {path}\n  Give another --out, or --force.");
        if (runs.FirstOrDefault(run => run.IsTaken) is { } taken)
            throw new GmmVaeException(
                FailureKind.Usage, $"The folder holds a run with other options or data.\n  at {taken.Folder}\n  Give another --out, or --force to replace it.");
    }

    private static string DefaultName(CheckpointHeader header)
    {
        var data = Path.GetFileName(Path.TrimEndingDirectorySeparator(header.DataSource));
        return $"study-{header.Model.Kind}-{header.Preset}-{data}";
    }
}
