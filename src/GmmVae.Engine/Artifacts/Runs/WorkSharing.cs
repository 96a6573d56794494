using System.Text.Json.Nodes;

namespace GmmVae.Engine.Artifacts.Runs;

/// <summary>
/// Parts of a work that several processes share: each part is done, in order, by the first process that has nothing to do. What is taken
/// and what came of it stands in lines that the processes share; which one does a part changes nothing of its outcome.
/// </summary>
internal sealed class WorkSharing : IDisposable
{
    private const string StopName = "stop";
    private const string PartName = "part";
    private const string OutcomeName = "outcome";

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    private readonly SharedLines lines;
    private readonly Action<int, JsonObject?> report;
    private readonly CancellationTokenSource stop;
    private readonly JsonObject?[] outcomes;

    /// <param name="parts">How many parts there are.</param>
    /// <param name="lines">What the processes share.</param>
    /// <param name="report">Told the number of each part, of whichever process, when it is taken, and with its outcome when it is
    /// done.</param>
    /// <param name="cancellation">Stops all processes, at their next step.</param>
    internal WorkSharing(int parts, SharedLines lines, Action<int, JsonObject?> report, CancellationToken cancellation)
    {
        (this.lines, this.report) = (lines, report);
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        outcomes = new JsonObject?[parts];
    }

    /// <summary>How many parts are known to be taken.</summary>
    internal int TakenCount { get; private set; }

    /// <summary>How many parts are known to be done.</summary>
    internal int DoneCount => outcomes.Count(outcome => outcome is not null);

    /// <summary>Does parts while there are any, then waits for the others; the outcomes of all, whoever did them.</summary>
    /// <param name="perform">Does the part of a number.</param>
    /// <exception cref="OperationCanceledException">One of the processes was told to stop, or cannot go on.</exception>
    internal IReadOnlyList<JsonObject> Run(Func<int, CancellationToken, JsonObject> perform)
    {
        try
        {
            while (TakeNext() is { } number)
            {
                var outcome = perform(number, stop.Token);
                Exchange(() => new JsonObject { [PartName] = number, [OutcomeName] = outcome });
            }

            for (ReadOthers(); DoneCount < outcomes.Length; ReadOthers())
            {
                stop.Token.ThrowIfCancellationRequested();
                stop.Token.WaitHandle.WaitOne(PollInterval);
            }

            return outcomes!;
        }
        catch
        {
            // Whatever ends this process's work, the others would wait for it.
            Exchange(() => new JsonObject { [StopName] = true });
            throw;
        }
    }

    /// <summary>Reads and tells what others do.</summary>
    internal void ReadOthers() => Exchange(() => null);

    public void Dispose() => stop.Dispose();

    private int? TakeNext()
    {
        stop.Token.ThrowIfCancellationRequested();
        int? mine = null;
        Exchange(() => TakenCount < outcomes.Length && !stop.IsCancellationRequested
            ? new JsonObject { [PartName] = mine = TakenCount }
            : null);
        stop.Token.ThrowIfCancellationRequested();
        return mine;
    }

    /// <summary>Reads what others do, adds a line about what this process does, and tells of both once others may have the lines
    /// again.</summary>
    private void Exchange(Func<JsonObject?> line)
    {
        var found = new List<(int Number, JsonObject? Outcome)>();
        lines.Exchange(news =>
        {
            foreach (var one in news)
                Apply(one);
            var mine = line();
            if (mine is not null)
                Apply(mine);
            return mine;
        });
        foreach (var (number, outcome) in found)
            report(number, outcome);

        void Apply(JsonObject one)
        {
            if (one.ContainsKey(StopName))
            {
                stop.Cancel();
                return;
            }

            var (number, outcome) = ((int)one[PartName]!, one[OutcomeName] as JsonObject);
            if (outcome is null)
                TakenCount++;
            else
                outcomes[number] = outcome;
            found.Add((number, outcome));
        }
    }
}
