namespace GmmVae.Engine;

/// <summary>Turns what the file system and decompression throw into <see cref="DataError"/>.</summary>
internal static class FileErrors
{
    /// <summary>Whether reading may throw this for a reason that is not ours; see <see cref="Unreadable"/>.</summary>
    public static bool IsExpected(Exception fault) => fault is IOException or UnauthorizedAccessException or InvalidDataException;

    /// <summary>Whether another holds the file: ERROR_SHARING_VIOLATION of Windows, EWOULDBLOCK of flock, 11 on Linux and 35 on macOS.</summary>
    public static bool IsInUse(IOException fault) =>
        OperatingSystem.IsWindows() ? (fault.HResult & 0xFFFF) == 32 : fault.HResult == (OperatingSystem.IsMacOS() ? 35 : 11);

    /// <summary>Why <paramref name="path"/> cannot be read, where damage of the compressed contents is possible.</summary>
    public static DataError Unreadable(string path, Exception fault) => fault is InvalidDataException
        ? new DataError.Malformed(path, 0, "The compressed file is damaged.", "Fetch or write the file again.")
        : CannotRead(path, fault);

    /// <summary>Why <paramref name="path"/> cannot be read.</summary>
    public static DataError CannotRead(string path, Exception fault) => fault switch
    {
        FileNotFoundException or DirectoryNotFoundException =>
            new DataError.Inaccessible(path, "There is no such file.", "Check the path."),
        UnauthorizedAccessException when Directory.Exists(path) =>
            new DataError.Inaccessible(path, "This is a folder where a file is needed.", "Give the path of a file."),
        UnauthorizedAccessException =>
            new DataError.Inaccessible(path, "Reading is not permitted.", "Check the file's permissions."),
        _ => new DataError.Inaccessible(path, $"Reading failed: {fault.Message}", "Check the disk and the path."),
    };

    /// <summary>Why <paramref name="path"/> cannot be written.</summary>
    public static DataError CannotWrite(string path, Exception fault) => fault switch
    {
        DirectoryNotFoundException =>
            new DataError.Inaccessible(path, "A folder of this path does not exist, or is a file.", "Give a path whose folders can be made."),
        UnauthorizedAccessException =>
            new DataError.Inaccessible(path, "Writing is not permitted.", "Check the folder's permissions."),
        _ => new DataError.Inaccessible(path, $"Writing failed: {fault.Message}", "Check the disk's free space and the path."),
    };
}
