using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using GmmVae.Domain.Clustering;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Models;
using GmmVae.Domain.Training;
using GmmVae.Engine.Artifacts.Checkpoints;
using GmmVae.Engine.Data;
using GmmVae.Engine.Engines;
using GmmVae.Engine.Training;
using LanguageExt;

namespace GmmVae.Engine.Artifacts.Runs;

/// <summary>What <c>run.json</c> says about a run.</summary>
internal static class RunManifest
{
    /// <summary>The name of the file in the folder.</summary>
    internal const string FileName = "run.json";

    private const string CountsName = "clusterCounts";
    private const string ChosenName = "chosen";

    /// <summary>The notes of a run.</summary>
    /// <param name="header">What it is.</param>
    /// <param name="data">What it learns from and is measured on.</param>
    /// <param name="parameters">The model's parameters and running statistics.</param>
    /// <param name="outcomes">The finished restarts.</param>
    /// <param name="clusterCounts">What was found of numbers of clusters.</param>
    /// <param name="chosen">What was chosen of the family of Gaussian mixtures.</param>
    internal static JsonObject Write(
        CheckpointHeader header, DataSplits data, Arr<ParameterSpec> parameters, Arr<RestartOutcome> outcomes,
        Arr<ClusterCountScore> clusterCounts, LadderChoice? chosen)
    {
        var notes = Specs(header, data, parameters);
        header.StartedFrom.IfSome(hash => notes["startedFrom"] = hash);
        header.Training.Stopping.IfSome(early => notes["validationRows"] = early.ValidationRows(data.Train.Rows));
        if (!clusterCounts.IsEmpty)
            notes[CountsName] = ClusterCounts(clusterCounts);
        if (chosen is not null)
            notes[ChosenName] = Chosen(chosen);
        if (!outcomes.IsEmpty)
            notes["restarts"] = Restarts(outcomes);
        return notes;
    }

    /// <summary>What was chosen of the family of Gaussian mixtures, why, and among what.</summary>
    internal static JsonObject Chosen(LadderChoice chosen) => new()
    {
        ["rung"] = chosen.Rung,
        ["why"] = chosen.Why,
        ["ladder"] = new JsonArray([.. chosen.Ladder.Select(rung => (JsonNode)new JsonObject
        {
            ["rung"] = rung.Rung,
            ["clusters"] = rung.Clusters,
            ["parameters"] = rung.FreeParameters,
            ["logLikelihood"] = rung.LogLikelihood,
            ["bic"] = rung.Bic,
        })]),
    };

    /// <summary>What a run's notes say of the choice; nothing where there was none.</summary>
    internal static Either<DataError, Option<LadderChoice>> Chosen(JsonObject notes) => Told(ChosenName, () =>
        notes[ChosenName] is not JsonObject chosen ? Option<LadderChoice>.None : new LadderChoice(
            (string)chosen["rung"]!, (string)chosen["why"]!, Prelude.toArray(chosen["ladder"]!.AsArray().Select(rung => new LadderRung(
                (string)rung!["rung"]!, (int)rung["clusters"]!, (int)rung["parameters"]!, (double)rung["logLikelihood"]!,
                (double)rung["bic"]!)))));

    /// <summary>How the restarts did, and which was kept.</summary>
    internal static JsonArray Restarts(IReadOnlyList<RestartOutcome> outcomes)
    {
        var kept = outcomes.GroupBy(outcome => outcome.Phase).Select(phase => phase.MinBy(outcome => outcome.Objective)).ToHashSet();
        return new JsonArray([.. outcomes.Select(outcome => (JsonNode)new JsonObject
        {
            ["phase"] = outcome.Phase + 1,
            ["restart"] = outcome.Restart + 1,
            ["objective"] = outcome.Objective,
            ["kept"] = kept.Contains(outcome),
        })]);
    }

    /// <summary>What was found of each number of clusters, and which was chosen.</summary>
    internal static JsonArray ClusterCounts(IReadOnlyList<ClusterCountScore> scores)
    {
        var chosen = ClusterCountScore.Choose(scores);
        return new JsonArray([.. scores.Select(score => (JsonNode)new JsonObject
        {
            ["clusters"] = score.Clusters,
            ["stability"] = score.Stability,
            ["clustersUsed"] = score.Used,
            ["objective"] = score.Objective,
            ["chosen"] = score.Clusters == chosen,
        })]);
    }

    /// <summary>What a run's notes say of numbers of clusters; nothing where none was to be chosen.</summary>
    internal static Either<DataError, Arr<ClusterCountScore>> ClusterCounts(JsonObject notes) => Told(CountsName, () =>
        notes[CountsName] is not JsonArray scores
            ? Arr<ClusterCountScore>.Empty
            : Prelude.toArray(scores.Select(score =>
                new ClusterCountScore((int)score!["clusters"]!, (double)score["stability"]!, (int)score["clustersUsed"]!,
                    (double)score["objective"]!))));

