using LanguageExt;

namespace GmmVae.Engine;

/// <summary>Writes a folder of files that appear together: they are made in <c>.NAME.partial</c> beside it and moved when all are whole.</summary>
public static class AtomicFolder
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
    public static Either<DataError, Unit> Write(string path, IReadOnlyCollection<string> replaced, Func<string, Either<DataError, Unit>> fill)
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
