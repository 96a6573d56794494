using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using GmmVae.Engine.Engines;
using Microsoft.Win32.SafeHandles;

namespace GmmVae.Engine.Distributed;

/// <summary>
/// Memory that other processes of this user can see: an anonymous file of Linux, which has no name anywhere, is not limited by the size of
/// /dev/shm, and goes with the last process that has it.
/// </summary>
/// <remarks>The owner makes it, others open it, and then all close their files; the memory stays until its arena is disposed of.</remarks>
internal sealed partial class SharedMemory : IDisposable
{
    private const uint CloseOnExecute = 1;

    private readonly MemoryMappedFile file;

    private SharedMemory(SafeFileHandle handle, long length)
    {
        Descriptor = (int)handle.DangerousGetHandle();
        var bytes = BytesOf(length);
        file = MemoryMappedFile.CreateFromFile(handle, null, bytes, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None,
            leaveOpen: false);
        var view = file.CreateViewAccessor(0, bytes);
        Arena = new Arena(view.SafeMemoryMappedViewHandle.DangerousGetHandle(), length, view);
    }

    /// <summary>The memory.</summary>
    public Arena Arena { get; }

    /// <summary>The number of its file in the owner's process.</summary>
    public int Descriptor { get; }

    /// <summary>New memory, zeros at first.</summary>
    /// <param name="length">Floats, ≥ 0.</param>
    /// <exception cref="IOException">The system refuses.</exception>
    /// <exception cref="EntryPointNotFoundException">It is not Linux.</exception>
    public static SharedMemory Create(long length)
    {
        var descriptor = CreateFile("gmmvae", CloseOnExecute);
        if (descriptor < 0)
            throw new IOException($"No shared memory: {Marshal.GetLastPInvokeErrorMessage()}");
        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        RandomAccess.SetLength(handle, BytesOf(length));
        return new SharedMemory(handle, length);
    }

    /// <summary>Memory of another process.</summary>
    /// <exception cref="IOException">There is none.</exception>
    /// <exception cref="UnauthorizedAccessException">The process belongs to someone else.</exception>
    public static SharedMemory Open(int process, int descriptor, long length) => new(
        File.OpenHandle(FormattableString.Invariant($"/proc/{process}/fd/{descriptor}"), FileMode.Open, FileAccess.ReadWrite,
            FileShare.ReadWrite), length);

    /// <summary>Closes the file.</summary>
    public void Dispose() => file.Dispose();

    /// <summary>Nothing cannot be mapped, so that there is a float at least.</summary>
    private static long BytesOf(long length) => checked(Math.Max(length, 1) * sizeof(float));

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int CreateFile(string name, uint flags);
}