    private static Either<DataError, T> Told<T>(string field, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is NullReferenceException or InvalidOperationException or FormatException or OverflowException)
        {
            return new DataError.Unusable(
                $"{FileName}, field {field}", "What the run's notes say there is no table of what was tried.", "Start a new run.");
        }
    }

    /// <summary>The notes in a run's folder; none where there is no file, an error where it is damaged.</summary>
    internal static Either<DataError, Option<JsonObject>> Of(RunFolder folder)
    {
        var path = Path.Combine(folder.Path, FileName);
        if (Read(path) is { } notes)
            return Prelude.Some(notes);
        return File.Exists(path)
            ? new DataError.Unusable(
                path, "The run's notes are no JSON object.", "Restore the file, or remove it: it is written anew from the checkpoint.")
            : Option<JsonObject>.None;
    }

    private static JsonObject Specs(CheckpointHeader header, DataSplits data, Arr<ParameterSpec> parameters) => new()
    {
        ["model"] = header.Model.Kind,
        ["preset"] = header.Preset,
        ["data"] = header.DataSource,
        ["seed"] = header.Training.Seed,
        ["spec"] = SpecJson.Write(header.Model),
        ["training"] = SpecJson.Write(header.Training),
        ["preprocessing"] = SpecJson.Write(header.Preprocessing),
        ["trainRows"] = data.Train.Rows,
        ["testRows"] = data.Test.Rows,
        ["features"] = data.Train.Features,
        ["dataFingerprint"] = header.DataFingerprint,
        ["parameters"] = parameters.Filter(parameter => parameter.Role == InputRole.Parameter).Sum(parameter =>
            parameter.Shape.Size.Factor),
        ["engine"] = header.Engine.Engine,
        ["device"] = header.Engine.Device,
        ["versions"] = Versions(),
    };

    /// <summary>Whether notes are those of a run with this specification, training and data.</summary>
    internal static bool AreOf(JsonObject notes, CheckpointHeader header) =>
        JsonNode.DeepEquals(notes["preset"], header.Preset)
        && JsonNode.DeepEquals(notes["data"], header.DataSource)
        && JsonNode.DeepEquals(notes["spec"], SpecJson.Write(header.Model))
        && JsonNode.DeepEquals(notes["training"], SpecJson.Write(header.Training))
        && JsonNode.DeepEquals(notes["preprocessing"], SpecJson.Write(header.Preprocessing))
        && JsonNode.DeepEquals(notes["dataFingerprint"], header.DataFingerprint)
        && JsonNode.DeepEquals(notes["startedFrom"], header.StartedFrom.MatchUnsafe(hash => (string?)hash, () => null))
        && JsonNode.DeepEquals(EngineOf(notes), header.Engine.Engine)
        && JsonNode.DeepEquals(DeviceOf(notes), header.Engine.Device);

    /// <summary>The engine that notes name; those of older versions name no device.</summary>
    internal static JsonNode EngineOf(JsonObject notes) => notes["engine"] ?? EngineName.Managed.Engine;

    /// <summary>The device that notes name.</summary>
    internal static JsonNode DeviceOf(JsonObject notes) => notes["device"] ?? EngineName.Managed.Device;

    /// <summary>A JSON document, or null where there is none that can be read.</summary>
    internal static JsonObject? Read(string path)
    {
        try
        {
            var notes = JsonNode.Parse(InputFile.ReadText(path),
                documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });

            // Writing meets every text: one with an unpaired surrogate is none, and throws wherever it is met first.
            _ = notes?.ToJsonString();
            return notes as JsonObject;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The versions of what computes; <c>code</c> changes with every change of the libraries that decide a result.</summary>
    internal static JsonObject Versions() => new()
    {
        ["gmmvae"] = typeof(RunManifest).Assembly.GetName().Version!.ToString(3),
        ["checkpointFormat"] = Checkpoint.FormatVersion,
        ["runtime"] = RuntimeInformation.FrameworkDescription,
        ["code"] = FormattableString.Invariant($"{typeof(Graph).Module.ModuleVersionId:N} {typeof(Trainer).Module.ModuleVersionId:N}"),
    };
}

/// <summary>Where the notes in a run's folder and its checkpoint speak of different runs.</summary>
internal static class RunDifferences
{
    private const int MostShown = 3;

    /// <summary>What is wrong with a checkpoint that is not that of the folder's notes.</summary>
    internal static Option<DataError> Find(JsonObject notes, CheckpointHeader header, RunFolder folder)
    {
        var all = Between(notes, header).ToArray();
        return all.Length == 0
            ? Option<DataError>.None
            : new DataError.Unusable(
                folder.CheckpointPath,
                $"The checkpoint is not that of this run: {string.Join("; ", all.Take(MostShown))}"
                + $"{(all.Length > MostShown ? "; and more" : "")}.",
                "Put the run's own checkpoint back, or start a new run.");
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
            .Concat(Of("preset", notes["preset"], header.Preset))
            .Concat(Of("engine", RunManifest.EngineOf(notes), header.Engine.Engine))
            .Concat(Of("device", RunManifest.DeviceOf(notes), header.Engine.Device));
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

/// <summary>Reads <c>steps.csv</c> back.</summary>
internal static class StepLog
{
    private const int ColumnsBeforeTerms = 3;
    private const long LongestFile = 1 << 30;

    /// <summary>A row a step, of the first steps: the step's number, then every term.</summary>
    internal static double[][] Read(string path, int most = int.MaxValue) =>
        [.. Lines(path).Skip(1).Take(most).Select(line => line.Split(',')).Select(fields =>
            Array.ConvertAll([fields[1], .. fields[ColumnsBeforeTerms..]], field => double.Parse(field, CultureInfo.InvariantCulture)))];

    /// <summary>The lines of a file that the run still holds open.</summary>
    private static IEnumerable<string> Lines(string path)
    {
        using var file = InputFile.Open(path, FileShare.ReadWrite, 4096);
        InputFile.RequireLength(file, LongestFile);
        using var reader = new StreamReader(file);
        while (reader.ReadLine() is { } line)
            yield return line;
    }
}
