using GmmVae.Engine;

namespace GmmVae;

/// <summary>The data of a study, the same for every seed, and the runs on them.</summary>
internal sealed class StudyData(TrainRequest request)
{
    internal DataSplits Splits { get; } = Sources.Open(request.Data, request.DataFolder);

    /// <summary>The run of a request on these data with a seed and a folder of its own.</summary>
    internal KeptRun Plan(TrainRequest run, ulong seed, string folder)
    {
        var seeded = run with { Configure = options => run.Configure(options) with { Seed = seed }, OutputFolder = folder };
        return new KeptRun(seeded, Runs.Specify(seeded, Splits, DataSource.Locate(request.Data)).Header);
    }
}
