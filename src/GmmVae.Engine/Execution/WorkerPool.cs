using System.Runtime.ExceptionServices;

namespace GmmVae.Engine;

/// <summary>
/// A fixed team of threads for short shares of work: the caller of <see cref="Run"/> does part 0, and whoever is free
/// first, background thread or caller, does each of the others. So a thread that the machine keeps from running delays
/// nobody.
/// Waiting threads spin for some ten microseconds, yielding now and then, and then sleep. A run allocates nothing.
/// Runs do not nest
/// and do not overlap.
/// </summary>
public sealed class WorkerPool : IDisposable
{
    /// <summary>Turns of waiting before sleep, well under a tenth of a millisecond in all.</summary>
    private const int TurnsBeforeSleep = 1024;

    /// <summary>Every so many turns the core is offered to whoever waits for it, perhaps the very thread
    /// awaited.</summary>
    private const int TurnsPerYield = 64;

    private const int SpinLength = 2;

    private readonly Thread[] _threads;
    private readonly Exception?[] _failures;
    private readonly Lock _entry = new();
    private readonly object _startGate = new();
    private readonly object _finishGate = new();
    private IParallelWork? _work;

    /// <summary>Number of the run in the upper half, next part nobody has taken in the lower.</summary>
    private long _ticket;

    private int _pending;
    private int _sleepers;
    private int _callerSleeps;
    private bool _stopping;
    private bool _running;

    /// <summary>Starts the team.</summary>
    /// <param name="threads">Threads in all, the caller included, ≥ 1; with 1 there are no others and
    /// <see cref="Run"/> works inline.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1.</exception>
    public WorkerPool(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Threads = threads;
        _failures = new Exception?[threads];
        _threads = new Thread[threads - 1];
        for (int i = 0; i < _threads.Length; i++)
        {
            _threads[i] = new Thread(Work) { IsBackground = true, Name = $"GmmVae worker {i + 1}" };
            _threads[i].Start();
        }
    }

    /// <summary>Threads in all, the caller included.</summary>
    public int Threads { get; }

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
            if (_threads.Length == 0)
            {
                work.Run(0, 1);
                return;
            }

            _work = work;
            Volatile.Write(ref _pending, Threads);
            int run = Announce(firstPart: 1);
            RunPart(work, 0);
            TakeParts(run);
            AwaitWorkers();
            _work = null;
            ThrowFailure();
        }
        finally
        {
            lock (_entry)
                _running = false;
        }
    }

    /// <summary>Ends the threads; doing so again does nothing. Must not be called while a run is going on.</summary>
    public void Dispose()
    {
        lock (_entry)
        {
            if (_stopping)
                return;
            if (_running)
                throw new InvalidOperationException("The pool cannot be disposed during a run.");
            _stopping = true;
        }

        Announce(firstPart: Threads);
        foreach (Thread thread in _threads)
            thread.Join();
    }

    private void Enter()
    {
        lock (_entry)
        {
            ObjectDisposedException.ThrowIf(_stopping, this);
            if (_running)
                throw new InvalidOperationException("Runs of one pool neither nest nor overlap.");
            _running = true;
        }
    }

    /// <summary>Begins a run, whose parts from <paramref name="firstPart"/> on are free to take.</summary>
    private int Announce(int firstPart)
    {
        int run = RunOf(_ticket) + 1;

        // The exchange is a full fence: a worker about to sleep either sees it or is seen in _sleepers.
        Interlocked.Exchange(ref _ticket, ((long)run << 32) | (uint)firstPart);
        if (Volatile.Read(ref _sleepers) != 0)
        {
            lock (_startGate)
                Monitor.PulseAll(_startGate);
        }

        return run;
    }

    /// <summary>Does parts of this run until none is free. Whoever holds a part keeps the run, and so its work,
    /// alive.</summary>
    private void TakeParts(int run)
    {
        while (true)
        {
            long ticket = Volatile.Read(ref _ticket);
            int part = (int)ticket;
            if (RunOf(ticket) != run || part >= Threads)
                return;
            if (Interlocked.CompareExchange(ref _ticket, ticket + 1, ticket) == ticket)
                RunPart(_work!, part);
        }
    }

    private void AwaitWorkers()
    {
        for (int turn = 0; Volatile.Read(ref _pending) != 0; turn++)
        {
            if (Pause(turn))
                continue;
            lock (_finishGate)
            {
                Interlocked.Exchange(ref _callerSleeps, 1);
                while (Volatile.Read(ref _pending) != 0)
                    Monitor.Wait(_finishGate);
                _callerSleeps = 0;
            }
        }
    }

    private void Work()
    {
        int run = 0;
        while (true)
        {
            run = AwaitRunAfter(run);
            if (Volatile.Read(ref _stopping))
                return;
            TakeParts(run);
        }
    }

    private int AwaitRunAfter(int run)
    {
        for (int turn = 0; RunOf(Volatile.Read(ref _ticket)) == run; turn++)
        {
            if (Pause(turn))
                continue;
            lock (_startGate)
            {
                Interlocked.Increment(ref _sleepers);
                while (RunOf(Volatile.Read(ref _ticket)) == run)
                    Monitor.Wait(_startGate);
                Interlocked.Decrement(ref _sleepers);
            }
        }

        return RunOf(Volatile.Read(ref _ticket));
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
            _failures[part] = failure;
        }

        if (Interlocked.Decrement(ref _pending) != 0 || Volatile.Read(ref _callerSleeps) == 0)
            return;
        lock (_finishGate)
            Monitor.PulseAll(_finishGate);
    }

    private void ThrowFailure()
    {
        Exception? first = null;
        for (int part = _failures.Length - 1; part >= 0; part--)
        {
            first = _failures[part] ?? first;
            _failures[part] = null;
        }

        if (first is not null)
            ExceptionDispatchInfo.Throw(first);
    }
}
