using System.Runtime.InteropServices;

namespace GmmVae.Engine;

/// <summary>The functions of Open MPI that are called, as its header declares them. Handles are addresses of the library's own symbols.</summary>
internal static partial class MpiLibrary
{
    /// <summary>Open MPI 4, as Debian, Ubuntu and most computing centres have it.</summary>
    internal const string Name = "libmpi.so.40";

    /// <summary>Calls are made from one thread at a time.</summary>
    internal const int ThreadSerialized = 2;

    [LibraryImport(Name, EntryPoint = "MPI_Init_thread")]
    internal static partial int Initialize(nint argumentCount, nint arguments, int required, out int provided);

    [LibraryImport(Name, EntryPoint = "MPI_Finalize")]
    internal static partial int Complete();

    [LibraryImport(Name, EntryPoint = "MPI_Abort")]
    internal static partial int Abort(nint communicator, int exitCode);

    [LibraryImport(Name, EntryPoint = "MPI_Comm_rank")]
    internal static partial int RankOf(nint communicator, out int rank);

    [LibraryImport(Name, EntryPoint = "MPI_Comm_size")]
    internal static partial int SizeOf(nint communicator, out int size);

    [LibraryImport(Name, EntryPoint = "MPI_Iallgather")]
    internal static partial int BeginGather(
        nint inPlace, int ignoredCount, nint ignoredType, ref byte buffer, int count, nint type, nint communicator, out nint request);

    [LibraryImport(Name, EntryPoint = "MPI_Isend")]
    internal static partial int BeginSend(
        ref readonly float buffer, int count, nint type, int destination, int tag, nint communicator, out nint request);

    [LibraryImport(Name, EntryPoint = "MPI_Irecv")]
    internal static partial int BeginReceive(
        ref float buffer, int count, nint type, int source, int tag, nint communicator, out nint request);

    [LibraryImport(Name, EntryPoint = "MPI_Iallreduce")]
    internal static partial int BeginAllReduce(
        nint inPlace, ref byte buffer, int count, nint type, nint operation, nint communicator, out nint request);

    [LibraryImport(Name, EntryPoint = "MPI_Test")]
    internal static partial int Test(ref nint request, out int isDone, nint status);

    [LibraryImport(Name, EntryPoint = "MPI_Iprobe")]
    internal static partial int Probe(int source, int tag, nint communicator, out int isThere, nint status);
}
