using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace GmmVae.Engine;

/// <summary>Tells the system which part of a mapped file will be needed, so that it reads it in one go, meanwhile. A hint: elsewhere than on Linux and macOS nothing is told.</summary>
internal static partial class ReadAhead
{
    /// <summary>MADV_WILLNEED, on both.</summary>
    private const int WillNeed = 3;

    internal static void Of(SafeMemoryMappedViewHandle view, long start, long length)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS())
            return;
        var first = start - (start % Environment.SystemPageSize);
        _ = Advise(view.DangerousGetHandle() + (nint)first, (nint)(start + length - first), WillNeed);
        GC.KeepAlive(view);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nint length, int advice);
}
