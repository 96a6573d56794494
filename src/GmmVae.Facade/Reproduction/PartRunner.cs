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

    /// <summary>Makes sure that the part's run is finished; says whether it was.</summary>
    internal bool Finish(ReproductionPart part, DataSplits data, IProgress<TrainingProgress> progress, CancellationToken cancellation)
    {
        var folder = FolderOf(part);
        var notes = RunNotes.Read(Path.Combine(folder, "run.json"));
        var isOfPart = notes is not null && RunNotes.AreOf(notes, Runs.Specify(Request(part), data, part.Data).Header);
        if (notes is not null && !isOfPart && !options.Force)
            throw new GmmVaeException(
                FailureKind.Usage, $"The folder holds a run of another size, seed or data.\n  at {folder}\n  Give another --out, or --force to replace it.");
        if (!isOfPart || !HasCheckpoint(folder) || !JsonNode.DeepEquals(notes!["versions"], RunNotes.Versions()))
            Runs.Train(Request(part), progress, null, cancellation);
        else if (File.Exists(Path.Combine(folder, "summary.json")))
            return true;
        else
            Runs.Resume(folder, options.DataFolder, options.Threads, progress, null, cancellation);
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

    private static bool HasCheckpoint(string folder) => File.Exists(Path.Combine(folder, RunFolder.CheckpointName));
}
