using System.Collections.Concurrent;
using GmmVae.Domain.Models;
using GmmVae.Engine.Data;
using GmmVae.Engine.Engines;

namespace GmmVae.Engine.Inference;

/// <summary>
/// Runs of one model for readers on any number of threads. One reader at a time computes with all workers; those that come
/// meanwhile, and small requests, compute on their own thread, each in a plan of its own. Results are the same.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="preprocessing">What it does with rows first.</param>
/// <param name="seed">The seed of its training, which the noise of scores is drawn from.</param>
/// <param name="store">Its parameters, only to read.</param>
/// <param name="threads">Threads that compute.</param>
internal sealed class InferencePool(ModelSpec model, Preprocessing preprocessing, ulong seed, ParameterStore store, int threads)
    : IDisposable
{
    private const int Batch = 256;
    private const int SmallBatch = 8;

    private readonly ConcurrentDictionary<(string Output, int Batch), ConcurrentBag<InferenceRun>> idle = [];

    // Both belong to the reader that holds the team.
    private readonly Dictionary<string, InferenceRun> shared = [];
    private readonly Lazy<WorkerPool> team = new(() => new WorkerPool(threads));
    private int isTeamBusy;

    internal T Use<T>(string output, long? rows, Func<InferenceRun, T> use)
    {
        if (rows is <= SmallBatch)
            return UseOwn(output, SmallBatch, use);
        if (threads == 1 || Interlocked.Exchange(ref isTeamBusy, 1) == 1)
            return UseOwn(output, Batch, use);
        try
        {
            if (!shared.TryGetValue(output, out var run))
                shared.Add(output, run = Compile(output, Batch, team.Value));
            return use(run);
        }
        finally
        {
            Volatile.Write(ref isTeamBusy, 0);
        }
    }

    public void Dispose()
    {
        foreach (var run in idle.Values.SelectMany(bag => bag).Concat(shared.Values))
            run.Dispose();
        if (team.IsValueCreated)
            team.Value.Dispose();
    }

    private T UseOwn<T>(string output, int batch, Func<InferenceRun, T> use)
    {
        var bag = idle.GetOrAdd((output, batch), _ => []);
        if (!bag.TryTake(out var run))
            run = Compile(output, batch, new WorkerPool(1)); // has no threads, so there is nothing to end
        try
        {
            return use(run);
        }
        finally
        {
            bag.Add(run);
        }
    }

    private InferenceRun Compile(string output, int batch, WorkerPool workers) =>
        new(model, preprocessing, seed, output, batch, store, workers);
}
