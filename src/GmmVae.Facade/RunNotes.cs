using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using GmmVae.Domain;
using GmmVae.Engine;

namespace GmmVae;

/// <summary>What <c>run.json</c> says about a run.</summary>
internal static class RunNotes
{
    internal static JsonObject Write(CheckpointHeader header, DataSplits data, Trainer trainer) => new()
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

    /// <summary>The versions of what computes; <c>code</c> changes with every change of the libraries that decide a result.</summary>
    internal static JsonObject Versions() => new()
    {
        ["gmmvae"] = typeof(RunNotes).Assembly.GetName().Version!.ToString(3),
        ["checkpointFormat"] = Checkpoint.FormatVersion,
        ["runtime"] = RuntimeInformation.FrameworkDescription,
        ["code"] = FormattableString.Invariant($"{typeof(Graph).Module.ModuleVersionId:N} {typeof(Trainer).Module.ModuleVersionId:N}"),
    };
}
