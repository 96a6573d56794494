using System.Diagnostics;
using System.Runtime.InteropServices;
using GmmVae.Domain.Graphs;
using GmmVae.Engine.Engines;

namespace GmmVae.Engine.Distributed;

/// <summary>
/// The processes that one daemon of Open MPI has started, which are on one machine. They tell each other in shared memory how often they
/// have come to a meeting.
/// </summary>
internal sealed class LocalMpiRanks
{
    private readonly MpiRankGroup ranks;
    private readonly Arena[] arrivals;
    private int meetings;

    private LocalMpiRanks(MpiRankGroup ranks, Arena[] arrivals) => (this.ranks, this.arrivals) = (ranks, arrivals);

    /// <summary>How many there are, this one among them.</summary>
    public int Count => arrivals.Length;

    /// <summary>The neighbours of a rank; null where it has none, where ranks are not dealt to machines in equal runs, or where memory
    /// cannot be shared, as where a system hides processes from each other.</summary>
    public static LocalMpiRanks? Of(MpiRankGroup ranks)
    {
        var (count, place) = (MpiRankGroup.LaunchedHere, MpiRankGroup.LaunchedPlaceHere);
        var isSuited = OperatingSystem.IsLinux() && int.IsPow2(count) && ranks.Count % count == 0 && ranks.Rank % count == place;
        var all = Gather(ranks, [isSuited ? count : 1]);
        return Array.TrueForAll(all, others => others[0] == count) && count > 1
            && TryShare(ranks, count, ParameterStore.Alignment) is { } arrivals
            ? new LocalMpiRanks(ranks, arrivals)
            : null;
    }

    /// <inheritdoc cref="IRankGroup.Meet"/>
    public void Meet()
    {
        meetings++;
        Volatile.Write(ref Arrival(ranks.Place()), meetings);
        for (var other = 0; other < Count; other++)
        {
            var patience = new RankPatience(ranks.Limit);
            var spin = default(SpinWait);
            while (Volatile.Read(ref Arrival(other)) - meetings < 0)
            {
                spin.SpinOnce(sleep1Threshold: -1);
                ranks.MoveMessages();
                if (patience.IsOver(Stopwatch.GetTimestamp()))
                    throw ranks.Silence();
            }
        }
    }

    /// <inheritdoc cref="IRankGroup.Share"/>
    public Arena[] Share(long length) =>
        TryShare(ranks, Count, length)
            ?? throw new InsufficientMemoryException("The processes of this machine cannot share as much memory.");

    /// <summary>Memory of each neighbour; null on all ranks if one of them has failed.</summary>
    private static Arena[]? TryShare(MpiRankGroup ranks, int count, long length)
    {
        using var own = Try(() => SharedMemory.Create(length));
        var all = Gather(ranks, [Environment.ProcessId, own?.Descriptor ?? -1, length]);
        var first = ranks.Rank - (ranks.Rank % count);
        SharedMemory?[] opened = [.. all.Skip(first).Take(count).Select((theirs, place) =>
            first + place == ranks.Rank ? own : Try(() => SharedMemory.Open((int)theirs[0], (int)theirs[1], theirs[2])))];

        // Files are closed once all have opened them.
        var hasFailed = ranks.Any(Array.Exists(opened, memory => memory is null));
        foreach (var memory in opened)
            memory?.Dispose();
        return hasFailed ? null : Array.ConvertAll(opened, memory => memory!.Arena);
    }

    private static SharedMemory? Try(Func<SharedMemory> make)
    {
        try
        {
            return make();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    private static long[][] Gather(MpiRankGroup ranks, long[] mine) =>
        Array.ConvertAll(ranks.Gather(MemoryMarshal.AsBytes<long>(mine)), bytes => MemoryMarshal.Cast<byte, long>(bytes).ToArray());

    private ref int Arrival(int place) => ref MemoryMarshal.Cast<float, int>(arrivals[place].Span(0, 1))[0];
}

/// <summary>
/// How long a rank waits for others. It looks again and again; of the time between two looks no more than a second counts, so that a
/// process which was itself stopped for long does not take the others for silent.
/// </summary>
internal struct RankPatience(TimeSpan limit)
{
    private static readonly long Second = Stopwatch.Frequency;

    private long last;
    private long waited;

    /// <summary>Whether the wait has lasted too long.</summary>
    /// <param name="now">The clock's <see cref="Stopwatch.GetTimestamp"/>; the wait begins with the first look.</param>
    internal bool IsOver(long now)
    {
        if (last != 0)
            waited += Math.Min(now - last, Second);
        last = now;
        return waited > limit.TotalSeconds * Second;
    }
}
