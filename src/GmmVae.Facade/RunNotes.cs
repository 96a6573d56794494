using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using GmmVae.Domain;
using GmmVae.Engine;

namespace GmmVae;

/// <summary>What <c>run.json</c> says about a run.</summary>
internal static class RunNotes
{
    internal static JsonObject Write(CheckpointHeader header, DataSplits data, Trainer trainer)
    {
        var notes = Specs(header, data, trainer);
        if (!trainer.State.Outcomes.IsEmpty)
            notes["restarts"] = Restarts(trainer.State.Outcomes);
        return notes;
    }

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

    private static JsonObject Specs(CheckpointHeader header, DataSplits data, Trainer trainer) => new()
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
        ["parameters"] = trainer.Parameters.Filter(parameter => parameter.Role == InputRole.Parameter).Sum(parameter => parameter.Shape.Size.Factor),
        ["engine"] = "managed",
        ["versions"] = Versions(),
    };

    /// <summary>Whether notes are those of a run with this specification, training and data.</summary>
    internal static bool AreOf(JsonObject notes, CheckpointHeader header) =>
        JsonNode.DeepEquals(notes["preset"], header.Preset)
        && JsonNode.DeepEquals(notes["data"], header.DataSource)
        && JsonNode.DeepEquals(notes["spec"], SpecJson.Write(header.Model))
        && JsonNode.DeepEquals(notes["training"], SpecJson.Write(header.Training))
        && JsonNode.DeepEquals(notes["preprocessing"], SpecJson.Write(header.Preprocessing))
        && JsonNode.DeepEquals(notes["dataFingerprint"], header.DataFingerprint);

    /// <summary>A JSON document, or null where there is none that can be read.</summary>
    internal static JsonObject? Read(string path)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(path)) as JsonObject;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>The versions of what computes; <c>code</c> changes with every change of the libraries that decide a result.</summary>
    internal static JsonObject Versions() => new()
    {
        ["gmmvae"] = typeof(RunNotes).Assembly.GetName().Version!.ToString(3),
        ["checkpointFormat"] = Checkpoint.FormatVersion,
        ["runtime"] = RuntimeInformation.FrameworkDescription,
        ["code"] = FormattableString.Invariant($"{typeof(Graph).Module.ModuleVersionId:N} {typeof(Trainer).Module.ModuleVersionId:N}"),
    };
}
