using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Managed.Kernels;

namespace GmmVae.Engine.Distributed;

/// <summary>The functions of Open MPI that are called, as its header declares them. Handles are addresses of the library's own
/// symbols.</summary>
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

/// <summary>
/// The processes that <c>mpirun</c> started, through Open MPI (<c>libmpi.so.40</c>), which is looked for when a group is joined and not
/// before. A process joins once and leaves at its end.
/// </summary>
/// <remarks>
/// A sum goes through log₂ n exchanges: with the next rank, with the next pair, and so on, each rank adding what it has and
/// what it gets. The first exchange runs while the caller computes on. Ranks on one machine share memory, unless the order of sums is
/// MPI's. A rank that dies ends the others: that is mpirun's work. One that is silent, because it hangs or its machine is cut off, ends the
/// wait of the others after some time: they throw a <see cref="TimeoutException"/>, after which there is nothing to do but
/// <see cref="Abort"/>.
/// </remarks>
public sealed class MpiRankGroup : IRankGroup, IDisposable
{
    private const string SizeVariable = "OMPI_COMM_WORLD_SIZE";
    private const string RankVariable = "OMPI_COMM_WORLD_RANK";

    /// <summary>MPI_IN_PLACE.</summary>
    private const nint InPlace = 1;

    /// <summary>MPI_ANY_SOURCE and MPI_ANY_TAG.</summary>
    private const int Anything = -1;

    private readonly nint world;
    private readonly nint bytes;
    private readonly nint floats;
    private readonly nint addition;
    private readonly nint bitwiseOr;
    private readonly bool isFast;
    private readonly LocalMpiRanks? neighbours;
    private nint[] sending = new nint[64];
    private nint[] receiving = new nint[64];
    private bool hasLeft;

    private MpiRankGroup(bool isFast, TimeSpan limit)
    {
        var library = NativeLibrary.Load(MpiLibrary.Name);
        world = NativeLibrary.GetExport(library, "ompi_mpi_comm_world");
        bytes = NativeLibrary.GetExport(library, "ompi_mpi_byte");
        floats = NativeLibrary.GetExport(library, "ompi_mpi_float");
        addition = NativeLibrary.GetExport(library, "ompi_mpi_op_sum");
        bitwiseOr = NativeLibrary.GetExport(library, "ompi_mpi_op_bor");
        Check(MpiLibrary.Initialize(0, 0, MpiLibrary.ThreadSerialized, out _));
        Check(MpiLibrary.RankOf(world, out var rank));
        Check(MpiLibrary.SizeOf(world, out var count));
        (Rank, Count, this.isFast, Limit) = (rank, count, isFast, limit);
        RequireSameSums();
        neighbours = isFast ? null : LocalMpiRanks.Of(this);
    }

    /// <summary>How long a rank waits for others unless told otherwise: 600 seconds, more than writing a checkpoint takes or reading data
    /// later than others.</summary>
    public static TimeSpan DefaultLimit { get; } = TimeSpan.FromSeconds(600);

    /// <summary>How many processes mpirun started together with this one; 1 where it did not start any.</summary>
    public static int Launched => Variable(SizeVariable, 1);

    /// <summary>The number of this process among them, from 0.</summary>
    public static int LaunchedRank => Variable(RankVariable, 0);

    /// <summary>How many of them the same daemon started on this machine.</summary>
    internal static int LaunchedHere => Variable("OMPI_COMM_WORLD_LOCAL_SIZE", 1);

    /// <summary>The number of this process among those, from 0.</summary>
    internal static int LaunchedPlaceHere => Variable("OMPI_COMM_WORLD_LOCAL_RANK", 0);

    /// <summary>How long to wait for ranks that say nothing.</summary>
    internal TimeSpan Limit { get; }

    /// <inheritdoc/>
    public int Rank { get; }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public int Neighbours => neighbours?.Count ?? 1;

    /// <summary>Joins the processes that mpirun started with this one.</summary>
    /// <param name="isFast">Leaves the order of sums to MPI: less to send for many ranks, but the bits may depend on their number.</param>
    /// <param name="limit">How long to wait in one exchange for ranks that say nothing, by default <see cref="DefaultLimit"/>.</param>
    /// <exception cref="DllNotFoundException">There is no Open MPI.</exception>
    /// <exception cref="EntryPointNotFoundException">It is another MPI.</exception>
    /// <exception cref="InvalidOperationException">The processes do not agree on <paramref name="isFast"/>.</exception>
    public static MpiRankGroup Join(bool isFast, TimeSpan? limit = null) => new(isFast, limit ?? DefaultLimit);

