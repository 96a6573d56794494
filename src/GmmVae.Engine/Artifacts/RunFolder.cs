using System.Text.Json.Nodes;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine;

/// <summary>
/// The folder of a run, held exclusively: its checkpoint, logs, summaries and figures. While it is open no other
/// process, and no one else in this one, can open it; a crash frees it.
/// </summary>
/// <remarks>Not thread-safe. The lock is the operating system's on the file <c>.lock</c>, which goes on disposal.</remarks>
public sealed class RunFolder : IDisposable
{
    /// <summary>The name of the checkpoint in the folder.</summary>
    public const string CheckpointName = "checkpoint.safetensors";

    private const string LockName = ".lock";
    private const string FiguresName = "figures";
    /// <summary>The name of the log of epochs in the folder, a line of JSON each.</summary>
    public const string MetricsName = "metrics.jsonl";

    private const string StepsName = "steps.csv";

    /// <summary>The files of a run, which a new run in its place removes, and no others.</summary>
    private static readonly string[] OwnFiles =
    [
        CheckpointName, $".{CheckpointName}.partial", MetricsName, StepsName,
        "run.json", ".run.json.partial", "summary.json", ".summary.json.partial",
    ];

    private static readonly string[] Figures =
    [
        "cluster-prior.svg", "confusion.svg", "latent-clusters.svg", "latent-labels.svg", "latent-mixture.svg", "objective.svg",
        "reconstructions.png", "reconstructions.svg", "samples.png", "samples.svg", "terms.svg",
    ];

    private readonly FileStream held;
    private readonly RunLog log;
    private readonly bool isNew;

    private RunFolder(string path, FileStream held, bool isNew) =>
        (Path, this.held, this.isNew, log) = (path, held, isNew, new RunLog(In(path, StepsName), In(path, MetricsName)));

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Where the checkpoint is kept.</summary>
    public string CheckpointPath => In(Path, CheckpointName);

    /// <summary>Where the log of steps is.</summary>
    public string StepsPath => In(Path, StepsName);

    /// <summary>Opens a folder for a new run, making it if need be.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="force">Whether a folder that holds something is taken: the files of an earlier run go, others stay.</param>
    public static Either<RunFolderError, RunFolder> Create(string path, bool force)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Guarded(path, () =>
        {
            var isNew = !Directory.Exists(path);
            Directory.CreateDirectory(path);

            // A folder of others is refused before anything is written to it; one with a lock may be in use.
            if (!force && HoldsAnything(path) && !File.Exists(In(path, LockName)))
                return new RunFolderError.NotEmpty(path);
            return Lock(path, isNew).Bind(folder =>
            {
                if (force)
                    return folder.RemoveOwnFiles();
                if (!HoldsAnything(path))
                    return folder;
                folder.Dispose();
                return Left<RunFolderError, RunFolder>(new RunFolderError.NotEmpty(path));
            });
        });
    }

    /// <summary>Opens the folder of a run that has a checkpoint.</summary>
    public static Either<RunFolderError, RunFolder> Resume(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Guarded(path, () => File.Exists(In(path, CheckpointName)) ? Lock(path, isNew: false) : new RunFolderError.NothingToResume(path));
    }

    /// <summary>Where a figure of a name goes; makes the folder of the figures.</summary>
    /// <exception cref="ArgumentException">The name is not that of a figure of a run.</exception>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    public string FigurePath(string name)
    {
        if (!Figures.Contains(name))
            throw new ArgumentException($"'{name}' is not a figure of a run.", nameof(name));
        return In(Directory.CreateDirectory(In(Path, FiguresName)).FullName, name);
    }

    /// <summary>Writes a JSON file (<c>run.json</c>, <c>summary.json</c>), indented, in place of what was there.</summary>
    /// <returns>An access error where it cannot be written; the old file stays.</returns>
    /// <exception cref="ArgumentException">The name is not that of a file, or a number is not finite.</exception>
    public Either<DataError, Unit> WriteJson(string fileName, JsonObject json)
    {
        RequireFileName(fileName);
        return WriteDocument(In(Path, fileName), json);
    }

    /// <summary>Writes a JSON file beside runs, in their layout, in place of what was there.</summary>
    /// <returns>An access error where it cannot be written; the old file stays.</returns>
    /// <exception cref="ArgumentException">A number is not finite.</exception>
    public static Either<DataError, Unit> WriteDocument(string path, JsonObject json)
    {
        ArgumentNullException.ThrowIfNull(json);
        var text = RunJson.Document(json);
        return AtomicFile.Write(path, stream => stream.Write(text));
    }

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

    /// <summary>Brings the logs to the disk: before each checkpoint, so that they cover what it covers.</summary>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public void Flush() => log.Flush();

    /// <summary>
    /// Cuts the logs of a resumed run to what its checkpoint covers: steps up to <paramref name="finishedSteps"/> and epochs
    /// up to <paramref name="finishedEpochs"/>. A line that a crash tore goes with all after it. To be called before
    /// anything is appended.
    /// </summary>
    /// <returns>An access error where a log cannot be cut.</returns>
    /// <exception cref="InvalidOperationException">Something has been appended.</exception>
    public Either<DataError, Unit> TruncateLogs(long finishedSteps, int finishedEpochs) =>
        log.Truncate(finishedSteps, finishedEpochs);

    /// <summary>Frees the folder without a run; one that was made for the run and holds nothing goes.</summary>
    /// <exception cref="IOException">The folder cannot be removed.</exception>
    public void Abandon()
    {
        Dispose();
        if (isNew && !HoldsAnything(Path))
            Directory.Delete(Path);
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

    private static Either<RunFolderError, RunFolder> Lock(string path, bool isNew)
    {
        var name = In(path, LockName);
        try
        {
            return new RunFolder(path, new FileStream(name, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose), isNew);
        }
        catch (IOException fault) when (IsSharingViolation(fault))
        {
            return new RunFolderError.InUse(path);
        }
    }

    // Windows: ERROR_SHARING_VIOLATION. Unix: EWOULDBLOCK of flock, 11 on Linux and 35 on macOS.
    private static bool IsSharingViolation(IOException fault) =>
        OperatingSystem.IsWindows() ? (fault.HResult & 0xFFFF) == 32 : fault.HResult == (OperatingSystem.IsMacOS() ? 35 : 11);

    private Either<RunFolderError, RunFolder> RemoveOwnFiles()
    {
        try
        {
            foreach (var name in OwnFiles)
                File.Delete(In(Path, name));
            if (Directory.Exists(In(Path, FiguresName)))
                foreach (var name in Figures)
                    File.Delete(In(In(Path, FiguresName), name));
            return this;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Dispose();
            throw;
        }
    }

    private static bool HoldsAnything(string path) =>
        Directory.EnumerateFileSystemEntries(path).Any(entry => System.IO.Path.GetFileName(entry) != LockName);

    private static Either<RunFolderError, RunFolder> Guarded(string path, Func<Either<RunFolderError, RunFolder>> open)
    {
        try
        {
            return open();
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
