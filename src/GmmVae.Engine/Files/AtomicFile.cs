using System.Runtime.InteropServices;
using GmmVae.Domain.Graphs;
using GmmVae.Engine.Data;
using LanguageExt;
using static LanguageExt.Prelude;

namespace GmmVae.Engine.Files;

/// <summary>Writes a file so that, whenever the machine stops, either the old file or the new one is there,
/// complete.</summary>
/// <remarks>
/// The contents go to <c>.NAME.partial</c> in the same folder and to the disk before the file takes its name. On Unix
/// the folder is flushed too, so the new name has reached the disk on return; elsewhere, and on file systems that
/// refuse, the system writes the name soon after. The partial file is made anew, and never found there: neither a link in its
/// place nor one in the file's is followed, and of a file with other names those keep the old contents.
/// </remarks>
internal static class AtomicFile
{
    /// <summary>Writes what <paramref name="write"/> puts into the stream to <paramref name="path"/>, replacing what
    /// was there; folders that are missing are made. On any failure the old file stays as it was.</summary>
    /// <returns>An access error where the folder cannot be made or is closed, the disk is full, or another writer is at this
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
            if (!Directory.Exists(folder))
                files.CreateFolder(folder);
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
        // Another writer's partial file is locked: clearing fails here, and it must not be deleted below.
        Clear(partial, files);
        using var file = files.Open(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
        var moved = false;
        try
        {
            write(file);
            file.Flush(flushToDisk: true);
            if (FileEntry.Of(file.SafeFileHandle) is { } own && !own.IsSame(FileEntry.At(partial)))
                throw new IOException("Others write to this file at the same time.");
            if (OperatingSystem.IsWindows()) file.Dispose();
            files.Move(partial, target);
            moved = true;
        }
        finally
        {
            if (!moved) Discard(file, partial, files);
        }
    }

