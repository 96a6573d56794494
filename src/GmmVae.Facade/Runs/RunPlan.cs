using System.Numerics;
using System.Text.Json.Nodes;
using GmmVae.Domain.Clustering;
using GmmVae.Domain.Models;
using GmmVae.Domain.Training;
using GmmVae.Engine.Artifacts.Runs;
using GmmVae.Engine.Data;
using GmmVae.Engine.Data.Sources;
using GmmVae.Engine.Training;
using LanguageExt;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GmmVae;

/// <summary>What a request comes to on its data.</summary>
/// <param name="Header">The training; where the number of clusters is still to be chosen, the one with the smallest.</param>
/// <param name="Data">What it learns from and is measured on.</param>
/// <param name="Threads">Threads that compute.</param>
/// <param name="Trials">The numbers of clusters to choose among, if there is a choice.</param>
/// <param name="Log">Told of the training's events.</param>
internal sealed record RunPlan(CheckpointHeader Header, DataSplits Data, int Threads, Arr<ClusterCountTrial> Trials, ILogger Log)
{
    /// <summary>The model that is fine-tuned, if parameters are not fresh.</summary>
    internal Checkpoint? FineTuned { get; init; }

    /// <summary>What a request comes to on given data: every wrong option is named at once.</summary>
    internal static RunPlan Specify(TrainRequest request, SourceRows rows, string source, Checkpoint? fineTuned = null)
    {
        var traits = new DataTraits(
            rows.TrainRows, rows.Measured.Features, rows.Measured.HoldsBytes, rows.Measured.Image, DataSource.HoldsSignals(request.Data));

        // A number of processes that is no power of two is refused as such, not as one of shards that nobody asked for.
        var shards = (int)BitOperations.RoundUpToPowerOf2((uint)request.Ranks.Count);
        var preset = Presets.Find(request.Preset, request.Model, traits).OrThrow() with { Shards = shards };
        if (fineTuned is not null)
            return FineTunePlan.Specify(request, preset, traits, rows, source, fineTuned);
        var options = request.Configure(preset);
        var data = Sources.Split(rows, options.Seed, options.ShuffleBlock, options.EvaluationRows).OrThrow();

        // What is wrong with the data comes before what defaults make of them.
        if (!options.MaskMissing)
            rows.FirstMissing(isTrained: false).ThrowIfSome();
        var ((trials, (model, training)), threads) =
            (Specs(options, traits), RequestRules.ValidThreads(request.Threads), RequestRules.ValidInterval(request.CheckpointEvery))
            .Apply((specs, count, _) => (specs, count)).OrThrow();
        request.Choice.RequireSharing(training.Shards, request.Ranks.Count);
        Suitability.OfLabels(training, model, data.Train).ThrowIfSome();
        var header = new CheckpointHeader(
            model, training, request.Preset, source, DataSeedOf(rows, training), data.Train.Fingerprint, data.Preprocessing,
                Prelude.Optional(data.Train.Image)) { Engine = request.Choice.Name }.Of(rows.Table);
        return new RunPlan(header, data, threads, trials, request.Logger ?? NullLogger.Instance);
    }

    /// <summary>What the splits of a training are drawn from: the run's seed, where rows are to be held out.</summary>
    internal static ulong DataSeedOf(SourceRows rows, TrainingSpec training) => rows.HasOwnTest ? Sources.DataSeed : training.Seed;

    /// <summary>The training that is wanted, after a search for the number of clusters where there is a choice, and what that
    /// found.</summary>
    internal (CheckpointHeader Header, Arr<ClusterCountScore> Found) ChooseClusterCount(IProgress<TrainingProgress>? progress,
        CancellationToken cancellation)
    {
        if (Trials.IsEmpty)
            return (Header, Arr<ClusterCountScore>.Empty);
        var found = ClusterCountSearch.Run(this, progress, cancellation);
        var chosen = ClusterCountScore.Choose(found);
        Log.ClusterCountChosen(chosen);
        return (Of(Header, Trials.First(trial => trial.Clusters == chosen)), found);
    }

    /// <summary>Whether notes are those of a run that such a request makes, whichever number of clusters it has chosen.</summary>
    internal static bool MayMake(CheckpointHeader header, Arr<ClusterCountTrial> trials, JsonObject notes) =>
        RunManifest.ClusterCounts(notes).OrThrow().Map(score => score.Clusters) == trials.Map(trial => trial.Clusters)
        && (trials.IsEmpty ? RunManifest.AreOf(notes, header) : trials.Exists(trial => RunManifest.AreOf(notes, Of(header, trial))));

    /// <summary>Model, preset and data of a run, as in the names of folders.</summary>
    internal static string NameOf(CheckpointHeader header)
    {
        var data = Path.GetFileName(Path.TrimEndingDirectorySeparator(header.DataSource)).Replace('*', '_').Replace('?', '_');
        return $"{header.Model.Kind}-{header.Preset}-{data}";
    }

    internal static string DefaultName(CheckpointHeader header) => FormattableString.Invariant($"{NameOf(header)}-{header.Training.Seed}");

    private static Validation<SpecError,
        (Arr<ClusterCountTrial> Trials, (ModelSpec, TrainingSpec) First)> Specs(RunOptions options, DataTraits traits) =>
        options.ClusterCounts.IsEmpty
            ? options.Check(traits).Map(specs => (Arr<ClusterCountTrial>.Empty, specs))
            : ClusterCountTrial.Of(options, traits).Map(trials => (trials, trials[0].Chosen));

    private static CheckpointHeader Of(CheckpointHeader header, ClusterCountTrial trial) =>
        header with { Model = trial.Chosen.Model, Training = trial.Chosen.Training };
}
