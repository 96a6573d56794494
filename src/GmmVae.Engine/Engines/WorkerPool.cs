using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace GmmVae.Engine.Engines;

/// <summary>
/// A fixed team of threads for short shares of work: the caller of <see cref="Run"/> does part 0, and whoever is free
/// first, background thread or caller, does each of the others. So a thread that the machine keeps from running delays
/// nobody. Waiting threads spin for some ten microseconds, yielding now and then, and then sleep. A run allocates nothing.
/// Runs do not nest and do not overlap.
/// </summary>
internal sealed class WorkerPool : IDisposable
{
    /// <summary>Turns of waiting before sleep, well under a tenth of a millisecond in all.</summary>
    private const int TurnsBeforeSleep = 1024;

    /// <summary>Every so many turns the core is offered to whoever waits for it, perhaps the very thread
    /// awaited.</summary>
    private const int TurnsPerYield = 64;

    private const int SpinLength = 2;

    private readonly Thread[] helpers;
    private readonly Exception?[] failures;
    private readonly ConcurrentDictionary<Type, object> common = [];
    private readonly Lock entry = new();
    private readonly object startGate = new();
    private readonly object finishGate = new();
    private IParallelWork? current;

    /// <summary>Number of the run in the upper half, next part nobody has taken in the lower.</summary>
    private long tickets;

    private int pending;
    private int sleepers;
    private int callerSleeps;
    private bool stopping;
    private bool running;

    /// <summary>Starts the team.</summary>
    /// <param name="threads">Threads in all, the caller included, ≥ 1; with 1 there are no others and
    /// <see cref="Run"/> works inline.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1.</exception>
    public WorkerPool(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Threads = threads;
        failures = new Exception?[threads];
        helpers = new Thread[threads - 1];
        for (int i = 0; i < helpers.Length; i++)
        {
            helpers[i] = new Thread(Work) { IsBackground = true, Name = $"GmmVae worker {i + 1}" };
            helpers[i].Start();
        }
    }

    /// <summary>Threads in all, the caller included.</summary>
    public int Threads { get; }

    /// <summary>
    /// What the plans that these workers run have in common, such as compiled code: one of each type, made when first asked for.
    /// </summary>
    public T Common<T>()
        where T : class, new() => (T)common.GetOrAdd(typeof(T), static _ => new T());

    /// <summary>Does all parts of the work and returns when the last is done.</summary>
    /// <param name="work">Called once for each part in [0, <see cref="Threads"/>).</param>
    /// <exception cref="InvalidOperationException">Another run is going on.</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    /// <remarks>If parts throw, the others still finish; then the exception of the lowest part is thrown again
    /// here.</remarks>
    public void Run(IParallelWork work)
    {
        ArgumentNullException.ThrowIfNull(work);
        Enter();
        try
        {
            if (helpers.Length == 0)
            {
                work.Run(0, 1);
                return;
            }

            current = work;
            Volatile.Write(ref pending, Threads);
            int run = Announce(firstPart: 1);
            RunPart(work, 0);
            TakeParts(run);
            AwaitWorkers();
            current = null;
            ThrowFailure();
        }
        finally
        {
            lock (entry)
                running = false;
        }
    }

    /// <summary>Ends the threads; doing so again does nothing. Must not be called while a run is going on.</summary>
    public void Dispose()
    {
        lock (entry)
        {
            if (stopping)
                return;
            if (running)
                throw new InvalidOperationException("The pool cannot be disposed during a run.");
            stopping = true;
        }

        Announce(firstPart: Threads);
        foreach (Thread thread in helpers)
            thread.Join();
    }

    private void Enter()
    {
        lock (entry)
        {
            ObjectDisposedException.ThrowIf(stopping, this);
            if (running)
                throw new InvalidOperationException("Runs of one pool neither nest nor overlap.");
            running = true;
        }
    }

    /// <summary>Begins a run, whose parts from <paramref name="firstPart"/> on are free to take.</summary>
    private int Announce(int firstPart)
    {
        int run = RunOf(tickets) + 1;

        // The exchange is a full fence: a worker about to sleep either sees it or is seen in sleepers.
        Interlocked.Exchange(ref tickets, ((long)run << 32) | (uint)firstPart);
        if (Volatile.Read(ref sleepers) != 0)
        {
            lock (startGate)
                Monitor.PulseAll(startGate);
        }

        return run;
    }

    /// <summary>Does parts of this run until none is free. Whoever holds a part keeps the run, and so its work,
    /// alive.</summary>
    private void TakeParts(int run)
    {
        while (true)
        {
            long ticket = Volatile.Read(ref tickets);
            int part = (int)ticket;
            if (RunOf(ticket) != run || part >= Threads)
                return;
            if (Interlocked.CompareExchange(ref tickets, ticket + 1, ticket) == ticket)
                RunPart(current!, part);
        }
    }

    private void AwaitWorkers()
    {
        for (int turn = 0; Volatile.Read(ref pending) != 0; turn++)
        {
            if (Pause(turn))
                continue;
            lock (finishGate)
            {
                Interlocked.Exchange(ref callerSleeps, 1);
                while (Volatile.Read(ref pending) != 0)
                    Monitor.Wait(finishGate);
                callerSleeps = 0;
            }
        }
    }

    private void Work()
    {
        int run = 0;
        while (true)
        {
            run = AwaitRunAfter(run);
            if (Volatile.Read(ref stopping))
                return;
            TakeParts(run);
        }
    }

    private int AwaitRunAfter(int run)
    {
        for (int turn = 0; RunOf(Volatile.Read(ref tickets)) == run; turn++)
        {
            if (Pause(turn))
                continue;
            lock (startGate)
            {
                Interlocked.Increment(ref sleepers);
                while (RunOf(Volatile.Read(ref tickets)) == run)
                    Monitor.Wait(startGate);
                Interlocked.Decrement(ref sleepers);
            }
        }

        return RunOf(Volatile.Read(ref tickets));
    }

    private static int RunOf(long ticket) => (int)(ticket >> 32);

    /// <summary>Lets a little time pass; false once it is better to sleep.</summary>
    private static bool Pause(int turn)
    {
        if (turn >= TurnsBeforeSleep)
            return false;
        if (turn % TurnsPerYield == TurnsPerYield - 1 || Environment.ProcessorCount == 1)
            Thread.Yield();
        else
            Thread.SpinWait(SpinLength);
        return true;
    }

    private void RunPart(IParallelWork work, int part)
    {
        try
        {
            work.Run(part, Threads);
        }
#pragma warning disable CA1031 // Whatever it is, it is thrown again by Run.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            failures[part] = failure;
        }

        if (Interlocked.Decrement(ref pending) != 0 || Volatile.Read(ref callerSleeps) == 0)
            return;
        lock (finishGate)
            Monitor.PulseAll(finishGate);
    }

    private void ThrowFailure()
    {
        Exception? first = null;
        for (int part = failures.Length - 1; part >= 0; part--)
        {
            first = failures[part] ?? first;
            failures[part] = null;
        }

        if (first is not null)
            ExceptionDispatchInfo.Throw(first);
    }
}

/// <summary>Work that several threads do together, each its own share.</summary>
internal interface IParallelWork
{
    /// <summary>Does one share; called once for each part of a run, by different threads at the same time or by one in
    /// turn.</summary>
    /// <param name="part">Which share, 0 ≤ part &lt; parts.</param>
    /// <param name="parts">Number of shares.</param>
    void Run(int part, int parts);
}
