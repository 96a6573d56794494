using System.Runtime.InteropServices;

namespace GmmVae.Engine;

/// <summary>What run folders, logs and atomic files ask of the disk. Tests put others in its place, which fail.</summary>
internal class FileOperations
{
    /// <summary>The disk itself.</summary>
    public static FileOperations Disk { get; } = new();

    /// <summary>Opens or makes a file.</summary>
    public virtual FileStream Open(string path, FileMode mode, FileAccess access, FileShare share, int bufferSize) =>
        new(path, mode, access, share, bufferSize);

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
