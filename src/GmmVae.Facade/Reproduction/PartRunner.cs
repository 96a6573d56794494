using System.Text.Json.Nodes;
using GmmVae.Engine;

namespace GmmVae;

/// <summary>
/// Trains the parts of a reproduction, each into a run folder of its own. A finished run is reused, an interrupted one
/// taken up, if specification, training, data and code are those wanted; one of other code is made anew, and one of another
/// specification, training or data only when that is asked for.
/// </summary>
internal sealed class PartRunner(ReproductionOptions options)
{
    /// <summary>Where a part's run is.</summary>
    internal string FolderOf(ReproductionPart part) => Path.Combine(options.OutputFolder, "runs", part.Name);

    /// <summary>Refuses a run of something else in the part's place, unless it may be replaced.</summary>
    internal void RequireOwn(ReproductionPart part, DataSplits data)
    {
        if (!options.Force && NotesOf(part) is { } notes && !AreOf(notes, part, data))
            throw new GmmVaeException(
                FailureKind.Usage, $"The folder holds a run of another size, seed or data.\n  at {FolderOf(part)}\n  Give another --out, or --force to replace it.");
    }

    /// <summary>Makes sure that the part's run is finished; says whether it was.</summary>
    internal bool Finish(ReproductionPart part, DataSplits data, IProgress<TrainingProgress> progress, CancellationToken cancellation)
    {
        var folder = FolderOf(part);
        var isWanted = NotesOf(part) is { } notes
            && AreOf(notes, part, data)
            && JsonNode.DeepEquals(notes["versions"], RunNotes.Versions())
            && File.Exists(Path.Combine(folder, RunFolder.CheckpointName));
        if (!isWanted)
            Runs.Train(Request(part), progress, null, cancellation);
        else if (File.Exists(Path.Combine(folder, "summary.json")))
            return true;
        else
            Runs.Resume(folder, options.DataFolder, options.Threads, progress, cancellation: cancellation);
        return false;
    }

    private TrainRequest Request(ReproductionPart part) => new()
    {
        Model = part.Kind,
        Data = part.Data,
        DataFolder = options.DataFolder,
        Configure = part.Configure,
        OutputFolder = FolderOf(part),
        Force = true,
        Threads = options.Threads,
    };

    private JsonObject? NotesOf(ReproductionPart part) => RunNotes.Read(Path.Combine(FolderOf(part), "run.json"));

    private bool AreOf(JsonObject notes, ReproductionPart part, DataSplits data) =>
        RunNotes.AreOf(notes, Runs.Specify(Request(part), SourceRows.Of(data), part.Data).Header);
}
