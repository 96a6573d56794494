using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine;

/// <summary>Writes a file so that, whenever the machine stops, either the old file or the new one is there,
/// complete.</summary>
/// <remarks>
/// The contents go to <c>.NAME.partial</c> in the same folder and to the disk before the file takes its name. On Unix
/// the folder is flushed too, so the new name has reached the disk on return; elsewhere, and on file systems that
/// refuse, the system writes the name soon after.
/// </remarks>
public static class AtomicFile
{
    /// <summary>Writes what <paramref name="write"/> puts into the stream to <paramref name="path"/>, replacing what
    /// was there. On any failure the old file stays as it was.</summary>
    /// <returns>An access error where the folder is missing or closed, the disk is full, or another writer is at this
    /// path. What else <paramref name="write"/> throws goes through, after clearing up.</returns>
    public static Either<DataError, Unit> Write(string path, Action<Stream> write) => Write(path, write, FileOperations.Disk);

    internal static Either<DataError, Unit> Write(string path, Action<Stream> write, FileOperations files)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(write);
        var target = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(target);
        var name = Path.GetFileName(target);
        if (folder is null || name.Length == 0 || Directory.Exists(target))
            return new DataError.Inaccessible(path, "This is a folder where a file is needed.", "Give the path of a file.");

        var partial = Path.Combine(folder, $".{name}.partial");
        try
        {
            WritePartial(partial, target, write, files);
            files.FlushFolder(folder);
            return unit;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return FileErrors.CannotWrite(path, e);
        }
    }

    private static void WritePartial(string partial, string target, Action<Stream> write, FileOperations files)
    {
        // Another writer's partial file is locked: opening fails here, and it must not be deleted below.
        using var file = files.Open(partial, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        var moved = false;
        try
        {
            write(file);
            file.Flush(flushToDisk: true);
            if (OperatingSystem.IsWindows()) file.Dispose();
            files.Move(partial, target);
            moved = true;
        }
        finally
        {
            if (!moved) Discard(file, partial, files);
        }
    }

    private static void Discard(FileStream file, string partial, FileOperations files)
    {
        try
        {
            if (OperatingSystem.IsWindows()) file.Dispose();
            files.Delete(partial);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The first fault is the one to report; the next write reuses the partial file.
        }
    }
}
