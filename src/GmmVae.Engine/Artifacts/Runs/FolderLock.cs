using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using GmmVae.Domain.Graphs;
using GmmVae.Engine.Data;
using GmmVae.Engine.Files;

namespace GmmVae.Engine.Artifacts.Runs;

/// <summary>The operating system's lock on the file <c>.lock</c> of a folder: one holder at a time, and a crash frees it.</summary>
/// <remarks>
/// On Unix a lock holds a file, not its name. Who waits for a holder that removes the file on leaving can come to hold a file
/// without a name, while the next one makes another of that name and holds it too. So whoever has the lock gives the file a
/// random length and looks whether the name shows it. Only a file that is empty but for zeros, and has no other name, is taken for a
/// lock: another program's is neither changed nor removed.
/// </remarks>
internal sealed class FolderLock : IDisposable
{
    /// <summary>The name of the file.</summary>
    public const string Name = ".lock";

    private const string LocksOff = "DOTNET_SYSTEM_IO_DISABLEFILELOCKING";

    // The bytes are never written, so that they take no room.
    private const int LongestFile = 1 << 20;

    private readonly FileStream held;
    private readonly string path;
    private readonly int length = RandomNumberGenerator.GetInt32(1, LongestFile);

    private FolderLock(FileStream held, string path) => (this.held, this.path) = (held, path);

    /// <summary>Takes the lock of a folder; null where another has it.</summary>
    /// <exception cref="IOException">The file cannot be made, or is no lock of this program.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written to.</exception>
    public static FolderLock? Take(string folder)
    {
        var path = Path.Combine(folder, Name);
        RequireLocks(path);
        while (true)
        {
            FolderLock? taken = null;
            try
            {
                taken = Open(path);
                if (taken.Mark())
                    return taken;
                taken.held.Dispose();
            }
            catch (IOException fault) when (FileErrors.IsInUse(fault))
            {
                return null;
            }
            catch (IOException fault) when (fault is FileNotFoundException || FileErrors.IsThere(fault))
            {
                // Another has come or gone between two looks.
            }
            catch
            {
                taken?.held.Dispose();
                throw;
            }
        }
    }

    /// <summary>Whether the folder is still ours: another that has removed the file, or takes locks for nothing, shows here.</summary>
    public bool IsHeld() => OperatingSystem.IsWindows() || IsNamed();

    /// <summary>Frees the folder and removes the file.</summary>
    public void Dispose()
    {
        try
        {
            if (!OperatingSystem.IsWindows() && IsNamed())
                File.Delete(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // What is left holds nobody up.
        }
        finally
        {
            held.Dispose();
        }
    }

    /// <summary>Refuses to run where .NET has been told to lock no files: two runs would write to one folder.</summary>
    private static void RequireLocks(string path)
    {
        var isOff = (AppContext.TryGetSwitch("System.IO.DisableFileLocking", out var isSwitched) && isSwitched)
            || Environment.GetEnvironmentVariable(LocksOff) is "1" or "true" or "True" or "TRUE";
        if (isOff && !OperatingSystem.IsWindows())
            throw new UnsuitableFileException(
                path, "File locks are switched off, so that another run could write to the folder at the same time.",
                $"Unset the environment variable {LocksOff}, and System.IO.DisableFileLocking in the program's runtime configuration.");
    }

    private static FolderLock Open(string path)
    {
        var found = FileEntry.At(path);
        if (found is { IsFileOfItsOwn: false } || (OperatingSystem.IsWindows() && found is not null && new FileInfo(path).Length > 0))
            throw Foreign(path);
        return new FolderLock(
            new FileStream(
                path, found is null ? FileMode.CreateNew : FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1,
                OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None),
            path);
    }

    private bool Mark()
    {
        // Windows opens no file that is to be removed.
        if (OperatingSystem.IsWindows())
            return true;
        if (FileEntry.Of(held.SafeFileHandle) is { IsFileOfItsOwn: false } || !IsBlank())
            throw Foreign(path);
        held.SetLength(length);
        return IsNamed();
    }

    /// <summary>Whether the file holds nothing, as locks do, whichever process left them.</summary>
    private bool IsBlank()
    {
        if (held.Length > LongestFile)
            return false;
        var contents = new byte[held.Length];
        held.ReadExactly(contents);
        return contents.AsSpan().IndexOfAnyExcept((byte)0) < 0;
    }

    private static UnsuitableFileException Foreign(string path) => new(
        path, "The folder is locked by another program, or its lock is a link: it is not one of a run.",
        "Give another folder, or remove the file.");

    private bool IsNamed() => new FileInfo(path) is { Exists: true } found && found.Length == length;
}

/// <summary>
/// Lines of JSON by which processes tell each other what they do, in a file that all of them see: each reads what is new and may add a line
/// while the others wait.
/// </summary>
/// <remarks>Not thread-safe: each process, or thread, has an instance of its own. A process that dies holds nobody up.</remarks>
internal sealed class SharedLines
{
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(10);

    private readonly string? path;
    private long read;

    private SharedLines(string? path) => this.path = path;

    /// <summary>Of one process by itself, which there is nobody to tell.</summary>
    public static SharedLines Alone() => new(null);

    /// <summary>In a file that is there.</summary>
    public static SharedLines In(string path) => new(path);

    /// <summary>Reads what others have written since the last call, and adds what comes of it.</summary>
    /// <param name="answer">Given the others' new lines, the line to add, or null.</param>
    /// <exception cref="IOException">The file cannot be read or written, or has been made anew by others.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public void Exchange(Func<IReadOnlyList<JsonObject>, JsonObject?> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        if (path is null)
        {
            answer([]);
            return;
        }

        using var lines = Take(path);
        if (lines.Length < read)
            throw new IOException("Others use this folder at the same time.");
        lines.Position = read;
        var news = new byte[lines.Length - read];
        lines.ReadExactly(news);
        var added = answer([.. Encoding.UTF8.GetString(news).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
            JsonNode.Parse(line)!.AsObject())]);
        if (added is not null)
            lines.Write(RunJson.Line(added));
        read = lines.Length;
    }

    /// <summary>Opens the file once no other process has it open.</summary>
    private static FileStream Take(string path)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException fault) when (FileErrors.IsInUse(fault))
            {
                Thread.Sleep(Turn);
            }
        }
    }
}
