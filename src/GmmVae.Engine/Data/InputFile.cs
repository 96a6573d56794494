using System.Text;
using Microsoft.Win32.SafeHandles;

namespace GmmVae.Engine.Data;

/// <summary>Opens files to read: regular ones alone, since a pipe waits for a writer and a device has no end. Links are followed.</summary>
internal static class InputFile
{
    /// <summary>The longest text that is read at once: specifications, notes and summaries are far shorter.</summary>
    public const long LongestText = 1 << 28;

    /// <summary>Opens a file.</summary>
    /// <exception cref="IOException">It cannot be opened, or is no regular file (<see cref="UnsuitableFileException"/>).</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read, or is a folder.</exception>
    public static FileStream Open(string path, FileShare share = FileShare.Read, int bufferSize = 1)
    {
        RequireRegular(path);
        return new FileStream(path, FileMode.Open, FileAccess.Read, share, bufferSize);
    }

    /// <summary>The same to read anywhere in the file, by several threads at once.</summary>
    public static SafeFileHandle OpenHandle(string path)
    {
        RequireRegular(path);
        return File.OpenHandle(path);
    }

    /// <summary>All of a text, unless it is too long.</summary>
    /// <exception cref="IOException">As for <see cref="Open"/>, or it is longer than <paramref name="longest"/> bytes.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read, or is a folder.</exception>
    public static string ReadText(string path, long longest = LongestText)
    {
        using var file = Open(path);
        RequireLength(file, longest);
        using var reader = new StreamReader(file, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static void RequireRegular(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (FileEntry.Behind(path)?.Kind == FileEntryKind.Other)
            throw new UnsuitableFileException(
                path, "This is a pipe, a socket or a device where a file is needed.", "Give the path of a regular file.");
    }

    /// <summary>Refuses a file that is longer than what it is read for.</summary>
    public static void RequireLength(FileStream file, long longest)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (file.Length > longest)
            throw new UnsuitableFileException(
                file.Name,
                FormattableString.Invariant($"The file has {file.Length} bytes, more than the {longest} that it may have."),
                "It is damaged: restore it, or remove it.");
    }
}

/// <summary>A file that is not read or written for what it is: what is wrong with it, and the cure.</summary>
internal sealed class UnsuitableFileException(string path, string problem, string cure) : IOException($"{problem}\n  at {path}\n  {cure}")
{
    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>What is wrong: one sentence.</summary>
    public string Problem => problem;

    /// <summary>What to do about it: one sentence.</summary>
    public string Cure => cure;
}

/// <summary>A file of data that was in order when it was opened, and cannot be read any more while it is in use.</summary>
internal sealed class DataFileException(DataError error) : IOException(error.Message)
{
    /// <summary>What is wrong, where, and the cure.</summary>
    public DataError Error => error;
}
