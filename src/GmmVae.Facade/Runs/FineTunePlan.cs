using System.Text.Json.Nodes;
using GmmVae.Domain;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Models;
using GmmVae.Domain.Training;
using GmmVae.Engine.Artifacts.Checkpoints;
using GmmVae.Engine.Data;
using GmmVae.Engine.Training;
using LanguageExt;
using Microsoft.Extensions.Logging.Abstractions;

namespace GmmVae;

/// <summary>Trainings that fine-tune a saved model, of which they keep the specification and the preprocessing.</summary>
internal static class FineTunePlan
{
    /// <summary>The preset that a request starts from: without another wish the one that minimises the bound.</summary>
    internal static string PresetOf(TrainRequest request) => request.Preset == Presets.Auto ? "report" : request.Preset;

    /// <summary>What a request comes to on given data.</summary>
    /// <param name="request">Training options; those of the model must ask for nothing else than the saved one.</param>
    /// <param name="preset">The options that the request starts from.</param>
    /// <param name="traits">Of the data.</param>
    /// <param name="rows">The data.</param>
    /// <param name="source">Their name.</param>
    /// <param name="fineTuned">The saved model.</param>
    internal static RunPlan Specify(TrainRequest request, RunOptions preset, DataTraits traits, SourceRows rows, string source,
        Checkpoint fineTuned)
    {
        var saved = fineTuned.Header;
        if (saved.Model is PlainMixtureSpec)
            throw Wrong($"{Setting.StartFrom}: the model is a Gaussian mixture, which is fitted at once and cannot be trained further; "
                + $"train anew, or with {Setting.Preset} clustering for a network");
        var options = request.Configure(preset);
        if (!options.ClusterCounts.IsEmpty)
            throw Wrong($"{Setting.Clusters}: the number of clusters is that of the model to start from; leave auto out");
        var data = Sources.Split(rows, options.Seed, options.ShuffleBlock, options.EvaluationRows).OrThrow();
        Suitability.OfRead(saved, source, rows).ThrowIfSome();
        RequireSameModel(preset.Check(traits), options.Check(traits), saved.Model);
        var training = options.CheckTraining(saved.Model, traits).OrThrow();
        request.Choice.RequireSharing(training.Shards, request.Ranks.Count);
        if (training.Phases[0].Restarts > 1)
            throw Wrong($"{Setting.Restarts}: a training that starts from a saved model has one start; give {Setting.Restarts} 1");
        Suitability.OfLabels(training, saved.Model, data.Train).ThrowIfSome();
        var header = saved with
        {
            Training = training,
            Preset = request.Preset,
            DataSource = source,
            DataSeed = RunPlan.DataSeedOf(rows, training),
            DataFingerprint = data.Train.Fingerprint,
            Reading = rows.Table?.Options ?? TableOptions.Default,
            StartedFrom = fineTuned.ParametersSha256,
            Engine = request.Choice.Name,
        };
        return new RunPlan(
            header, DataSplits.With(data.Train, data.Test, saved.Preprocessing), RequestRules.CheckThreads(request.Threads),
                Arr<ClusterCountTrial>.Empty, request.Logger ?? NullLogger.Instance)
        {
            FineTuned = fineTuned,
        };
    }

    /// <summary>Refuses options that ask for another model: those that change the preset's, into one that is not the saved one.</summary>
    private static void RequireSameModel(
        Validation<SpecError, (ModelSpec Model, TrainingSpec)> preset, Validation<SpecError, (ModelSpec Model, TrainingSpec)> asked,
            ModelSpec saved)
    {
        var wanted = asked.OrThrow().Model;
        if (wanted.Kind != saved.Kind)
            throw Wrong(
                $"{Setting.Model}: is {wanted.Kind}, the model to start from is of the kind {saved.Kind}; "
                + $"give {Setting.Model} {saved.Kind}");
        var isPreset = preset.Match(usual => usual.Model == wanted, _ => false);
        if (wanted == saved || isPreset)
            return;
        var (own, other) = (SpecJson.Write(saved), SpecJson.Write(wanted));
        var differences = own.Select(field => field.Key).Union(other.Select(field => field.Key))
            .Where(name => !JsonNode.DeepEquals(own[name], other[name]))
            .Select(name => $"{name} is {Text(own[name])} there and {Text(other[name])} here");
        throw Wrong(
            $"{Setting.StartFrom}: the options ask for another model than the one to start from: {string.Join("; ", differences)}.\n"
            + $"  Leave out the options of the model, or train anew.");
    }

    private static string Text(JsonNode? node) => node?.ToJsonString() ?? "nothing";

    private static GmmVaeException Wrong(ErrorText error) => new(FailureKind.Usage, error);
}
