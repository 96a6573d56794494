using System.Text.Json.Nodes;
using GmmVae.Engine;

namespace GmmVae;

/// <summary>
/// Trains the parts of a reproduction, each into a run folder of its own. A finished run is reused, an interrupted one
/// taken up, if specification, training, data and code are those wanted; else the run is made anew.
/// </summary>
internal sealed class PartRunner(ReproductionOptions options)
{
    /// <summary>Where a part's run is.</summary>
    internal string FolderOf(ReproductionPart part) => Path.Combine(options.OutputFolder, "runs", part.Name);

    /// <summary>Makes sure that the part's run is finished; says whether it was.</summary>
    internal bool Finish(ReproductionPart part, DataSplits data, IProgress<TrainingProgress> progress, CancellationToken cancellation)
    {
        var folder = FolderOf(part);
        if (!IsWanted(part, data, folder))
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

    private bool IsWanted(ReproductionPart part, DataSplits data, string folder)
    {
        var header = Runs.Specify(Request(part), data, part.Data).Header;
        return RunNotes.Read(Path.Combine(folder, "run.json")) is { } notes
            && File.Exists(Path.Combine(folder, RunFolder.CheckpointName))
            && RunNotes.AreOf(notes, header)
            && JsonNode.DeepEquals(notes["versions"], RunNotes.Versions());
    }
}
