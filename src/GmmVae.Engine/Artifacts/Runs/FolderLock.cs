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
/// random length and looks whether the name shows it.
/// </remarks>
internal sealed class FolderLock : IDisposable
{
    /// <summary>The name of the file.</summary>
    public const string Name = ".lock";

    // The bytes are never written, so that they take no room.
    private const int LongestFile = 1 << 20;

    private readonly FileStream held;
    private readonly string path;
    private readonly int length = RandomNumberGenerator.GetInt32(1, LongestFile);

    private FolderLock(FileStream held, string path) => (this.held, this.path) = (held, path);

    /// <summary>Takes the lock of a folder; null where another has it.</summary>
    /// <exception cref="IOException">The file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written to.</exception>
    public static FolderLock? Take(string folder)
    {
        var path = Path.Combine(folder, Name);
        while (true)
        {
            FileStream file;
            try
            {
                file = new FileStream(
                    path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, OperatingSystem.IsWindows()
                        ? FileOptions.DeleteOnClose : FileOptions.None);
            }
            catch (IOException fault) when (FileErrors.IsInUse(fault))
            {
                return null;
            }

            var taken = new FolderLock(file, path);
            if (taken.Mark())
                return taken;
            file.Dispose();
        }
    }

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

    private bool Mark()
    {
        // Windows opens no file that is to be removed.
        if (OperatingSystem.IsWindows())
            return true;
        held.SetLength(length);
        return IsNamed();
    }

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