    /// <summary>Removes what a stopped machine has left, or what was put there to be written through.</summary>
    private static void Clear(string partial, FileOperations files)
    {
        if (FileEntry.At(partial) is not { Kind: not FileEntryKind.Folder } left)
            return;
        if (left.Kind != FileEntryKind.Regular)
        {
            files.Delete(partial);
            return;
        }

        // Whoever holds the lock of the file removes it, and only under a name that is still its own.
        using var stale = files.Open(partial, FileMode.Open, FileAccess.Write, FileShare.None, 1);
        if (!left.IsSame(FileEntry.Of(stale.SafeFileHandle) ?? left) || !left.IsSame(FileEntry.At(partial)))
            return;
        if (OperatingSystem.IsWindows()) stale.Dispose();
        files.Delete(partial);
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

/// <summary>Writes a folder of files that appear together: they are made in <c>.NAME.partial</c> beside it and moved when all are
/// whole.</summary>
internal static class AtomicFolder
{
    /// <summary>
    /// Fills a folder. One that is not there takes its name as a whole; in one that is there files are replaced one by one, at
    /// the end, and those of <paramref name="replaced"/> that were not written again go. On any failure before that the old
    /// files stay.
    /// </summary>
    /// <param name="path">The folder, made if need be, with those above it.</param>
    /// <param name="replaced">The names of files that an earlier export may have left.</param>
    /// <param name="fill">Writes the files into the folder whose path it is given.</param>
    /// <returns>An access error, or that of <paramref name="fill"/>. What else it throws goes through, after clearing up.</returns>
    public static Either<DataError,
        Unit> Write(string path, IReadOnlyCollection<string> replaced, Func<string, Either<DataError, Unit>> fill)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(replaced);
        ArgumentNullException.ThrowIfNull(fill);
        var target = Path.GetFullPath(Path.TrimEndingDirectorySeparator(path));
        if (File.Exists(target))
            return new DataError.Inaccessible(path, "This is a file where a folder is needed.", "Give the path of a folder.");
        var partial = Path.Combine(Path.GetDirectoryName(target) ?? target, $".{Path.GetFileName(target)}.partial");
        try
        {
            Discard(partial);
            Directory.CreateDirectory(partial);
            var filled = fill(partial);
            if (filled.IsRight)
                Move(partial, target, replaced);
            return filled;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return FileErrors.CannotWrite(path, fault);
        }
        finally
        {
            Discard(partial);
        }
    }

    private static void Move(string partial, string target, IReadOnlyCollection<string> replaced)
    {
        if (!Directory.Exists(target))
        {
            Directory.Move(partial, target);
            return;
        }

        var names = Directory.EnumerateFiles(partial).Select(file => Path.GetFileName(file)).ToArray();
        foreach (var name in names)
            File.Move(Path.Combine(partial, name), Path.Combine(target, name), overwrite: true);
        foreach (var name in replaced.Except(names))
            File.Delete(Path.Combine(target, name));
    }

    private static void Discard(string partial)
    {
        try
        {
            if (Directory.Exists(partial))
                Directory.Delete(partial, recursive: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The first fault is the one to report; the next write meets what is left.
        }
    }
}

/// <summary>What run folders, logs and atomic files ask of the disk. Tests put others in its place, which fail.</summary>
internal class FileOperations
{
    /// <summary>The disk itself.</summary>
    public static FileOperations Disk { get; } = new();

    /// <summary>Opens or makes a file.</summary>
    public virtual FileStream Open(string path, FileMode mode, FileAccess access, FileShare share, int bufferSize) =>
        new(path, mode, access, share, bufferSize);

    /// <summary>Opens a file of a folder of ours to write to it: makes it, or goes on with one that is there if it is a file of its own.
    /// Nothing is written through a link.</summary>
    /// <exception cref="IOException">It cannot be opened, or is another's (<see cref="UnsuitableFileException"/>).</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public FileStream OpenOwn(string path, FileAccess access, FileShare share, int bufferSize)
    {
        if (FileEntry.At(path) is not { } found)
            return Open(path, FileMode.CreateNew, access, share, bufferSize);
        if (!found.IsFileOfItsOwn)
            throw NotOurs(path);
        var file = Open(path, FileMode.Open, access, share, bufferSize);
        if (FileEntry.Of(file.SafeFileHandle) is not { } opened || found.IsSame(opened))
            return file;
        file.Dispose();
        throw NotOurs(path);
    }

    /// <summary>Makes a folder below one of ours, or finds it there; one that lies elsewhere is refused.</summary>
    /// <exception cref="IOException">It cannot be made, or there is a link on the way (<see cref="UnsuitableFileException"/>).</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public void CreateOwnFolder(string root, string path)
    {
        RequireOwnFolder(root, path);
        CreateFolder(path);
    }

    /// <summary>Refuses a link in the place of a folder below one of ours; one that is not there yet is none.</summary>
    /// <exception cref="UnsuitableFileException">It is a link, or one of those between them is.</exception>
    public static void RequireOwnFolder(string root, string path)
    {
        root = Path.GetFullPath(Path.TrimEndingDirectorySeparator(root));
        for (var folder = Path.GetFullPath(path); folder is not null && folder.Length > root.Length; folder = Path.GetDirectoryName(folder))
            if (FileEntry.At(folder) is { Kind: FileEntryKind.Link })
                throw new UnsuitableFileException(
                    folder, "This is a link where a folder of the run is needed: what it leads to is not written to.", "Remove the link.");
    }

    /// <summary>That a file in a folder of ours is a link, or has another name elsewhere.</summary>
    public static UnsuitableFileException NotOurs(string path) => new(
        path, "This is no file of the run's own, but a link or a special file: what it leads to is not written to.",
        "Remove it, or put the run's own file in its place.");

    /// <summary>Gives a file another name, that of another file if need be, which goes.</summary>
    public virtual void Move(string from, string to) => File.Move(from, to, overwrite: true);

    /// <summary>Removes a file if it is there.</summary>
    public virtual void Delete(string path) => File.Delete(path);

    /// <summary>Makes a folder with those above it.</summary>
    public virtual void CreateFolder(string path) => Directory.CreateDirectory(path);

    /// <summary>Brings the names in a folder to the disk, where the system has a way to.</summary>
    public virtual void FlushFolder(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        var descriptor = Open(path, 0);
        if (descriptor < 0) return;
        _ = Synchronise(descriptor);
        _ = Close(descriptor);
    }

    // .NET opens no folders, so the three calls are made directly.
    [DllImport("libc", EntryPoint = "open")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Synchronise(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
