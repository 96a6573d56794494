using GmmVae.Engine;

namespace GmmVae.Tests.Properties;

/// <summary>Ranks that are threads of this process: each waits at a barrier for the others, then adds up in a binary tree what all have brought.</summary>
internal sealed class LocalRanks
{
    private readonly Barrier barrier;
    private readonly float[][] brought;
    private readonly byte[][] bytes;

    private LocalRanks(int count) => (barrier, brought, bytes) = (new Barrier(count), new float[count][], new byte[count][]);

    /// <summary>What each of so many ranks comes to, in order of rank.</summary>
    public static T[] Run<T>(int count, Func<IRankGroup, T> train)
    {
        var all = new LocalRanks(count);
        var results = new T[count];
        var failures = new Exception?[count];
        Thread[] threads = [.. Enumerable.Range(0, count).Select(rank => new Thread(() =>
        {
            try
            {
                results[rank] = train(new Group(all, rank));
            }
            catch (Exception failure)
            {
                failures[rank] = failure;
                all.barrier.RemoveParticipant();
            }
        }))];
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        return Array.TrueForAll(failures, failure => failure is null) ? results : throw new AggregateException(failures.OfType<Exception>());
    }

    private static float[] Tree(ReadOnlySpan<float[]> parts)
    {
        if (parts.Length == 1)
            return parts[0];
        var (left, right) = (Tree(parts[..(parts.Length / 2)]), Tree(parts[(parts.Length / 2)..]));
        return [.. left.Zip(right, (a, b) => a + b)];
    }

    private sealed class Group(LocalRanks all, int rank) : IRankGroup
    {
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

        public void BeginSum(Span<float> sum, Span<float> received, int slot)
        {
        }

        public void EndSum(Span<float> sum, Span<float> received, int slot)
        {
            all.brought[rank] = sum.ToArray();
            all.barrier.SignalAndWait();
            Tree(all.brought).CopyTo(sum);
            all.barrier.SignalAndWait();
        }
    }
}
