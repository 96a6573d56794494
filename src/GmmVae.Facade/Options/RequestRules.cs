using GmmVae.Domain;
using GmmVae.Domain.Models;
using GmmVae.Domain.Training;
using GmmVae.Engine.Engines;
using LanguageExt;

namespace GmmVae;

/// <summary>What is checked of every request, whatever its data are.</summary>
internal static class RequestRules
{
    /// <summary>Refuses a preset that does not exist, an engine that cannot run here, and what else is wrong whatever the data
    /// are.</summary>
    internal static void RequirePreset(TrainRequest request)
    {
        if (!Presets.Names.Contains(request.Preset))
            (Prelude.Fail<SpecError, Unit>(Presets.Unknown(request.Preset)), ValidThreads(request.Threads),
                ValidInterval(request.CheckpointEvery))
                .Apply((none, _, _) => none).OrThrow();
        request.Choice.Open();
        request.Choice.RequireSharing(shards: 1, request.Ranks.Count);
    }

    internal static int CheckThreads(int? threads) => ValidThreads(threads).OrThrow();

    internal static Validation<SpecError, Unit> ValidInterval(int? steps) =>
        SpecRules.All(SpecRules.Within(Setting.CheckpointEvery, steps ?? 1, 1));

    internal static Validation<SpecError, int> ValidThreads(int? threads) => threads is null
        ? PhysicalCores.Count()
        : SpecRules.Validate(() => threads.Value, SpecRules.Within(Setting.Threads, threads.Value, 1, 256));
}
