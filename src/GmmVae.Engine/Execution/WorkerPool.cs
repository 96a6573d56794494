using System.Runtime.ExceptionServices;

namespace GmmVae.Engine;

/// <summary>
/// A fixed team of threads for short shares of work: the caller of <see cref="Run"/> does part 0, persistent background
/// threads the others. Waiting threads spin for some ten microseconds, then yield, then sleep, so a busy machine is not held up.
/// A run allocates nothing. Runs do not nest and do not overlap.
/// </summary>
public sealed class WorkerPool : IDisposable
{
    private const int SpinsBeforeYield = 1000;

    private const int SpinLength = 8;

    private const int YieldsBeforeSleep = 8;

    private readonly Thread[] _threads;
    private readonly Exception?[] _failures;
    private readonly Lock _entry = new();
    private readonly object _startGate = new();
    private readonly object _finishGate = new();
    private IParallelWork? _work;
    private int _run;
    private int _pending;
    private int _sleepers;
    private int _callerSleeps;
    private bool _stopping;
    private bool _running;

    /// <summary>Starts the team.</summary>
    /// <param name="threads">Threads in all, the caller included, ≥ 1; with 1 there are no others and <see cref="Run"/> works inline.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1.</exception>
    public WorkerPool(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Threads = threads;
        _failures = new Exception?[threads];
        _threads = new Thread[threads - 1];
        for (int i = 0; i < _threads.Length; i++)
        {
            int part = i + 1;
            _threads[i] = new Thread(() => Work(part)) { IsBackground = true, Name = $"GmmVae worker {part}" };
            _threads[i].Start();
        }
    }

    /// <summary>Threads in all, the caller included.</summary>
    public int Threads { get; }

    /// <summary>Does all parts of the work and returns when the last is done.</summary>
    /// <param name="work">Called once for each part in [0, <see cref="Threads"/>).</param>
    /// <exception cref="InvalidOperationException">Another run is going on.</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    /// <remarks>If parts throw, the others still finish; then the exception of the lowest part is thrown again here.</remarks>
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
            Volatile.Write(ref _pending, _threads.Length);
            StartWorkers();
            RunPart(work, 0);
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

        StartWorkers();
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

    private void StartWorkers()
    {
        // The increment is a full fence: a worker about to sleep either sees it or is seen in _sleepers.
        Interlocked.Increment(ref _run);
        if (Volatile.Read(ref _sleepers) == 0)
            return;
        lock (_startGate)
            Monitor.PulseAll(_startGate);
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

    private void Work(int part)
    {
        int seen = 0;
        while (true)
        {
            AwaitStart(seen);
            seen++;
            if (Volatile.Read(ref _stopping))
                return;
            RunPart(_work!, part);
            if (Interlocked.Decrement(ref _pending) != 0 || Volatile.Read(ref _callerSleeps) == 0)
                continue;
            lock (_finishGate)
                Monitor.PulseAll(_finishGate);
        }
    }

    private void AwaitStart(int seen)
    {
        for (int turn = 0; Volatile.Read(ref _run) == seen; turn++)
        {
            if (Pause(turn))
                continue;
            lock (_startGate)
            {
                Interlocked.Increment(ref _sleepers);
                while (Volatile.Read(ref _run) == seen)
                    Monitor.Wait(_startGate);
                Interlocked.Decrement(ref _sleepers);
            }
        }
    }

    /// <summary>Lets a little time pass; false once it is better to sleep.</summary>
    private static bool Pause(int turn)
    {
        if (turn < SpinsBeforeYield && Environment.ProcessorCount > 1)
            Thread.SpinWait(SpinLength);
        else if (turn < SpinsBeforeYield + YieldsBeforeSleep)
            Thread.Yield();
        else
            return false;
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
