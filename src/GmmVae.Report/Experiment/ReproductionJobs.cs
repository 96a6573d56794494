using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace GmmVae.Report.Experiment;

/// <summary>
/// Does jobs side by side, each on one thread: small trainings gain more from that than from sharing their sums. What they tell is told on
/// the calling thread.
/// </summary>
internal sealed class ReproductionJobs(int threads, IProgress<ReproductionProgress>? progress, CancellationToken cancellation)
{
    /// <summary>What a job does: its number from 0, where to tell how far it is, and when to stop.</summary>
    internal delegate TResult Work<TJob, TResult>(TJob job, int number, Action<ReproductionProgress> tell, CancellationToken stop);

    /// <summary>The results in the jobs' order, which are begun in it too; the first failure stops the others and is thrown.</summary>
    internal TResult[] Run<TJob, TResult>(IReadOnlyList<TJob> jobs, Work<TJob, TResult> work)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var told = new BlockingCollection<ReproductionProgress>();
        var (results, next, failure) = (new TResult[jobs.Count], -1, (ExceptionDispatchInfo?)null);
        var workers = Enumerable.Range(0, Math.Min(threads, jobs.Count)).Select(_ => Task.Factory.StartNew(
            Take, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        var all = Task.WhenAll(workers).ContinueWith(_ => told.CompleteAdding(), TaskScheduler.Default);
        foreach (var value in told.GetConsumingEnumerable(CancellationToken.None))
            progress?.Report(value);
        all.Wait(CancellationToken.None);
        failure?.Throw();
        return results;

        void Take()
        {
            for (var number = Interlocked.Increment(ref next); number < jobs.Count; number = Interlocked.Increment(ref next))
                try
                {
                    stop.Token.ThrowIfCancellationRequested();
                    results[number] = work(jobs[number], number, told.Add, stop.Token);
                }
                catch (Exception fault)
                {
                    Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(fault), null);
                    stop.Cancel();
                    return;
                }
        }
    }
}
