using GmmVae.Engine.Engines;
using GmmVae.Engine.Training;

namespace GmmVae;

/// <summary>What computes; see docs/engines.md.</summary>
public enum ComputeEngine
{
    /// <summary>The library's own, on the processor: the same bits everywhere.</summary>
    Managed,

    /// <summary>
    /// TorchSharp, in one process: close results, not the same bits. The program adds the package GmmVae.Torch and libtorch for its device.
    /// </summary>
    Torch,
}

/// <summary>Where an engine computes.</summary>
public enum ComputeDevice
{
    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>The first CUDA device, by <see cref="ComputeEngine.Torch"/>.</summary>
    Cuda,
}

/// <summary>What computes, and where; a training goes on with what it began with, a trained model runs on any.</summary>
public abstract record ComputeOptions
{
    private protected ComputeOptions()
    {
    }

    /// <summary>The engine; by default the managed engine of this library.</summary>
    public ComputeEngine Engine { get; init; }

    /// <summary>The device; by default the CPU.</summary>
    public ComputeDevice Device { get; init; }

    internal EngineChoice Choice => new(Engine, Device);
}

/// <summary>An engine and its device, as a user chooses them.</summary>
internal readonly record struct EngineChoice(ComputeEngine Engine, ComputeDevice Device)
{
    /// <summary>What files call it.</summary>
    internal EngineName Name => new(Lower(Engine), Lower(Device));

    /// <summary>What a run has begun with.</summary>
    /// <exception cref="GmmVaeException">There is no such engine.</exception>
    internal static EngineChoice Of(EngineName name)
    {
        var all = from engine in Enum.GetValues<ComputeEngine>()
                  from device in Enum.GetValues<ComputeDevice>()
                  select new EngineChoice(engine, device);
        return all.Cast<EngineChoice?>().FirstOrDefault(choice => choice!.Value.Name == name) ?? throw new GmmVaeException(
            FailureKind.Data,
            $"The run was begun with an engine that there is not: '{name.Engine}' on '{name.Device}'.\n"
            + "  Go on with the version that began it, or start a new run.");
    }

    /// <summary>The engine, after a look at whether it can run here.</summary>
    /// <exception cref="GmmVaeException">It is not part of the program, libtorch cannot be loaded, or there is no such device.</exception>
    internal IEngine Open() => EngineCatalogue.Open(Name).IfLeft(error => throw new GmmVaeException(FailureKind.Usage, error));

    /// <summary>Refuses to share a training where sums are in no fixed order.</summary>
    /// <param name="shards">Parts of a batch.</param>
    /// <param name="ranks">Processes.</param>
    internal void RequireSharing(int shards, int ranks) =>
        EngineCatalogue.Sharing(Name, shards, ranks).IfSome(error => throw new GmmVaeException(FailureKind.Usage, error));

    private static string Lower<T>(T name) where T : struct, Enum => name.ToString().ToLowerInvariant();
}
