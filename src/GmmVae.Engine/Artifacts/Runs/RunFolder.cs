using System.Text.Json.Nodes;
using GmmVae.Engine.Artifacts.Checkpoints;
using GmmVae.Engine.Data;
using GmmVae.Engine.Files;
using GmmVae.Engine.Training;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine.Artifacts.Runs;

/// <summary>
/// The folder of a run, held exclusively: its checkpoint, logs, summaries and figures. While it is open no other
/// process, and no one else in this one, can open it; a crash frees it.
/// </summary>
/// <remarks>Not thread-safe. The lock is on the file <c>.lock</c>, which goes on disposal.</remarks>
internal sealed class RunFolder : IDisposable
{
    /// <summary>The name of the checkpoint in the folder.</summary>
    public const string CheckpointName = "checkpoint.safetensors";

    private const string FiguresName = "figures";
    /// <summary>The name of the log of epochs in the folder, a line of JSON each.</summary>
    public const string MetricsName = "metrics.jsonl";

    /// <summary>The name of the log of steps in the folder.</summary>
    public const string StepsName = "steps.csv";

    private const string SummaryName = "summary.json";

    /// <summary>The files of a run, which a new run in its place removes, and no others.</summary>
    private static readonly string[] OwnFiles =
    [
        CheckpointName, $".{CheckpointName}.partial", MetricsName, StepsName,
        RunManifest.FileName, $".{RunManifest.FileName}.partial", SummaryName, $".{SummaryName}.partial",
    ];

    private static readonly string[] Figures =
    [
        "cluster-prior.svg", "confusion.svg", "latent-clusters.svg", "latent-labels.svg", "latent-mixture.svg", "objective.svg",
        "reconstructions.png", "reconstructions.svg", "samples.png", "samples.svg", "terms.svg",
    ];

    private readonly FolderLock held;
    private readonly FileOperations files;
    private readonly RunLog log;
    private readonly bool isNew;

    private RunFolder(string path, FolderLock held, bool isNew, FileOperations files) =>
        (Path, this.held, this.isNew, this.files, log) =
            (path, held, isNew, files, new RunLog(In(path, StepsName), In(path, MetricsName), files));

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Where the checkpoint is kept.</summary>
    public string CheckpointPath => In(Path, CheckpointName);

    /// <summary>Where the log of steps is.</summary>
    public string StepsPath => In(Path, StepsName);

    /// <summary>Opens a folder for a new run, making it if need be; see <see cref="Clear"/> for what is in it.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="force">Whether a folder that holds something is taken.</param>
    public static Either<RunFolderError, RunFolder> Create(string path, bool force) => Create(path, force, FileOperations.Disk);

    internal static Either<RunFolderError, RunFolder> Create(string path, bool force, FileOperations files)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Guarded(path, () =>
        {
            var isNew = !Directory.Exists(path);
            files.CreateFolder(path);
            if (isNew && System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path)) is { } parent)
                files.FlushFolder(parent);

