using System.Text.Json.Nodes;
using GmmVae.Domain;
using GmmVae.Engine;
using LanguageExt;

namespace GmmVae;

/// <summary>A run in a folder that is made, gone on with, or found finished, whichever is needed.</summary>
/// <param name="Request">What to train; its output folder is the run's.</param>
/// <param name="Header">What the request comes to.</param>
/// <param name="Trials">The numbers of clusters that it chooses among, if it does.</param>
internal sealed record KeptRun(TrainRequest Request, CheckpointHeader Header, Arr<ClusterCountTrial> Trials)
{
    internal string Folder => Request.OutputFolder!;

    /// <summary>Whether the folder holds something else than this run or its beginnings.</summary>
    internal bool IsTaken => Directory.Exists(Folder)
        && Directory.EnumerateFileSystemEntries(Folder).Any(entry => Path.GetFileName(entry)[0] != '.')
        && !IsThis;

    internal bool IsFinished => IsThis && RunNotes.Read(SummaryPath) is not null;

    private string SummaryPath => Path.Combine(Folder, "summary.json");

    private bool IsThis => RunNotes.Read(Path.Combine(Folder, "run.json")) is { } notes && RunPlan.MayMake(Header, Trials, notes);

    /// <summary>Finishes the run and returns its summary.</summary>
    internal JsonObject Finish(IProgress<TrainingProgress>? progress, FigureDrawing? draw, CancellationToken cancellation)
    {
        if (IsFinished)
            return RunNotes.Read(SummaryPath)!;

        // What stands in the way has been looked at: it is the beginnings of this run, or may be replaced.
        var result = IsThis && File.Exists(Path.Combine(Folder, RunFolder.CheckpointName))
            ? Runs.Resume(Folder, Request.DataFolder, Request.Threads, progress, draw, Request.CheckpointEvery, Request.Logger, cancellation: cancellation)
            : Runs.Train(Request with { Force = true }, progress, draw, cancellation);
        return result.Summary.ToJson();
    }
}
