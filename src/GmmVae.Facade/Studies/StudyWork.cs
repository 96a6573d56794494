using System.Text.Json.Nodes;
using GmmVae.Engine;

namespace GmmVae;

/// <summary>
/// Does the parts of a study, in order, each by the first process that has nothing to do, and tells of all of them. What is taken and what came
/// of it stands in lines that the processes share; which one does a part changes nothing of its outcome.
/// </summary>
internal sealed class StudyWork : IProgress<TrainingProgress>, IDisposable
{
    private const string Stop = "stop";

    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(100);

    private readonly StudyPart[] parts;
    private readonly SharedLines lines;
    private readonly IProgress<StudyProgress>? target;
    private readonly bool isAlone;
    private readonly CancellationTokenSource stop;
    private readonly StudyOutcome?[] outcomes;
    private int taken;

    /// <param name="parts">What is to be done.</param>
    /// <param name="lines">What the processes share.</param>
    /// <param name="isAlone">Whether this is the only process; only then the steps of a training are told.</param>
    /// <param name="target">Whom to tell.</param>
    /// <param name="cancellation">Stops all processes, at their next step.</param>
    internal StudyWork(StudyPart[] parts, SharedLines lines, bool isAlone, IProgress<StudyProgress>? target, CancellationToken cancellation)
    {
        (this.parts, this.lines, this.isAlone, this.target) = (parts, lines, isAlone, target);
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        outcomes = new StudyOutcome?[parts.Length];
    }

    /// <summary>How many parts are known to be done.</summary>
    internal int Done => outcomes.Count(outcome => outcome is not null);

    /// <summary>The outcomes of all parts, whoever did them.</summary>
    /// <exception cref="OperationCanceledException">One of the processes was told to stop, or cannot go on.</exception>
    internal IReadOnlyList<StudyOutcome> Finish()
    {
        try
        {
            while (Take() is { } number)
            {
                var outcome = parts[number].Do(this, stop.Token);
                Exchange(() => new JsonObject { ["part"] = number, ["outcome"] = outcome.ToJson() });
            }

            for (Look(); Done < parts.Length; Look())
            {
                stop.Token.ThrowIfCancellationRequested();
                stop.Token.WaitHandle.WaitOne(Nap);
            }

            return outcomes!;
        }
        catch
        {
            // Whatever ends this process's work, the others would wait for it.
            Exchange(() => new JsonObject { [Stop] = true });
            throw;
        }
    }

    /// <summary>The training of this process goes on: what do the others do?</summary>
    public void Report(TrainingProgress value)
    {
        if (isAlone)
            target?.Report(new StudyProgress(parts[taken - 1].Name, taken, parts.Length, value));
        else
            Look();
    }

    public void Dispose() => stop.Dispose();

    private int? Take()
    {
        stop.Token.ThrowIfCancellationRequested();
        int? mine = null;
        Exchange(() => taken < parts.Length && !stop.IsCancellationRequested ? new JsonObject { ["part"] = mine = taken } : null);
        stop.Token.ThrowIfCancellationRequested();
        return mine;
    }

    /// <summary>Reads and tells what others do.</summary>
    private void Look() => Exchange(() => null);

    /// <summary>Reads what others do, adds a line about what this process does, and tells of both once others may have the lines again.</summary>
    private void Exchange(Func<JsonObject?> line)
    {
        var told = new List<StudyProgress>();
        lines.Exchange(news =>
        {
            foreach (var one in news)
                Note(one);
            var mine = line();
            if (mine is not null)
                Note(mine);
            return mine;
        });
        foreach (var progress in told)
            target?.Report(progress);

        void Note(JsonObject one)
        {
            if (one.ContainsKey(Stop))
                stop.Cancel();
            else
                told.Add(Read(one));
        }
    }

    private StudyProgress Read(JsonObject line)
    {
        var number = (int)line["part"]!;
        var progress = new StudyProgress(parts[number].Name, number + 1, parts.Length);
        if (line["outcome"] is not JsonObject outcome)
        {
            taken++;
            return progress;
        }

        var done = outcomes[number] = StudyOutcome.Parse(outcome);
        return progress with { IsEnd = true, Finished = done.Run, Reused = done.IsReused };
    }
}
