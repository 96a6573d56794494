using GmmVae.Domain;
using GmmVae.Domain.Models;
using GmmVae.Domain.Training;
using GmmVae.Engine.Artifacts.Runs;
using GmmVae.Engine.Engines;
using LanguageExt;
using Microsoft.Extensions.Logging;

namespace GmmVae;

/// <summary>A training: model, data, options and run folder.</summary>
public sealed record TrainRequest : ComputeOptions
{
    /// <summary>The model.</summary>
    public required ModelKind Model { get; init; }

    /// <summary>A data source: <c>line</c>, <c>overlap</c>, <c>signals</c>, <c>digits</c>, <c>mnist</c>, or a path (see
    /// <see cref="DataSources.List"/>).</summary>
    public required string Data { get; init; }

    /// <summary>How a table is read.</summary>
    public DataOptions? Table { get; init; }

    /// <summary>Where downloads are kept, by default <see cref="DataSources.DefaultFolder"/>; <c>mnist</c> is in its subfolder
    /// <c>mnist</c>.</summary>
    public string? DataFolder { get; init; }

    /// <summary>The options to start from.</summary>
    public string Preset { get; init; } = Presets.Auto;

    /// <summary>Changes to the preset's options.</summary>
    public Func<RunOptions, RunOptions> Configure { get; init; } = options => options;

    /// <summary>
    /// A run folder or a checkpoint file whose parameters the training starts from, with its model and preprocessing; null for fresh
    /// parameters. Options of the model that ask for another one are refused.
    /// </summary>
    public string? StartFrom { get; init; }

    /// <summary>The run folder; by default <c>runs/MODEL-PRESET-DATA-SEED</c>.</summary>
    public string? OutputFolder { get; init; }

    /// <summary>Whether an existing run in the output folder is replaced.</summary>
    public bool Force { get; init; }

    /// <summary>The number of steps between checkpoints, beside those at the end of each epoch.</summary>
    public int? CheckpointEvery { get; init; }

    /// <summary>The number of threads; by default the number of physical cores. Results do not depend on it.</summary>
    public int? Threads { get; init; }

    /// <summary>Receives the events of the training, on the training thread: start, phases, epochs, warnings, checkpoints and the end; see
    /// docs/dotnet.md.</summary>
    public ILogger? Logger { get; init; }

    /// <summary>
    /// The processes that train together, each of which makes the same request; by default this one alone. The first one writes the run
    /// folder. Results depend on <see cref="RunOptions.Shards"/>, by default the number of processes.
    /// </summary>
    public IRankGroup Ranks { get; init; } = SingleRank.Instance;
}

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
