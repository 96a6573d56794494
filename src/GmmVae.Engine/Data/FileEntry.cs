using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace GmmVae.Engine.Data;

/// <summary>What an entry of a folder, or an open file, is.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Number">The number of its file on its device, which no other file has; null where the system tells none.</param>
/// <param name="Names">How many names the file has: more than one where there are hard links.</param>
internal readonly partial record struct FileEntry(FileEntryKind Kind, (ulong Device, ulong File)? Number, uint Names)
{
    // statx of Linux, the same on every processor: what it is asked for, and where its answers are.
    private const int WorkingFolder = -100;
    private const int OfTheLinkItself = 0x100;
    private const int OfTheDescriptor = 0x1000;
    private const uint BasicFields = 0x7FF;
    private const int AnswerLength = 256;
    private const int NamesAt = 16;
    private const int ModeAt = 28;
    private const int NumberAt = 32;
    private const int DeviceAt = 136;
    private const int KindOfMode = 0xF000;

    /// <summary>Whether it is a regular file under no other name.</summary>
    public bool IsFileOfItsOwn => Kind == FileEntryKind.Regular && Names <= 1;

    /// <summary>What is at a path, a link not followed; null where there is nothing, or nothing that may be looked at.</summary>
    public static FileEntry? At(string path) =>
        OperatingSystem.IsLinux() ? Look(WorkingFolder, path, OfTheLinkItself) : ByAttributes(new FileInfo(path));

    /// <summary>The same of what links lead to.</summary>
    public static FileEntry? Behind(string path) => OperatingSystem.IsLinux()
        ? Look(WorkingFolder, path, 0)
        : new FileInfo(path) is { LinkTarget: not null } link ? ByAttributes(link.ResolveLinkTarget(returnFinalTarget: true)!)
        : ByAttributes(new FileInfo(path));

    /// <summary>An open file; null where the system does not tell.</summary>
    public static FileEntry? Of(SafeFileHandle file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (!OperatingSystem.IsLinux()) return null;
        var entry = Look((int)file.DangerousGetHandle(), "", OfTheDescriptor);
        GC.KeepAlive(file);
        return entry;
    }

    /// <summary>Whether both are the same file, as far as the system tells.</summary>
    public bool IsSame(FileEntry? other) => other is { } found && found.Kind == Kind && found.Number == Number;

    private static FileEntry? Look(int folder, string path, int flags)
    {
        Span<byte> answer = stackalloc byte[AnswerLength];
        if (Status(folder, path, flags, BasicFields, ref MemoryMarshal.GetReference(answer)) != 0) return null;
        var kind = (MemoryMarshal.Read<ushort>(answer[ModeAt..]) & KindOfMode) switch
        {
            0x8000 => FileEntryKind.Regular,
            0x4000 => FileEntryKind.Folder,
            0xA000 => FileEntryKind.Link,
            _ => FileEntryKind.Other,
        };
        var number = (MemoryMarshal.Read<ulong>(answer[DeviceAt..]), MemoryMarshal.Read<ulong>(answer[NumberAt..]));
        return new FileEntry(kind, number, MemoryMarshal.Read<uint>(answer[NamesAt..]));
    }

    private static FileEntry? ByAttributes(FileSystemInfo info) => !info.Exists && info.LinkTarget is null ? null : new FileEntry(
        info.Attributes.HasFlag(FileAttributes.ReparsePoint) ? FileEntryKind.Link
        : info.Attributes.HasFlag(FileAttributes.Directory) ? FileEntryKind.Folder
        : info.Attributes.HasFlag(FileAttributes.Device) ? FileEntryKind.Other : FileEntryKind.Regular,
        Number: null,
        Names: 1);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Status(int folder, string path, int flags, uint fields, ref byte answer);
}

/// <summary>What an entry of a folder is.</summary>
internal enum FileEntryKind
{
    /// <summary>A file with contents of a length.</summary>
    Regular,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link, or another entry that stands for one elsewhere.</summary>
    Link,

    /// <summary>A pipe, a socket or a device.</summary>
    Other,
}
