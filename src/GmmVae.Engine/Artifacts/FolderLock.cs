using System.Security.Cryptography;

namespace GmmVae.Engine;

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
                    path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None);
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
