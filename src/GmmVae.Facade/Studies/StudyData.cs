using GmmVae.Engine;

namespace GmmVae;

/// <summary>
/// The data of a study's runs: those of a file without test split differ in the rows held out, which the seed decides; others
/// are the same for every seed.
/// </summary>
internal sealed class StudyData(TrainRequest request, IProgress<string> downloads, CancellationToken cancellation)
{
    private readonly SourceRows rows = Sources.Read(request.Data, request.DataFolder, downloads, cancellation);

    /// <summary>The data of the run with a seed, the same object for all seeds where the source has a test split.</summary>
    internal DataSplits Of(ulong seed) => Specify(request, seed, null).Plan.Data;

    /// <summary>The run of a request on these data with a seed and a folder of its own.</summary>
    internal KeptRun Plan(TrainRequest run, ulong seed, string folder)
    {
        var (seeded, plan) = Specify(run, seed, folder);
        return new KeptRun(seeded, plan.Header, plan.Trials);
    }

    private (TrainRequest Seeded, RunPlan Plan) Specify(TrainRequest run, ulong seed, string? folder)
    {
        var seeded = run with { Configure = options => run.Configure(options) with { Seed = seed }, OutputFolder = folder };
        return (seeded, Runs.Specify(seeded, rows, DataSource.Locate(request.Data)));
    }
}
