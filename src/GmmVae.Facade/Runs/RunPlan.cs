using System.Diagnostics;
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
/// <param name="Trials">The networks to choose among, if there is a choice: one for each number of clusters.</param>
/// <param name="Log">Receives the events of the training.</param>
internal sealed record RunPlan(CheckpointHeader Header, DataSplits Data, int Threads, Arr<ClusterCountTrial> Trials, ILogger Log)
{
    /// <summary>The model that is fine-tuned, if parameters are not fresh.</summary>
    internal Checkpoint? FineTuned { get; init; }

    /// <summary>The Gaussian mixtures to choose among, if there are any.</summary>
    internal MixturePlan? Mixtures { get; init; }

    /// <summary>Whether something is chosen before it is trained.</summary>
    internal bool HasChoice => !Trials.IsEmpty || Mixtures is not null;

    /// <summary>What the run may be, whatever is chosen.</summary>
    internal Arr<CheckpointHeader> Outcomes => (Mixtures is { } plan ? plan.Candidates.Map(spec => Of(spec, plan)) : Prelude.Array(Header))
        + Trials.Map(Of);

    /// <summary>What a request comes to on given data: every wrong option is named at once.</summary>
    internal static RunPlan Specify(TrainRequest request, SourceRows rows, string source, Checkpoint? fineTuned = null)
    {
        var traits = new DataTraits(
            rows.TrainRows, rows.Measured.Features, rows.Measured.HoldsBytes, rows.Measured.Image, DataSource.HoldsSignals(request.Data));

        // A number of processes that is no power of two is refused as such, not as one of shards that nobody asked for.
        var shards = (int)BitOperations.RoundUpToPowerOf2((uint)request.Ranks.Count);
        var preset = Presets.Find(fineTuned is null ? request.Preset : FineTunePlan.PresetOf(request), request.Model, traits).OrThrow()
            with { Shards = shards };
        if (fineTuned is not null)
            return FineTunePlan.Specify(request, preset, traits, rows, source, fineTuned);
        var options = request.Configure(preset);
        var data = Sources.Split(rows, options.Seed, options.ShuffleBlock, options.EvaluationRows).OrThrow();
        options = options with { Rungs = MixturePlan.IsRefusedBy(options, preset) ? Rungs.Network : options.Rungs };

        // What is wrong with the data comes before what defaults make of them.
        if (!options.MaskMissing)
            rows.FirstMissing(isTrained: false).ThrowIfSome();
        var ((mixtures, trials, (model, training)), threads) =
            (Specs(options, traits), RequestRules.ValidThreads(request.Threads), RequestRules.ValidInterval(request.CheckpointEvery))
            .Apply((specs, count, _) => (specs, count)).OrThrow();
        request.Choice.RequireSharing(training.Shards, request.Ranks.Count);
        Suitability.OfLabels(training, model, data.Train).ThrowIfSome();
        var header = new CheckpointHeader(
            model, training, request.Preset, source, DataSeedOf(rows, training), data.Train.Fingerprint, data.Preprocessing,
                Prelude.Optional(data.Train.Image)) { Engine = request.Choice.Name }.Of(rows.Table);
        return new RunPlan(header, data, threads, trials, request.Logger ?? NullLogger.Instance) { Mixtures = mixtures };
    }

    /// <summary>What the splits of a training are drawn from: the run's seed, where rows are to be held out.</summary>
    internal static ulong DataSeedOf(SourceRows rows, TrainingSpec training) => rows.HasOwnTest ? Sources.DataSeed : training.Seed;

    /// <summary>The training that is wanted, after what there is to choose is chosen. Labels are not looked at.</summary>
    internal ChosenTraining Choose(IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        if (Mixtures is { } plan)
            return ChooseRung(plan, progress, cancellation) with { Seconds = clock.Elapsed.TotalSeconds };
        if (Trials.IsEmpty)
            return new ChosenTraining(Header);
        var found = ClusterCountSearch.Run(this, progress, cancellation);
        var chosen = ClusterCountScore.Choose(found);
        Log.ClusterCountChosen(chosen);
        return new ChosenTraining(Of(Trials.First(trial => trial.Clusters == chosen))) { ClusterCounts = found };
    }

    private ChosenTraining ChooseRung(MixturePlan plan, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        var found = MixtureSearch.Find(plan, Data.Train, cancellation);
        var trial = Trials.AsEnumerable().FirstOrDefault(network => network.Clusters == found.Spec.Clusters);
        var told = trial is null ? ((double Mixture, double Network)?)null
            : ClusterCountSearch.Compare(this, trial, found, progress, cancellation);
        var choice = LadderChoice.Of(found.Rung, found.Rungs, told);
        return choice.Rung == LadderChoice.Network
            ? new ChosenTraining(Of(trial!)) { Ladder = choice }
            : new ChosenTraining(Of(found.Spec, plan)) { Ladder = choice, Mixture = found };
    }

    /// <summary>Whether notes are those of a run that such a request makes, whatever it has chosen.</summary>
    internal static bool MayMake(Arr<CheckpointHeader> outcomes, Arr<int> counts, JsonObject notes) =>
        RunManifest.ClusterCounts(notes).OrThrow().Map(score => score.Clusters) == counts
        && outcomes.Exists(outcome => RunManifest.AreOf(notes, outcome));

    /// <summary>Model, preset and data of a run, as in the names of folders.</summary>
    internal static string NameOf(CheckpointHeader header)
    {
        var data = Path.GetFileName(Path.TrimEndingDirectorySeparator(header.DataSource)).Replace('*', '_').Replace('?', '_');
        return $"{header.Model.Kind}-{header.Preset}-{data}";
    }

    internal static string DefaultName(CheckpointHeader header) => FormattableString.Invariant($"{NameOf(header)}-{header.Training.Seed}");

    private static Validation<SpecError, (MixturePlan?, Arr<ClusterCountTrial>, (ModelSpec, TrainingSpec))> Specs(
        RunOptions options, DataTraits traits) => MixturePlan.Of(options, traits).Bind(mixtures => mixtures.Match(
        plan => ClusterCountTrial.BesideMixtures(options, traits, plan).Map(trials =>
            ((MixturePlan?)plan, trials, ((ModelSpec)plan.Candidates[0], plan.Training))),
        () => (options.ClusterCounts.IsEmpty
            ? options.Check(traits).Map(specs => (Arr<ClusterCountTrial>.Empty, specs))
            : ClusterCountTrial.Of(options, traits).Map(trials => (trials, trials[0].Chosen)))
            .Map(found => ((MixturePlan?)null, found.Item1, found.Item2))));

    private CheckpointHeader Of(ClusterCountTrial trial) => Header with { Model = trial.Chosen.Model, Training = trial.Chosen.Training };

    private CheckpointHeader Of(PlainMixtureSpec spec, MixturePlan plan) => Header with { Model = spec, Training = plan.Training };
}

/// <summary>What is trained after all choices.</summary>
/// <param name="Header">The training.</param>
internal sealed record ChosenTraining(CheckpointHeader Header)
{
    /// <summary>What was found of each number of clusters.</summary>
    internal Arr<ClusterCountScore> ClusterCounts { get; init; } = Arr<ClusterCountScore>.Empty;

    /// <summary>Which model of the family it is and why, where there was a choice.</summary>
    internal LadderChoice? Ladder { get; init; }

    /// <summary>How long the choice took.</summary>
    internal double Seconds { get; init; }

    /// <summary>The mixture, where that is the model: there is nothing left to train.</summary>
    internal FoundMixture? Mixture { get; init; }
}
