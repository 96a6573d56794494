using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using GmmVae.Domain;
using GmmVae.Domain.Clustering;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Training;
using GmmVae.Engine.Artifacts.Checkpoints;
using GmmVae.Engine.Artifacts.Runs;
using GmmVae.Engine.Data;
using GmmVae.Engine.Engines;
using LanguageExt;
using Microsoft.Extensions.Logging;

namespace GmmVae;

/// <summary>What a request comes to on its data.</summary>
/// <param name="Header">The training; where the number of clusters is still to be chosen, the one with the smallest.</param>
/// <param name="Data">What it learns from and is measured on.</param>
/// <param name="Threads">Threads that compute.</param>
/// <param name="Trials">The numbers of clusters to choose among, if there is a choice.</param>
/// <param name="Log">Told of the training's events.</param>
internal sealed record RunPlan(CheckpointHeader Header, DataSplits Data, int Threads, Arr<ClusterCountTrial> Trials, ILogger Log)
{
    /// <summary>The model whose parameters the training starts from, if not fresh ones.</summary>
    internal Checkpoint? Start { get; init; }

    /// <summary>The training that is wanted, after a search for the number of clusters where there is a choice, and what that found.</summary>
    internal (CheckpointHeader Header, Arr<ClusterCountScore> Found) Settle(IProgress<TrainingProgress>? progress, CancellationToken cancellation)
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
        RunManifest.ClusterCounts(notes).Map(score => score.Clusters) == trials.Map(trial => trial.Clusters)
        && (trials.IsEmpty ? RunManifest.AreOf(notes, header) : trials.Exists(trial => RunManifest.AreOf(notes, Of(header, trial))));

    private static CheckpointHeader Of(CheckpointHeader header, ClusterCountTrial trial) =>
        header with { Model = trial.Chosen.Model, Training = trial.Chosen.Training };
}

/// <summary>Where the notes in a run's folder and its checkpoint speak of different runs.</summary>
internal static class RunDifferences
{
    private const int MostShown = 3;

    /// <summary>Refuses to go on with a checkpoint that is not that of the folder's notes.</summary>
    internal static void Refuse(JsonObject notes, CheckpointHeader header, RunFolder folder)
    {
        var all = Between(notes, header).ToArray();
        if (all.Length > 0)
            throw new GmmVaeException(
                FailureKind.Data,
                $"The checkpoint is not that of this run: {string.Join("; ", all.Take(MostShown))}{(all.Length > MostShown ? "; and more" : "")}.\n"
                + $"  at {folder.CheckpointPath}\n  Put the run's own checkpoint back, or start a new run.");
    }

    /// <summary>Every field that differs, with what the notes and the checkpoint have.</summary>
    internal static IEnumerable<string> Between(JsonObject notes, CheckpointHeader header)
    {
        // What older versions of the program wrote is read before it is compared, so that only the meaning counts.
        var model = SpecJson.ReadModel(notes["spec"], "").Map(SpecJson.Write);
        var training = SpecJson.ReadTraining(notes["training"], "").Map(SpecJson.Write);
        var preprocessing = SpecJson.ReadPreprocessing(notes["preprocessing"], "").Map(SpecJson.Write);
        return Of("spec", Or(model, notes["spec"]), SpecJson.Write(header.Model))
            .Concat(Of("training", Or(training, notes["training"]), SpecJson.Write(header.Training)))
            .Concat(Of("preprocessing", Or(preprocessing, notes["preprocessing"]), SpecJson.Write(header.Preprocessing)))
            .Concat(Of("data", notes["data"], header.DataSource))
            .Concat(Of("dataFingerprint", notes["dataFingerprint"], header.DataFingerprint))
            .Concat(Of("startedFrom", notes["startedFrom"], header.StartedFrom.MatchUnsafe(hash => (string?)hash, () => null)))
            .Concat(Of("preset", notes["preset"], header.Preset));
    }

    private static JsonNode? Or(Either<DataError, JsonObject> read, JsonNode? raw) => read.MatchUnsafe(node => node, _ => raw);

    private static IEnumerable<string> Of(string place, JsonNode? noted, JsonNode? kept)
    {
        if (JsonNode.DeepEquals(noted, kept))
            return [];
        if (noted is JsonObject notedFields && kept is JsonObject keptFields)
            return notedFields.Select(field => field.Key).Union(keptFields.Select(field => field.Key))
                .SelectMany(name => Of($"{place}.{name}", notedFields[name], keptFields[name]));
        if (noted is JsonArray notedItems && kept is JsonArray keptItems && notedItems.Count == keptItems.Count)
            return Enumerable.Range(0, keptItems.Count)
                .SelectMany(i => Of(FormattableString.Invariant($"{place}[{i}]"), notedItems[i], keptItems[i]));
        return [$"{place} is {Shown(noted)} in run.json and {Shown(kept)} in the checkpoint"];
    }

    private static string Shown(JsonNode? node)
    {
        const int Longest = 40;
        var text = node?.ToJsonString() ?? "nothing";
        return text.Length <= Longest ? text : text[..Longest] + "...";
    }
}

/// <summary>Refuses ranks that would not train the same model on the same data with the same program.</summary>
internal static class RankAgreement
{
    internal static void Require(CheckpointHeader header, DataSplits data, IRankGroup ranks)
    {
        if (ranks.Count == 1)
            return;
        RequireSame(ranks, OptionsOf(header), header.DataFingerprint + data.Test.Fingerprint);
        if (!int.IsPow2(ranks.Count) || header.Training.Shards % ranks.Count != 0)
            throw new GmmVaeException(
                FailureKind.Usage,
                $"mpirun: {ranks.Count} processes cannot share the {header.Training.Shards} shards of a batch; "
                + $"start 1, 2, 4 ... of them, at most as many as {Setting.Shards}");
    }

    /// <summary>The same for processes that share trainings, each of which one makes by itself.</summary>
    internal static void Require(IReadOnlyList<CheckpointHeader> trainings, int baselineRows, IRankGroup ranks)
    {
        if (ranks.Count > 1)
            RequireSame(
                ranks,
                FormattableString.Invariant($"{baselineRows}{string.Concat(trainings.Select(OptionsOf))}"),
                string.Concat(trainings.Select(header => header.DataFingerprint)));
    }

    private static void RequireSame(IRankGroup ranks, string options, string data)
    {
        Differ(ranks, "version", typeof(RankAgreement).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "");
        Differ(ranks, "options", options);
        Differ(ranks, "data", data);
    }

    private static string OptionsOf(CheckpointHeader header) => SpecJson.Write(header.Model).ToJsonString() + SpecJson.Write(header.Training).ToJsonString();

    private static void Differ(IRankGroup ranks, string what, string mine)
    {
        var all = ranks.Gather(SHA256.HashData(Encoding.UTF8.GetBytes(mine)));
        var others = Enumerable.Range(0, all.Length).Where(rank => !all[rank].AsSpan().SequenceEqual(all[0])).ToArray();
        if (others.Length > 0)
            throw new GmmVaeException(FailureKind.Data, string.Create(
                CultureInfo.InvariantCulture,
                $"The processes do not train the same: the {what} of rank {string.Join(", ", others)} differ from those of rank 0. Give all of them the same program, options and data."));
    }
}