            // A folder of others is refused before anything is written to it; one with a lock may be in use.
            if (!force && HoldsAnything(path) && !File.Exists(In(path, FolderLock.Name)))
                return new RunFolderError.NotEmpty(path);
            return Lock(path, isNew, files).Bind(folder =>
            {
                if (force || !HoldsAnything(path))
                    return folder;
                folder.Dispose();
                return Left<RunFolderError, RunFolder>(new RunFolderError.NotEmpty(path));
            });
        });
    }

    /// <summary>Opens the folder of a run that has a checkpoint.</summary>
    public static Either<RunFolderError, RunFolder> Resume(string path) => Resume(path, FileOperations.Disk);

    internal static Either<RunFolderError, RunFolder> Resume(string path, FileOperations files)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Guarded(path, () =>
            File.Exists(In(path, CheckpointName)) ? Lock(path, isNew: false, files) : new RunFolderError.NothingToResume(path));
    }

    /// <summary>Whether a folder holds a run.</summary>
    public static bool IsOne(string path) => File.Exists(In(path, CheckpointName)) || File.Exists(In(path, RunManifest.FileName));

    /// <summary>Where a run in a folder keeps its files, figures aside.</summary>
    public static IEnumerable<string> OwnPaths(string path) => OwnFiles.Append(FolderLock.Name).Select(name => In(path, name));

    /// <summary>The folder of the run that a file is a part of, or would be if it were there; null where it is of none.</summary>
    public static string? OfOwnFile(string file)
    {
        var (name, folder) = (System.IO.Path.GetFileName(file), System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(file)));
        if (folder is null)
            return null;
        if (System.IO.Path.GetFileName(folder) == FiguresName && Figures.Contains(name))
            return System.IO.Path.GetDirectoryName(folder) is { } above && IsOne(above) ? above : null;
        return OwnFiles.Append(FolderLock.Name).Contains(name) && IsOne(folder) ? folder : null;
    }

    /// <summary>Removes the files of an earlier run, and no others: when a new one is about to begin, so that one that comes to nothing
    /// before leaves all as it was.</summary>
    /// <returns>An access error where one cannot be removed.</returns>
    public Either<RunFolderError, Unit> Clear() => Guarded(Path, () =>
    {
        FileOperations.RequireOwnFolder(Path, In(Path, FiguresName));

        // The checkpoint goes first: what is left without it is no run to go on with.
        foreach (var name in OwnFiles)
            files.Delete(In(Path, name));
        if (Directory.Exists(In(Path, FiguresName)))
            foreach (var name in Figures)
                files.Delete(In(In(Path, FiguresName), name));
        return Right<RunFolderError, Unit>(unit);
    });

    /// <summary>Keeps a checkpoint in place of the one before, after bringing the logs to the disk, so that they cover what it
    /// covers.</summary>
    /// <returns>An access error; the checkpoint before stays.</returns>
    /// <exception cref="IOException">A log cannot be written.</exception>
    public Either<DataError, Unit> Save(Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        if (!held.IsHeld())
            return new DataError.Inaccessible(
                Path, "The folder is not this run's any more: its lock was removed, and another run may write to it.",
                "See that one run alone uses the folder, then go on with it: the last checkpoint is whole.");
        Flush();
        return checkpoint.Write(CheckpointPath, files);
    }

    /// <summary>Where a figure of a name goes; makes the folder of the figures.</summary>
    /// <exception cref="ArgumentException">The name is not that of a figure of a run.</exception>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    public string FigurePath(string name)
    {
        if (!Figures.Contains(name))
            throw new ArgumentException($"'{name}' is not a figure of a run.", nameof(name));
        var figures = System.IO.Path.GetFullPath(In(Path, FiguresName));
        files.CreateOwnFolder(Path, figures);
        var path = In(figures, name);

        // Whoever draws may write through a link.
        if (FileEntry.At(path) is { IsFileOfItsOwn: false })
            files.Delete(path);
        return path;
    }

    /// <summary>Writes a JSON file (<c>run.json</c>, <c>summary.json</c>), indented, in place of what was there.</summary>
    /// <returns>An access error where it cannot be written; the old file stays.</returns>
    /// <exception cref="ArgumentException">The name is not that of a file, or a number is not finite.</exception>
    public Either<DataError, Unit> WriteJson(string fileName, JsonObject json)
    {
        RequireFileName(fileName);
        return WriteDocument(In(Path, fileName), json, files);
    }

    /// <summary>Writes a JSON file beside runs, in their layout, in place of what was there.</summary>
    /// <returns>An access error where it cannot be written; the old file stays.</returns>
    /// <exception cref="ArgumentException">A number is not finite.</exception>
    public static Either<DataError, Unit> WriteDocument(string path, JsonObject json) => WriteDocument(path, json, FileOperations.Disk);

    /// <summary>Adds a line to <c>metrics.jsonl</c>.</summary>
    /// <param name="line">What to keep of an epoch: <c>epoch</c>, a whole number from 1 on, must be in it; what depends on
    /// the clock belongs under <c>timing</c>.</param>
    /// <exception cref="ArgumentException"><c>epoch</c> is missing or below 1, or a number is not finite.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void AppendMetrics(JsonObject line) => log.AppendMetrics(line);

    /// <summary>Names the terms whose values follow in <c>steps.csv</c>; writes the header of a new file.</summary>
    /// <returns>An access error, or that the file of a resumed run has other columns.</returns>
    /// <exception cref="InvalidOperationException">The terms are named already.</exception>
    public Either<DataError, Unit> StartSteps(IEnumerable<string> termNames) => log.StartSteps(termNames);

    /// <summary>Adds a line to <c>steps.csv</c>; allocates nothing.</summary>
    /// <param name="epoch">The epoch the step belongs to, from 1.</param>
    /// <param name="step">The step's number in the whole training, from 1.</param>
    /// <param name="learningRate">The step size used.</param>
    /// <param name="terms">The values of the named terms, in nats; infinities and not-a-number are written by name.</param>
    /// <exception cref="ArgumentException">There are more or fewer values than names.</exception>
    /// <exception cref="InvalidOperationException"><see cref="StartSteps"/> has not been called.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void AppendStep(int epoch, long step, double learningRate, ReadOnlySpan<double> terms) =>
        log.AppendStep(epoch, step, learningRate, terms);

    /// <summary>Brings the logs to the disk.</summary>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public void Flush() => log.Flush();

    /// <summary>
    /// Cuts the logs of a resumed run to what its checkpoint covers: steps up to <paramref name="finishedSteps"/> and epochs
    /// up to <paramref name="finishedEpochs"/>. A line that a crash tore goes with all after it. To be called before
    /// anything is appended.
    /// </summary>
    /// <param name="finishedSteps">The steps that there must be, each in a line, in order.</param>
    /// <param name="finishedEpochs">The epochs likewise.</param>
    /// <param name="begunEpochs">Epochs beyond these that may have a line.</param>
    /// <returns>An access error where a log cannot be cut, or that lines are missing or in another order.</returns>
    /// <exception cref="InvalidOperationException">Something has been appended.</exception>
    public Either<DataError, Unit> TruncateLogs(long finishedSteps, int finishedEpochs, int begunEpochs = 0) =>
        log.Truncate(finishedSteps, finishedEpochs, begunEpochs);

    /// <summary>Frees the folder without a run; one that was made for the run and holds nothing goes.</summary>
    public void Abandon()
    {
        Dispose();
        try
        {
            if (isNew && !HoldsAnything(Path))
                Directory.Delete(Path);
        }
        catch (IOException)
        {
            // Another run has come into it.
        }
    }

    /// <summary>Closes the logs and frees the folder.</summary>
    public void Dispose()
    {
        // The folder is free only once its last file is closed, and free in any case.
        try
        {
            log.Dispose();
        }
        finally
        {
            held.Dispose();
        }
    }

    private static Either<RunFolderError, RunFolder> Lock(string path, bool isNew, FileOperations files) =>
        FolderLock.Take(path) is { } held ? new RunFolder(path, held, isNew, files) : new RunFolderError.InUse(path);

    private static Either<DataError, Unit> WriteDocument(string path, JsonObject json, FileOperations files)
    {
        ArgumentNullException.ThrowIfNull(json);
        var text = RunJson.Document(json);
        return AtomicFile.Write(path, stream => stream.Write(text), files);
    }

    private static bool HoldsAnything(string path) =>
        Directory.EnumerateFileSystemEntries(path).Any(entry => System.IO.Path.GetFileName(entry) != FolderLock.Name);

    private static Either<RunFolderError, T> Guarded<T>(string path, Func<Either<RunFolderError, T>> use)
    {
        try
        {
            return use();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            var error = FileErrors.CannotWrite(path, fault);
            return new RunFolderError.Inaccessible(error.Place, error.Problem, error.Cure);
        }
    }

    private static void RequireFileName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (System.IO.Path.GetFileName(name) != name)
            throw new ArgumentException("A file's name without a folder is needed.", nameof(name));
    }

    private static string In(string folder, string name) => System.IO.Path.Combine(folder, name);
}
