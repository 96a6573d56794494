using System.Text.Json.Nodes;
using GmmVae.Domain;
using GmmVae.Engine;
using LanguageExt;

namespace GmmVae;

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