    /// <inheritdoc/>
    public bool Any(bool mine)
    {
        Span<byte> any = [mine ? (byte)1 : (byte)0];
        Check(MpiLibrary.BeginAllReduce(InPlace, ref MemoryMarshal.GetReference(any), 1, bytes, bitwiseOr, world, out var request));
        Finish(ref request);
        return any[0] == 1;
    }

    /// <inheritdoc/>
    public byte[][] Gather(ReadOnlySpan<byte> mine)
    {
        var all = GC.AllocateUninitializedArray<byte>(Count * mine.Length, pinned: true);
        mine.CopyTo(all.AsSpan(Rank * mine.Length));
        Check(MpiLibrary.BeginGather(InPlace, 0, bytes, ref MemoryMarshal.GetArrayDataReference(all), mine.Length, bytes, world,
            out var request));
        Finish(ref request);
        return [.. all.Chunk(mine.Length)];
    }

    /// <inheritdoc/>
    public void Meet() => neighbours?.Meet();

    /// <inheritdoc/>
    Arena[] IRankGroup.Share(long length) => neighbours?.Share(length) ?? [new Arena(length)];

    /// <inheritdoc/>
    public void BeginSum(Span<float> sum, Span<float> received, int slot, int stride = 1)
    {
        if (slot >= sending.Length)
        {
            Array.Resize(ref sending, 2 * slot);
            Array.Resize(ref receiving, 2 * slot);
        }

        if (isFast)
            Check(MpiLibrary.BeginAllReduce(InPlace, ref MemoryMarshal.GetReference(MemoryMarshal.AsBytes(sum)), sum.Length, floats,
                addition, world, out sending[slot]));
        else
            BeginExchange(stride, sum, received, slot);
    }

    /// <inheritdoc/>
    public void EndSum(Span<float> sum, Span<float> received, int slot, int stride = 1)
    {
        if (isFast)
        {
            Finish(ref sending[slot]);
            return;
        }

        for (var distance = stride; distance < Count; distance *= 2)
        {
            if (distance > stride)
                BeginExchange(distance, sum, received, slot);
            Finish(ref receiving[slot]);
            Finish(ref sending[slot]);
            Elementwise.Add(sum, received[..sum.Length], sum);
        }
    }

    /// <summary>Ends all processes, this one last.</summary>
    public void Abort(int exitCode) => _ = MpiLibrary.Abort(world, exitCode);

    /// <summary>Moves on what is under way between machines, which MPI does while it is called and at no other time.</summary>
    internal void MoveMessages()
    {
        if (Count > Neighbours)
            Check(MpiLibrary.Probe(Anything, Anything, world, out _, 0));
    }

    /// <summary>That another rank has said nothing for too long.</summary>
    internal TimeoutException Silence() => new(FormattableString.Invariant(
        $"No answer from the other processes within {Limit.TotalSeconds} s: one of them hangs or is stopped, or its machine is cut off."));

    /// <summary>Refuses ranks that would not meet: those that leave the order of sums to MPI, and those that do not.</summary>
    private void RequireSameSums()
    {
        var all = Gather([isFast ? (byte)1 : (byte)0]);
        if (Array.TrueForAll(all, theirs => theirs[0] == all[0][0]))
            return;
        Check(MpiLibrary.Complete());
        throw new InvalidOperationException("Some processes leave the order of sums to MPI, and others do not.");
    }

    /// <summary>Waits until all ranks leave.</summary>
    public void Dispose()
    {
        if (hasLeft)
            return;
        hasLeft = true;
        _ = MpiLibrary.Complete();
    }

    private void BeginExchange(int distance, Span<float> sum, Span<float> received, int slot)
    {
        var other = Rank ^ distance;
        Check(MpiLibrary.BeginReceive(ref MemoryMarshal.GetReference(received), sum.Length, floats, other, slot, world,
            out receiving[slot]));
        Check(MpiLibrary.BeginSend(in MemoryMarshal.GetReference(sum), sum.Length, floats, other, slot, world, out sending[slot]));
    }

    private void Finish(ref nint request)
    {
        var patience = new RankPatience(Limit);
        while (true)
        {
            Check(MpiLibrary.Test(ref request, out var isDone, 0));
            if (isDone != 0)
                return;
            if (patience.IsOver(Stopwatch.GetTimestamp()))
                throw Silence();
        }
    }

    private static int Variable(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : otherwise;

    private static void Check(int code)
    {
        if (code != 0)
            throw new InvalidOperationException(FormattableString.Invariant($"MPI failed with code {code}."));
    }
}
