namespace GmmVae.Tests.Properties;

/// <summary>Ranks that are threads of this process: each waits at a barrier for the others, then adds up in a binary tree what all have
/// brought.</summary>
internal sealed class LocalRanks
{
    private readonly Barrier barrier;
    private readonly Barrier[] meetings;
    private readonly float[][] brought;
    private readonly byte[][] bytes;
    private readonly Arena[] shared;
    private readonly List<Arena> kept = [];

    private LocalRanks(int count, int neighbours)
    {
        (barrier, brought, bytes, shared) = (new Barrier(count), new float[count][], new byte[count][], new Arena[count]);
        meetings = [.. Enumerable.Range(0, count / neighbours).Select(_ => new Barrier(neighbours))];
    }

    /// <summary>What each of so many ranks comes to, in order of rank.</summary>
    /// <param name="count">The ranks.</param>
    /// <param name="train">What each does.</param>
    /// <param name="neighbours">How many of them share memory.</param>
    public static T[] Run<T>(int count, Func<IRankGroup, T> train, int neighbours = 1)
    {
        var all = new LocalRanks(count, neighbours);
        var results = new T[count];
        var failures = new Exception?[count];
        Thread[] threads = [.. Enumerable.Range(0, count).Select(rank => new Thread(() =>
        {
            try
            {
                results[rank] = train(new Group(all, rank, neighbours));
            }
            catch (Exception failure)
            {
                failures[rank] = failure;
                all.barrier.RemoveParticipant();
                all.meetings[rank / neighbours].RemoveParticipant();
            }
        }))];
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        foreach (var arena in all.kept)
            arena.Dispose();
        return Array.TrueForAll(failures, failure => failure is null) ? results
            : throw new AggregateException(failures.OfType<Exception>());
    }

    private static float[] Tree(ReadOnlySpan<float[]> parts)
    {
        if (parts.Length == 1)
            return parts[0];
        var (left, right) = (Tree(parts[..(parts.Length / 2)]), Tree(parts[(parts.Length / 2)..]));
        return [.. left.Zip(right, (a, b) => a + b)];
    }

    private sealed class Group(LocalRanks all, int rank, int neighbours) : IRankGroup
    {
        public int Neighbours => neighbours;

        public int Rank => rank;

        public int Count => all.brought.Length;

        public bool Any(bool mine) => Gather([mine ? (byte)1 : (byte)0]).Any(one => one[0] == 1);

        public byte[][] Gather(ReadOnlySpan<byte> mine)
        {
            all.bytes[rank] = mine.ToArray();
            all.barrier.SignalAndWait();
            byte[][] gathered = [.. all.bytes];
            all.barrier.SignalAndWait();
            return gathered;
        }

        public void Meet() => all.meetings[rank / neighbours].SignalAndWait();

        public Arena[] Share(long length)
        {
            var own = all.shared[rank] = new Arena(length);
            lock (all.kept)
                all.kept.Add(own);
            all.barrier.SignalAndWait();
            Arena[] arenas = [.. all.shared.Skip(rank / neighbours * neighbours).Take(neighbours).Select(arena =>
                new Arena(arena.AddressOf(0), arena.Length, new MemoryStream()))];
            all.barrier.SignalAndWait();
            return arenas;
        }

        public void BeginSum(Span<float> sum, Span<float> received, int slot, int stride = 1)
        {
        }

        public void EndSum(Span<float> sum, Span<float> received, int slot, int stride = 1)
        {
            all.brought[rank] = sum.ToArray();
            all.barrier.SignalAndWait();
            Tree([.. all.brought.Where((_, other) => other % stride == rank % stride)]).CopyTo(sum);
            all.barrier.SignalAndWait();
        }
    }
}
