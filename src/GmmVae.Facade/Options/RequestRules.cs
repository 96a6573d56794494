using GmmVae.Domain;
using GmmVae.Domain.Models;
using GmmVae.Domain.Training;
using GmmVae.Engine.Artifacts.Runs;
using GmmVae.Engine.Engines;
using LanguageExt;

namespace GmmVae;

/// <summary>What is checked of every request, whatever its data are.</summary>
internal static class RequestRules
{
    /// <summary>Refuses an unknown preset, an engine that cannot run here, and what else is wrong whatever the data are.</summary>
    internal static void RequirePreset(TrainRequest request)
    {
        if (!Presets.Names.Contains(request.Preset))
            (Prelude.Fail<SpecError, Unit>(Presets.Unknown(request.Preset)), ValidThreads(request.Threads),
                ValidInterval(request.CheckpointEvery))
                .Apply((none, _, _) => none).OrThrow();
        request.Choice.Open();
        request.Choice.RequireSharing(shards: 1, request.Ranks.Count);
    }

    /// <summary>Refuses to write over what is read, or over what a run keeps.</summary>
    internal static void RequireOutput(string output, params IEnumerable<string?> inputs)
    {
        if (OutputPlace.Objection(output, inputs) is { } objection)
            throw new GmmVaeException(FailureKind.Usage, $"{Setting.OutputFile}: {objection}");
    }

    internal static int CheckThreads(int? threads) => ValidThreads(threads).OrThrow();

    internal static Validation<SpecError, Unit> ValidInterval(int? steps) =>
        SpecRules.All(SpecRules.Within(Setting.CheckpointEvery, steps ?? 1, 1));

    internal static Validation<SpecError, int> ValidThreads(int? threads) => threads is null
        ? PhysicalCores.Count()
        : SpecRules.Validate(() => threads.Value, SpecRules.Within(Setting.Threads, threads.Value, 1, 256));
}
