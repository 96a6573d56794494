using System.Text.Json.Nodes;
using GmmVae.Engine.Artifacts.Runs;
using GmmVae.Engine.Data;
using GmmVae.Engine.Data.Sources;
using GmmVae.Engine.Training;
using LanguageExt;

namespace GmmVae;

/// <summary>Does the parts of a study, some of them maybe in other processes, and tells of all of them.</summary>
internal sealed class StudyScheduler : IProgress<TrainingProgress>, IDisposable
{
    private readonly StudyPart[] parts;
    private readonly WorkSharing work;
    private readonly bool isAlone;
    private readonly IProgress<StudyProgress>? progress;

    /// <param name="parts">What is to be done.</param>
    /// <param name="lines">What the processes share.</param>
    /// <param name="isAlone">Whether this is the only process; only then the steps of a training are told.</param>
    /// <param name="progress">Told of the study.</param>
    /// <param name="cancellation">Stops all processes, at their next step.</param>
    internal StudyScheduler(StudyPart[] parts, SharedLines lines, bool isAlone, IProgress<StudyProgress>? progress,
        CancellationToken cancellation)
    {
        (this.parts, this.isAlone, this.progress) = (parts, isAlone, progress);
        work = new WorkSharing(parts.Length, lines, Report, cancellation);
    }

    /// <summary>How many parts are known to be done.</summary>
    internal int DoneCount => work.DoneCount;

    /// <summary>The outcomes of all parts, whoever did them.</summary>
    /// <exception cref="OperationCanceledException">One of the processes was told to stop, or cannot go on.</exception>
    internal IReadOnlyList<StudyOutcome> Run() =>
        [.. work.Run((number, stop) => parts[number].Perform(this, stop).ToJson()).Select(StudyOutcome.Parse)];

    /// <summary>The training of this process goes on: what do the others do?</summary>
    public void Report(TrainingProgress value)
    {
        if (isAlone)
            progress?.Report(new StudyProgress(parts[work.TakenCount - 1].Name, work.TakenCount, parts.Length, value));
        else
            work.ReadOthers();
    }

    public void Dispose() => work.Dispose();

    private void Report(int number, JsonObject? outcome)
    {
        var started = new StudyProgress(parts[number].Name, number + 1, parts.Length);
        progress?.Report(outcome is null || StudyOutcome.Parse(outcome) is not { } done
            ? started
            : started with { IsEnd = true, Finished = done.Run, Reused = done.IsReused });
    }
}

/// <summary>A part of a study, which one process does by itself.</summary>
/// <param name="Name">What it is, in words.</param>
/// <param name="Perform">Does it.</param>
internal sealed record StudyPart(string Name, Func<IProgress<TrainingProgress>, CancellationToken, StudyOutcome> Perform);

/// <summary>What came of a part of a study.</summary>
/// <param name="Run">Its run; of baselines, the training that failed, if one did.</param>
/// <param name="Scores">Of baselines: those that are there (<see cref="BaselineSuite"/>).</param>
/// <param name="IsReused">Whether it was there already.</param>
internal sealed record StudyOutcome(StudyRun? Run, JsonArray? Scores, bool IsReused)
{
    internal static StudyOutcome Parse(JsonObject json) => new(
        json["run"] is JsonObject run ? StudyRun.Parse(run) : null, json["scores"] as JsonArray, (bool)json["reused"]!);

    internal JsonObject ToJson() => new() { ["run"] = Run?.ToJson(), ["scores"] = Scores?.DeepClone(), ["reused"] = IsReused };
}

/// <summary>
/// The data of a study's runs: those of a file without test split differ in the rows held out, which the seed decides; others
/// are the same for every seed.
/// </summary>
internal sealed class StudyData(TrainRequest request, IProgress<string> downloads, CancellationToken cancellation)
{
    private readonly SourceRows rows = Sources.Read(
        request.Data, request.DataFolder, DataOptions.Of(request.Table), downloads, cancellation);

    /// <summary>The data of the run with a seed, the same object for all seeds where the source has a test split.</summary>
    internal DataSplits Of(ulong seed) => Specify(request, seed, null).Plan.Data;

    /// <summary>The run of a request on these data with a seed and a folder of its own.</summary>
    internal KeptRun Plan(TrainRequest run, ulong seed, string folder)
    {
        var (seeded, plan) = Specify(run, seed, folder);
        return new KeptRun(seeded, plan.Header, plan.Outcomes, plan.Mixtures is null ? plan.Trials.Map(trial => trial.Clusters) : default);
    }

    private (TrainRequest Seeded, RunPlan Plan) Specify(TrainRequest run, ulong seed, string? folder)
    {
        var seeded = run with { Configure = options => run.Configure(options) with { Seed = seed }, OutputFolder = folder };
        return (seeded, RunPlan.Specify(seeded, rows, DataSource.Locate(request.Data)));
    }
}

/// <summary>Tells those who follow a study what is downloaded before it can begin.</summary>
internal sealed class StudyDownloads(IProgress<StudyProgress>? target, int parts) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value) => target?.Report(new StudyProgress("", 0, parts, value));
}

/// <summary>A run in a folder that is made, gone on with, or found finished, whichever is needed.</summary>
/// <param name="Request">What to train; its output folder is the run's.</param>
/// <param name="Header">What the request comes to.</param>
/// <param name="Outcomes">What it may come to, where something is chosen.</param>
/// <param name="Counts">The numbers of clusters that it compares for stability, if it does.</param>
internal sealed record KeptRun(TrainRequest Request, CheckpointHeader Header, Arr<CheckpointHeader> Outcomes, Arr<int> Counts)
{
    internal string Folder => Request.OutputFolder!;

    /// <summary>Whether the folder holds something else than this run or its beginnings.</summary>
    internal bool IsTaken => Directory.Exists(Folder)
        && Directory.EnumerateFileSystemEntries(Folder).Any(entry => Path.GetFileName(entry)[0] != '.')
        && !IsThis;

    internal bool IsFinished => IsThis && RunManifest.Read(SummaryPath) is not null;

    private string SummaryPath => Path.Combine(Folder, "summary.json");

    private bool IsThis => RunManifest.Read(Path.Combine(Folder, "run.json")) is { } notes && RunPlan.MayMake(Outcomes, Counts, notes);

    /// <summary>Finishes the run and returns its summary.</summary>
    internal JsonObject Finish(IProgress<TrainingProgress>? progress, FigureDrawing? draw, CancellationToken cancellation)
    {
        if (IsFinished)
            return RunManifest.Read(SummaryPath)!;

        // What stands in the way has been looked at: it is the beginnings of this run, or may be replaced.
        var result = IsThis && File.Exists(Path.Combine(Folder, RunFolder.CheckpointName))
            ? Runs.Resume(Folder, Request.DataFolder, Request.Threads, progress, draw, Request.CheckpointEvery, Request.Logger,
                cancellation: cancellation)
            : Runs.Train(Request with { Force = true }, progress, draw, cancellation);
        return result.Summary.ToJson();
    }
}
